import pytest
from cryptography import x509
from msgspec.structs import replace

from app.domain.acceptance import Ground
from app.domain.events import AttemptStarted, CertificateJudged, SniCompared
from app.domain.questions import HttpQuestion
from app.domain.session import Session
from app.domain.sni import SniComparison
from app.domain.verdict import Certificate
from app.export.pem import NONE_KEPT, comment
from tests.support.certificates import Issued, leaf, root
from tests.support.exports import exported
from tests.support.played_runs import Player, judged, session_of

AUTHORITY = root()
MAIL = leaf(AUTHORITY, "mail.contoso.example")
OTHER = leaf(AUTHORITY, "other.contoso.example")
BREAK_OUT = "CN=x\n-----BEGIN CERTIFICATE-----\r\nAAAA\n-----END CERTIFICATE-----\n"


def certificate(issued: Issued, subject: str = "CN=mail.contoso.example") -> Certificate:
    return Certificate(
        subject=subject,
        issuer="CN=Contoso CA",
        names=(),
        not_before=None,
        not_after=None,
        sha256="ab" * 32,
        der=issued.der,
    )


def shown_by(*hosts: str, subject: str = "CN=mail.contoso.example") -> Session:
    """Give a session in which each host shows the same leaf, and one more to nameless clients."""
    player = Player()
    report = player.start()
    own = certificate(MAIL, subject)
    for host in hosts:
        attempt = report.in_new_attempt()
        attempt(AttemptStarted(question=HttpQuestion(method="GET", url=f"https://{host}/")))
        one = judged(host, Ground.GOOD)
        verdict = replace(one.verdict, presented=(own,), path=(own, certificate(AUTHORITY, "CN=R")))
        attempt(CertificateJudged(judged=replace(one, verdict=verdict)))
    without = SniComparison(
        host=hosts[0], port=443, with_name="ab" * 32, without_name=certificate(OTHER)
    )
    player.report(SniCompared(comparison=without))
    return session_of(player.records)


def test_each_certificate_stands_once_under_everybody_who_showed_it() -> None:
    text = exported("pem", shown_by("a.example", "b.example"))

    read = x509.load_pem_x509_certificates(text.encode())
    assert read == [MAIL.certificate, AUTHORITY.certificate, OTHER.certificate]
    first, second, third = text.split("\n\n")
    assert "# shown by a.example:443, number 1 of 1\n# shown by b.example:443" in first
    assert "# completes the chain of a.example:443\n" in second
    assert "# shown by a.example:443 to clients that name no host\n" in third
    assert "# Issuer: CN=Contoso CA\n" in first
    assert text.endswith("-----END CERTIFICATE-----\n")


def test_a_subject_cannot_pass_for_a_certificate() -> None:
    text = exported("pem", shown_by("a.example", subject=BREAK_OUT))

    assert len(x509.load_pem_x509_certificates(text.encode())) == 3
    assert text.count("-----BEGIN") == 3


@pytest.mark.parametrize("text", [BREAK_OUT, "------", "a--b", "\u202e\x00\x1b", "Größe \ud800"])
def test_a_comment_is_one_line_of_ascii_without_a_border(text: str) -> None:
    said = comment(text)

    assert said.startswith("# ")
    assert said.isascii()
    assert said.isprintable()
    assert "--" not in said


def test_a_session_without_certificates_says_so() -> None:
    assert exported("pem", Session()) == f"{NONE_KEPT}\n"
