"""A look at a certificate, as text, JSON and PEM."""

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from app.certificates.details import details_of
from app.certificates.pem import certificates_of_pem
from app.domain.acceptance import Acceptance, Ground
from app.domain.connections import Connection, Judged
from app.domain.failures import Failure, FailureKind
from app.domain.inspection import Inspection
from app.domain.retrieval import Purpose, Retrieval
from app.domain.revocation import RevocationAnswer, RevocationSource, RevocationStatus
from app.domain.sni import SniComparison
from app.domain.verdict import Anchor, Certificate, MatchedBy, NameAnswer, Problem, Verdict
from app.export import chain_pem, inspection_json, inspection_text
from app.wording import alert_source
from tests.support.certificates import Issued, leaf, root

ROOT = root("Look Root")
LEAF = leaf(ROOT, "mail.contoso.com")


def shown(issued: Issued, subject: str) -> Certificate:
    return Certificate(
        subject=subject,
        issuer="CN=Look Root",
        names=(),
        not_before=None,
        not_after=None,
        sha256=f"{abs(hash(subject)):064x}"[:64],
        der=issued.der,
    )


def inspection(*problems: Problem) -> Inspection:
    server, anchor = shown(LEAF, "CN=mail.contoso.com"), shown(ROOT, "CN=Look Root")
    is_good = not problems
    verdict = Verdict(
        host="mail.contoso.com",
        trusted=is_good,
        in_date=True,
        name_matches=True,
        matched_by=MatchedBy.SAN,
        matched_name="mail.contoso.com",
        by_rules=(
            NameAnswer(
                rules="outlook-2007", matched_by=MatchedBy.SAN, matched_name="mail.contoso.com"
            ),
            NameAnswer(rules="rfc-9525"),
        ),
        problems=problems,
        presented=(server,),
        path=(server, anchor),
        anchor=Anchor(sha256=anchor.sha256, stores=("system",)) if is_good else None,
        reasons=("Nobody trusts it.",) if problems else (),
    )
    ground = Ground.GOOD if is_good else Ground.REJECTED
    judged = Judged(
        host="mail.contoso.com",
        port=443,
        verdict=verdict,
        acceptance=Acceptance(accepted=is_good, ground=ground),
        tls_version="TLSv1.2",
        cipher="ECDHE",
    )
    return Inspection(
        target="mail.contoso.com:443",
        is_file=False,
        judged=judged,
        details=tuple((one.sha256, details_of(one.der)) for one in (server, anchor)),
    )


FAILED = Inspection(
    target="x:443",
    is_file=False,
    failure=Failure(kind=FailureKind.REFUSED, detail="x:443 refuses connections."),
)


def test_the_text_begins_with_the_verdict_and_shows_the_tree() -> None:
    lines = inspection_text(inspection(Problem.UNKNOWN_ISSUER)).splitlines()

    assert lines[:6] == [
        "[X ] mail.contoso.com:443 - not accepted",
        "  certificate not accepted: its issuer is not trusted",
        "  Trusted: no",
        "  In date: yes",
        "  Name matches: yes",
        "    Nobody trusts it.",
    ]
    assert "  Outlook 2007 shows this security alert:" in lines
    assert "    [ok] The security certificate date is valid." in lines
    assert f"    ({alert_source()})" in lines
    assert "+ CN=mail.contoso.com - the server's own" in lines
    assert "  + CN=Look Root - not sent by the server" in lines
    assert any(line.startswith("    SHA-1:") for line in lines)
    assert "  Name by the rules of 2007: matches mail.contoso.com (alternative name)" in lines
    assert "  Name by today's (RFC 9525): does not match" in lines
    assert any("Purposes:             server authentication" in line for line in lines)


def test_what_was_found_out_beyond_the_handshake_is_told() -> None:
    looked = inspection()
    assert looked.judged
    answer = RevocationAnswer(
        subject="CN=mail.contoso.com",
        sha256="a" * 64,
        source=RevocationSource.STAPLE,
        status=RevocationStatus.GOOD,
    )
    retrieval = Retrieval(
        purpose=Purpose.ISSUER, url="http://pki.contoso.com/a.cer", about="CN=x", size=9
    )
    further = replace(
        looked,
        judged=replace(looked.judged, revocation=(answer,)),
        connections=(Connection(number=1, retrievals=(retrieval,)),),
        without_name=SniComparison(host="mail.contoso.com", port=443, with_name="a" * 64),
    )

    lines = inspection_text(further).splitlines()
    entry = msgspec.json.decode(inspection_json(further))["certificate"]

    assert "  Without its name (no SNI): no certificate" in lines
    assert any("http://pki.contoso.com/a.cer - 9 bytes" in line for line in lines)
    assert "  CN=mail.contoso.com: not revoked (stapled OCSP answer)" in lines
    assert any("A phone" in line or "phones" in line for line in lines)
    assert entry["without_sni"] == {"same": False, "shown": "no certificate"}


def test_an_anchor_is_called_trusted() -> None:
    text = inspection_text(inspection())

    assert text.startswith("[ok] mail.contoso.com:443 - accepted\n")
    assert "CN=Look Root - trusted here (store: system)" in text


def test_json_has_the_shape_of_a_runs_certificate() -> None:
    document: dict[str, Any] = msgspec.json.decode(inspection_json(inspection()))

    entry = document["certificate"]
    assert (entry["host"], entry["port"], entry["url"]) == (
        "mail.contoso.com",
        443,
        "https://mail.contoso.com:443/",
    )
    assert (entry["trusted"], entry["accepted"], entry["problems"]) == (True, True, [])
    assert [one["sent"] for one in entry["chain"]] == [True, False]
    assert entry["chain"][0]["purposes"] == ["server authentication"]
    assert {"presented", "anchor", "tls_version", "because", "accepted_by"} <= entry.keys()


def test_json_of_a_failure_has_no_certificate() -> None:
    document = msgspec.json.decode(inspection_json(FAILED))

    assert (document["failure"], document["certificate"]) == ("refused", None)


def test_the_text_of_a_failure_is_one_line() -> None:
    assert inspection_text(FAILED) == "[X ] x:443 - x:443 refuses connections.\n"


def test_the_chain_is_written_as_pem() -> None:
    assert certificates_of_pem(chain_pem(inspection()).encode()) == [LEAF.der, ROOT.der]


@pytest.mark.parametrize("form", [inspection_text, inspection_json, chain_pem])
def test_every_form_ends_its_last_line(form: Any) -> None:
    assert form(inspection()).endswith("\n")
