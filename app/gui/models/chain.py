"""A certificate chain as a person reads it: the way from the anchor down, titles and facts."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from app.domain.inspection import CertificateDetails
from app.domain.verdict import Certificate, MatchedBy, Verdict
from app.wording import Mark
from app.wording.inspection import certificate_facts, certificate_role
from app.wording.language import _


class Link(Struct, frozen=True, kw_only=True):
    """One certificate of the chain: its title, and what a person wants to know of it."""

    title: str
    facts: tuple[tuple[str, str], ...]
    depth: int = 0
    """How many certificates stand above it, on the way from the anchor."""
    is_leaf: bool = False
    """Whether it is the server's own."""
    mark: Mark | None = None
    """On the upper end of the way: whether it leads to something that is trusted."""


class HeldName(Struct, frozen=True, kw_only=True):
    """One name of the server's certificate, and whether it is the one that counts."""

    name: str
    is_match: bool
    why: str = ""
    """By which rules it matches; empty where it does not."""


def chain_links(
    verdict: Verdict, details: Mapping[str, CertificateDetails] | None = None
) -> tuple[Link, ...]:
    """Give the way from its upper end to the server's own, then what was sent beside it.

    `details`: what is known beyond the certificates themselves, by their SHA-256.
    """
    return tuple(_links(verdict, details or {}))


def _links(verdict: Verdict, known: Mapping[str, CertificateDetails]) -> Iterator[Link]:
    way = verdict.path or verdict.presented[:1]
    on_the_way = {one.sha256 for one in way}
    for depth, one in enumerate(reversed(way)):
        is_end = depth == 0
        mark = (Mark.GOOD if verdict.trusted else Mark.BAD) if is_end else None
        yield _link(verdict, one, known, depth, mark)
    # What is sent twice stands on the way once.
    beside = (one for one in verdict.presented[1:] if one.sha256 not in on_the_way)
    for one in beside:
        yield _link(verdict, one, known, 0, None)


def _link(
    verdict: Verdict,
    one: Certificate,
    known: Mapping[str, CertificateDetails],
    depth: int,
    mark: Mark | None,
) -> Link:
    role = certificate_role(verdict, one)
    return Link(
        title=f"{one.subject or _('no subject')} — {role}",
        facts=certificate_facts(one, known.get(one.sha256)),
        depth=depth,
        is_leaf=bool(verdict.presented) and one.sha256 == verdict.leaf_sha256,
        mark=mark,
    )


def held_names(verdict: Verdict) -> tuple[HeldName, ...]:
    """Give the names of the server's certificate; a common name only where that is what matched."""
    if not verdict.presented:
        return ()
    names = dict.fromkeys(verdict.presented[0].names)
    names.update(dict.fromkeys(one for one in _matches(verdict) if one))
    return tuple(_held(verdict, one) for one in names)


def _held(verdict: Verdict, name: str) -> HeldName:
    matched_by = _matches(verdict).get(name)
    if matched_by is None:
        return HeldName(name=name, is_match=False)
    kinds = {
        MatchedBy.SAN: _("matches"),
        MatchedBy.WILDCARD: _("matches, as a wildcard"),
        MatchedBy.COMMON_NAME: _("matches, as the common name"),
    }
    return HeldName(name=name, is_match=True, why=kinds[matched_by])


def _matches(verdict: Verdict) -> dict[str, MatchedBy]:
    """Give what matched for this client, spelt as the certificate has it."""
    if verdict.matched_by is None:
        return {}
    own = verdict.presented[0].names if verdict.presented else ()
    wanted = verdict.matched_name
    spelt = next((one for one in own if one.casefold() == wanted.casefold()), wanted)
    return {spelt: verdict.matched_by}
