"""Findings as a report shows them, with links to what they rest on."""

from itertools import islice
from typing import Final

from msgspec import Struct

from app.domain.finding import Finding
from app.domain.rows import Row, ServicesState, ServiceState
from app.domain.session import Session
from app.wording import Line, describe, finding_line, source_text

MOST_EVIDENCE: Final = 60


class Evidence(Struct, frozen=True, kw_only=True):
    row: int
    text: str


class ToldFinding(Struct, frozen=True, kw_only=True):
    finding: Finding
    line: Line
    source: str
    evidence: tuple[Evidence, ...]


def told_finding(session: Session, finding: Finding, most: int) -> ToldFinding:
    """Give a finding with its evidence; no row beyond the highest number can be linked to."""
    rows = dict.fromkeys(
        row.number
        for row in map(session.row_of_event, finding.evidence)
        if row and row.number <= most and not _is_service(row)
    )
    return ToldFinding(
        finding=finding,
        line=finding_line(finding),
        source=source_text(finding),
        evidence=tuple(
            Evidence(row=number, text=describe(session.row(number), over=True).what)
            for number in islice(rows, MOST_EVIDENCE)
        ),
    )


def _is_service(row: Row) -> bool:
    # They have a table of their own, and no line in the tree.
    return isinstance(row.subject, ServicesState | ServiceState)
