"""A certificate chain in words."""

from msgspec.structs import replace

from app.domain.verdict import Problem
from app.gui.models.chain import chain_links
from tests.gui.values import certificate, judged

GOOD = judged("mail.contoso.example").verdict


def test_the_chain_goes_from_the_servers_own_to_the_anchor() -> None:
    titles = [link.title for link in chain_links(GOOD)]

    assert titles == [
        "CN=mail.contoso.example — the server's own",
        "CN=Contoso Issuing — sent by the server",
        "CN=Contoso Root — trusted here (store: system)",
    ]


def test_what_the_server_did_not_send_is_named() -> None:
    missing = replace(GOOD, presented=GOOD.presented[:1])

    assert chain_links(missing)[1].title == "CN=Contoso Issuing — not sent by the server"


def test_facts_are_those_that_a_person_asks_for() -> None:
    facts = dict(chain_links(GOOD)[0].facts)

    assert facts["Names"] == "mail.contoso.example"
    assert facts["Valid until"] == "2026-12-12 10:00 UTC"
    assert facts["SHA-256"].count(":") == 31


def test_a_certificate_that_cannot_be_read_says_so() -> None:
    broken = replace(certificate("", ""), not_before=None, not_after=None)
    verdict = replace(judged("x", Problem.MALFORMED).verdict, presented=(broken,), path=())
    (link,) = chain_links(verdict)

    assert link.title == "no subject — the server's own"
    assert ("Valid from", "cannot be read") in link.facts
    assert ("Names", "none") in link.facts
