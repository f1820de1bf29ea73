"""The columns of the tree, and what the cells say that no line of a row has."""

from enum import IntEnum
from typing import Final

from app.domain.rows import Row, ServiceState
from app.domain.session import Session
from app.gui.models.waterfall_bars import bar
from app.wording import bar_text, milliseconds
from app.wording.language import _


class Column(IntEnum):
    """The columns of the tree."""

    WHAT = 0
    VERDICT = 1
    TIME = 2
    WATERFALL = 3


COLUMNS: Final = len(Column)
"""Counted once: an enumeration counts its members at each question, of which Qt has many."""


def heading(column: Column) -> str:
    """Give what stands above a column."""
    match column:
        case Column.WHAT:
            return _("What")
        case Column.VERDICT:
            return _("Verdict")
        case Column.TIME:
            return _("Time")
        case Column.WATERFALL:
            return _("Waterfall")


def time_text(session: Session, row: Row) -> str:
    """Say how long a row took; empty where it took no time of its own."""
    # A service's row is there from the answer on; its time would be that of all checks before.
    is_timeless = isinstance(row.subject, ServiceState)
    if is_timeless or row.ended_ms is None:
        return ""
    took = row.ended_ms - row.started_ms
    if took <= 0 and (drawn := bar(session, row)):
        # What is told when it is over brings its duration along.
        took = sum(span.duration_ms for span in drawn.spans)
    return milliseconds(took) if took > 0 else ""


def waterfall_text(session: Session, row: Row) -> str:
    """Say what the waterfall draws, for the tool tip and for screen readers."""
    drawn = bar(session, row)
    return bar_text(drawn.started_ms, drawn.spans) if drawn else ""
