"""The results of a batch for a table: a line for each run, the newest up to a bound."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QObject, Qt

from app.domain.batch import BatchRow, RowOutcome
from app.gui.marks import SIGNS, icon
from app.gui.models.line_table import NOWHERE, Index, LineTable
from app.gui.models.sorted_lines import SORTED
from app.gui.plain_text import one_line, tool_tip
from app.wording.batch import row_outcome_mark, row_outcome_title
from app.wording.language import _
from app.wording.lines import milliseconds

MOST_ROWS: Final = 20_000
"""That are on show; files take as many as there are."""
GOOD: Final = frozenset({RowOutcome.FOUND, RowOutcome.SIGN_IN_NEEDED})
"""Where Outlook gets its settings, or would with a sign-in."""


class Column(IntEnum):
    """What each line tells, from left to right."""

    LINE = 0
    INPUT = 1
    OUTCOME = 2
    FINDING = 3
    TIME = 4


class BatchTable(LineTable[BatchRow]):
    """The rows in the order in which they came."""

    def __init__(self, parent: QObject | None = None, most: int = MOST_ROWS) -> None:
        super().__init__(len(Column), parent)
        self._most = most

    def add(self, batch: Sequence[BatchRow]) -> None:
        """Add rows; where there are too many then, the oldest go."""
        fresh = batch[-self._most :]
        beyond = len(self._lines) + len(fresh) - self._most
        if beyond > 0:
            self.beginRemoveRows(NOWHERE, 0, beyond - 1)
            del self._lines[:beyond]
            self.endRemoveRows()
        self._append(fresh)

    def is_problem(self, row: int) -> bool:
        """Tell whether Outlook gets no settings there, not even with a sign-in."""
        return self._lines[row].outcome not in GOOD

    def heading(self, column: int) -> str:
        """Give what stands above a column."""
        match Column(column):
            case Column.LINE:
                return _("Line")
            case Column.INPUT:
                return _("In the list")
            case Column.OUTCOME:
                return _("Outcome")
            case Column.FINDING:
                return _("First finding")
            case Column.TIME:
                return _("Time")

    # --- what Qt asks ----------------------------------------------------------------------

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Give what a cell shows."""
        one, column = self._lines[index.row()], Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return one_line(cell(one, column))
            case Qt.ItemDataRole.ToolTipRole:
                return tool_tip(cell(one, column))
            case Qt.ItemDataRole.AccessibleTextRole if column is Column.INPUT:
                spoken = (one.input, cell(one, Column.OUTCOME), cell(one, Column.FINDING))
                word = SIGNS[row_outcome_mark(one.outcome)].word
                return one_line(f"{'. '.join(filter(None, spoken))}: {word}")
            case Qt.ItemDataRole.DecorationRole if column is Column.OUTCOME:
                return icon(row_outcome_mark(one.outcome))
            case _ if role == SORTED:
                return _sorted_by(one, column)
            case _:
                return None


def _sorted_by(one: BatchRow, column: Column) -> int | float | str:
    match column:
        case Column.LINE:
            return one.line
        case Column.TIME:
            return one.duration_ms
        case _:
            return cell(one, column).casefold()


def cell(one: BatchRow, column: Column) -> str:
    """Give the text of a cell."""
    match column:
        case Column.LINE:
            return str(one.line)
        case Column.INPUT:
            return one.input
        case Column.OUTCOME:
            return row_outcome_title(one.outcome)
        case Column.FINDING:
            return one.title or one.reason
        case Column.TIME:
            return milliseconds(one.duration_ms) if one.duration_ms else ""
