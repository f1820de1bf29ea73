"""Puts a verdict together from what was presented and what the verifiers found."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import MINYEAR, UTC, datetime
from typing import Self

from msgspec import Struct

from app.certificates import properties, reasons
from app.certificates.names import NameMatch, NameRules, match_both, match_name
from app.certificates.path import Finding
from app.certificates.reading import Parsed, displayed, parse
from app.domain.verdict import Anchor, Certificate, NameAnswer, Problem, Verdict

MOST_PRESENTED = 100
"""Certificates beyond are not looked at; no server has a use for a tenth of them."""


class Presented(Struct, frozen=True, kw_only=True):
    """What a server sent for a host, as far as it can be read."""

    ders: tuple[bytes, ...]
    parsed: tuple[Parsed | None, ...]
    others: tuple[Parsed, ...]
    """What can be read beside the leaf, and what was got otherwise."""
    fetched: bool
    """Something was got otherwise."""
    host: str
    at: datetime

    @classmethod
    def read(
        cls, chain: Sequence[bytes], host: str, at: datetime, extra: Sequence[bytes] = ()
    ) -> Self:
        """Read the certificates; call it inside `quiet`.

        Raises ValueError for a time without a zone.
        """
        ders = tuple(chain[:MOST_PRESENTED])
        parsed = tuple(parse(der) for der in ders)
        fetched = tuple(parse(der) for der in extra[:MOST_PRESENTED])
        others = tuple(each for each in (*parsed[1:], *fetched) if each is not None)
        return cls(
            ders=ders,
            parsed=parsed,
            others=others,
            fetched=bool(fetched),
            host=host,
            at=_whole_second(at),
        )

    @property
    def leaf(self) -> Parsed | None:
        return self.parsed[0] if self.parsed else None

    @property
    def shown(self) -> tuple[Certificate, ...]:
        return tuple(displayed(der, each) for der, each in zip(self.ders, self.parsed, strict=True))


class Found(Struct, frozen=True, kw_only=True):
    """What the verifiers said."""

    finding: Finding
    in_date: bool
    name_matches: bool
    match: NameMatch
    anchor_stores: tuple[str, ...]
    notes: tuple[str, ...] = ()


def verdict_on(presented: Presented, leaf: Parsed, found: Found) -> Verdict:
    """Give the three answers, all problems and the sentences."""
    finding, match = found.finding, found.match
    match_2007 = match_name(leaf.names, presented.host, NameRules.OUTLOOK_2007)
    trusted = finding.objection is None
    top = finding.path[-1]
    return Verdict(
        host=presented.host,
        trusted=trusted,
        in_date=found.in_date,
        name_matches=found.name_matches,
        matched_by=match.matched_by,
        matched_name=match.matched_name,
        problems=_sorted(
            (
                *([finding.objection.problem] if finding.objection is not None else []),
                *([Problem.MALFORMED] if None in presented.parsed else []),
                *([] if found.name_matches else [Problem.NAME_MISMATCH]),
                *properties.date_problems(finding.path, presented.at),
                *properties.strength_problems(finding.path),
                *properties.form_problems(finding.path),
                *properties.name_problems(leaf, match_2007),
                *properties.order_problems(presented.ders, finding.path),
            )
        ),
        presented=presented.shown,
        path=tuple(displayed(each.der, each) for each in finding.path),
        anchor=Anchor(sha256=top.sha256, stores=found.anchor_stores) if trusted else None,
        reasons=tuple(_reasons(presented, leaf, found, match_2007)),
        notes=found.notes,
        by_rules=tuple(_by_rules(leaf, presented.host)),
    )


def _by_rules(leaf: Parsed, host: str) -> Iterator[NameAnswer]:
    both = match_both(leaf.names, host)
    for rules, match in (
        (NameRules.OUTLOOK_2007, both.outlook_2007),
        (NameRules.RFC_9525, both.rfc_9525),
    ):
        yield NameAnswer(rules=rules, matched_by=match.matched_by, matched_name=match.matched_name)


def verdict_without_leaf(presented: Presented) -> Verdict:
    """Three times no, for one and the same reason."""
    return Verdict(
        host=presented.host,
        trusted=False,
        in_date=False,
        name_matches=False,
        matched_by=None,
        matched_name="",
        problems=(Problem.MALFORMED,),
        presented=presented.shown,
        path=(),
        anchor=None,
        reasons=(reasons.UNREADABLE_LEAF if presented.ders else reasons.NOTHING_PRESENTED,),
    )


def _whole_second(at: datetime) -> datetime:
    """Give the time in UTC and in seconds, in which validity counts. RFC 5280 4.1.2.5"""
    if at.utcoffset() is None:
        raise ValueError("the time to judge for needs a zone")
    try:
        return at.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        # The first or the last day that there is, in a zone where it lies outside of UTC's.
        if at.year == MINYEAR:
            return datetime.min.replace(tzinfo=UTC)
        return datetime.max.replace(tzinfo=UTC, microsecond=0)


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each once, what decides before what is merely odd: the order in which Problem has them."""
    seen = set(problems)
    return tuple(problem for problem in Problem if problem in seen)


def _reasons(
    presented: Presented, leaf: Parsed, found: Found, match_2007: NameMatch
) -> Iterator[str]:
    if found.finding.objection is not None:
        yield found.finding.objection.reason
    if not found.in_date:
        yield reasons.date_reason(found.finding.path, presented.at)
    if not found.name_matches:
        yield reasons.name_reason(leaf.names, presented.host, match_2007)
