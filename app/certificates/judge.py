"""Gives the verdict on the certificates that a server presented: three answers and all problems."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from app.certificates import properties, reasons
from app.certificates.names import NameMatch, NameRules, match_name
from app.certificates.path import Finding, Question, find_path
from app.certificates.reading import Parsed, displayed, parse, quiet
from app.certificates.stores import TrustStores
from app.domain.verdict import Anchor, Certificate, MatchedBy, Problem, Verdict

MOST_PRESENTED = 100
"""Certificates beyond are not looked at; no server has a use for a tenth of them."""


def judge(
    chain: Sequence[bytes],
    hostname: str,
    stores: TrustStores,
    *,
    at: datetime,
    rules: NameRules,
    extra: Sequence[bytes] = (),
) -> Verdict:
    """Judge DER certificates, leaf first, for the host of the URL; no I/O, from any thread.

    Takes whatever a server can present; raises ValueError only for a time without a zone.
    """
    if at.tzinfo is None:
        raise ValueError("the time to judge for needs a zone")
    with quiet():
        return _judge(chain[:MOST_PRESENTED], hostname, stores, at, rules, extra[:MOST_PRESENTED])


def _judge(
    chain: Sequence[bytes],
    hostname: str,
    stores: TrustStores,
    at: datetime,
    rules: NameRules,
    extra: Sequence[bytes],
) -> Verdict:
    parsed = [parse(der) for der in chain]
    presented = tuple(displayed(der, each) for der, each in zip(chain, parsed, strict=True))
    if not parsed or parsed[0] is None:
        return _without_leaf(hostname, presented)
    leaf = parsed[0]
    others = [each for each in (*parsed[1:], *map(parse, extra)) if each is not None]
    match = match_name(leaf.names, hostname, rules)
    match_2007 = match_name(leaf.names, hostname, NameRules.OUTLOOK_2007)
    by_common_name = match_2007.matched_by is MatchedBy.COMMON_NAME
    finding = find_path(
        Question(
            leaf=leaf,
            others=tuple(others),
            stores=stores,
            at=at,
            serving=match_2007.matched_name if by_common_name else "",
        )
    )
    trusted = finding.objection is None
    return Verdict(
        host=hostname,
        trusted=trusted,
        in_date=all(each.covers(at) for each in finding.path),
        name_matches=match.matched_by is not None,
        matched_by=match.matched_by,
        matched_name=match.matched_name,
        problems=_sorted(
            (
                *_objected(finding),
                *([Problem.MALFORMED] if None in parsed else []),
                *properties.date_problems(finding.path, at),
                *properties.strength_problems(finding.path),
                *properties.form_problems(finding.path),
                *properties.name_problems(leaf, match, match_2007),
                *properties.order_problems(chain, finding.path),
            )
        ),
        presented=presented,
        path=tuple(displayed(each.der, each) for each in finding.path),
        anchor=_anchor(finding.path[-1], stores) if trusted else None,
        reasons=tuple(_reasons(finding, leaf, hostname, match, match_2007, at)),
    )


def _without_leaf(hostname: str, presented: tuple[Certificate, ...]) -> Verdict:
    """Three times no, for one and the same reason."""
    return Verdict(
        host=hostname,
        trusted=False,
        in_date=False,
        name_matches=False,
        matched_by=None,
        matched_name="",
        problems=(Problem.MALFORMED,),
        presented=presented,
        path=(),
        anchor=None,
        reasons=(reasons.UNREADABLE_LEAF if presented else reasons.NOTHING_PRESENTED,),
    )


def _objected(finding: Finding) -> tuple[Problem, ...]:
    return (finding.objection.problem,) if finding.objection is not None else ()


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each once, what decides before what is merely odd: the order in which Problem has them."""
    seen = set(problems)
    return tuple(problem for problem in Problem if problem in seen)


def _anchor(top: Parsed, stores: TrustStores) -> Anchor:
    return Anchor(sha256=top.sha256, stores=stores.names_of(top.sha256))


def _reasons(
    finding: Finding,
    leaf: Parsed,
    hostname: str,
    match: NameMatch,
    match_2007: NameMatch,
    at: datetime,
) -> Iterator[str]:
    if finding.objection is not None:
        yield finding.objection.reason
    if not all(each.covers(at) for each in finding.path):
        yield reasons.date_reason(finding.path, at)
    if match.matched_by is None:
        yield reasons.name_reason(leaf.names, hostname, match_2007)
