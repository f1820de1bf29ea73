"""Which failures of a session are as they should be: those that notices alone explain."""

from collections.abc import Iterable

from app.domain.finding import Severity
from app.domain.rows import StepState
from app.domain.session import Session
from app.findings.raising import Raised
from app.wording import PROBLEMS, describe


def normal_rows(session: Session, conclusions: Iterable[Raised]) -> frozenset[int]:
    """Give the rows that show a problem which a notice explains, and nothing worse does.

    What stands above such rows is normal, too, where nothing else is wrong below it.
    """
    told = tuple(conclusions)
    notices = [one for one in told if one.finding.severity is Severity.NOTICE]
    worse = [one for one in told if one.finding.severity is not Severity.NOTICE]
    blamed = frozenset().union(*(one.explains for one in worse), _evidence(session, worse))
    explained = _with_all_below(session, frozenset().union(*(one.explains for one in notices)))
    # That a notice rests on a step says nothing of why its attempts have failed.
    seen = {
        one
        for one in _evidence(session, notices)
        if not isinstance(session.row(one).subject, StepState)
    }
    covered = explained | seen
    normal: set[int] = set()
    # Children have higher numbers than what they stand below.
    for number in sorted(covered | _above(session, covered), reverse=True):
        if number in blamed or not _is_problem(session, number):
            continue
        below = [one for one in session.children(number) if _is_problem(session, one)]
        if normal.issuperset(below) and (below or number in covered):
            normal.add(number)
    return frozenset(normal)


def _evidence(session: Session, among: Iterable[Raised]) -> set[int]:
    rows = (session.row_of_event(event) for one in among for event in one.finding.evidence)
    return {row.number for row in rows if row}


def _with_all_below(session: Session, numbers: Iterable[int]) -> set[int]:
    found: set[int] = set()
    ahead = list(numbers)
    while ahead:
        number = ahead.pop()
        if number not in found:
            found.add(number)
            ahead.extend(session.children(number))
    return found


def _above(session: Session, numbers: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for number in numbers:
        above = session.row(number).parent
        while above and above not in found:
            found.add(above)
            above = session.row(above).parent
    return found


def _is_problem(session: Session, number: int) -> bool:
    return describe(session.row(number), over=True).mark in PROBLEMS
