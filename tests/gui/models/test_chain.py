"""A certificate chain in words."""

import pytest
from msgspec.structs import replace

from app.domain.verdict import MatchedBy, Problem, Verdict
from app.gui.models.chain import chain_links, held_names
from app.wording import Mark
from tests.gui.values import certificate, judged

GOOD = judged("mail.contoso.example").verdict


def test_the_way_goes_from_the_anchor_down_to_the_servers_own() -> None:
    links = chain_links(GOOD)

    assert [(link.depth, link.title) for link in links] == [
        (0, "CN=Contoso Root — trusted here (store: system)"),
        (1, "CN=Contoso Issuing — sent by the server"),
        (2, "CN=mail.contoso.example — the server's own"),
    ]
    assert [link.is_leaf for link in links] == [False, False, True]
    assert [link.mark for link in links] == [Mark.GOOD, None, None]


def test_a_way_that_leads_to_nothing_trusted_ends_in_a_bad_sign() -> None:
    links = chain_links(judged("x", Problem.UNKNOWN_ISSUER).verdict)

    assert [(link.depth, link.mark) for link in links] == [(0, Mark.BAD), (1, None)]


def test_what_the_server_did_not_send_is_named() -> None:
    missing = replace(GOOD, presented=GOOD.presented[:1])

    assert chain_links(missing)[1].title == "CN=Contoso Issuing — not sent by the server"


def test_what_nobody_needs_stands_beside_the_way() -> None:
    spare = certificate("CN=Spare", "CN=Spare")
    links = chain_links(replace(GOOD, presented=(*GOOD.presented, spare)))

    assert (links[-1].depth, links[-1].title) == (0, "CN=Spare — sent by the server")
    assert not links[-1].is_leaf


def test_without_a_way_there_is_what_was_sent() -> None:
    links = chain_links(replace(GOOD, path=()))

    assert [(link.depth, link.is_leaf) for link in links] == [(0, True), (0, False)]
    assert chain_links(replace(GOOD, path=(), presented=())) == ()


def test_facts_are_those_that_a_person_asks_for() -> None:
    facts = dict(chain_links(GOOD)[-1].facts)

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


LEAF = certificate("CN=mail.contoso.example", "CN=x", "mail.contoso.example", "*.contoso.example")


@pytest.mark.parametrize(
    ("matched_by", "matched", "told"),
    [
        (MatchedBy.SAN, "MAIL.contoso.example", {"mail.contoso.example": "matches"}),
        (MatchedBy.WILDCARD, "*.contoso.example", {"*.contoso.example": "matches, as a wildcard"}),
        (MatchedBy.COMMON_NAME, "other", {"other": "matches, as the common name"}),
        (None, "", {}),
    ],
)
def test_the_name_that_matches_is_marked(
    matched_by: MatchedBy | None, matched: str, told: dict[str, str]
) -> None:
    verdict: Verdict = replace(GOOD, presented=(LEAF,), matched_by=matched_by, matched_name=matched)

    names = held_names(verdict)

    assert {one.name: one.why for one in names if one.is_match} == told
    assert {"mail.contoso.example", "*.contoso.example"} <= {one.name for one in names}


def test_without_a_certificate_there_are_no_names() -> None:
    assert held_names(replace(GOOD, presented=())) == ()
