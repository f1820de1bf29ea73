"""Everything that happened as a report shows it, and the steps of it."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from msgspec import Struct

from app.domain.rows import Row, StepState
from app.domain.session import Session
from app.export.text_tree import Around, remarks
from app.wording import Line, concluded_line, took_text

MOST_REMARKS: Final = 60


class StepLine(Struct, frozen=True, kw_only=True):
    line: Line
    row: int
    round: int
    took: str


class Branch(Struct, frozen=True, kw_only=True):
    row: int
    line: Line
    took: str
    remarks: tuple[str, ...]
    below: tuple["Branch", ...]


def steps(rows: Iterable[Row], session: Session, normal: frozenset[int]) -> Iterator[StepLine]:
    """Give each of these rows that is a step."""
    for row in rows:
        place = session.step_of(row) if isinstance(row.subject, StepState) else None
        if place:
            line = concluded_line(row, normal)
            yield StepLine(line=line, row=row.number, round=place[0], took=took_text(row))


def branch(session: Session, number: int, around: Around, most: int) -> Branch:
    """Give a row with all below it, up to the row of the highest number that is shown."""
    row = session.row(number)
    line = concluded_line(row, around.normal)
    return Branch(
        row=number,
        line=line,
        took=took_text(row),
        remarks=tuple(islice(remarks(session, row, line, around.alerts), MOST_REMARKS)),
        below=tuple(
            branch(session, child, around, most)
            for child in session.children(number)
            if child <= most
        ),
    )
