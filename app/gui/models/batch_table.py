"""The results of a batch for a table: a line for each run, the newest up to a bound."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, Final, TypeAlias

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from app.domain.batch import BatchRow, RowOutcome
from app.gui.marks import SIGNS, icon
from app.gui.plain_text import one_line, tool_tip
from app.wording.batch import row_outcome_mark, row_outcome_title
from app.wording.language import _
from app.wording.lines import milliseconds

Index: TypeAlias = QModelIndex | QPersistentModelIndex
MOST_ROWS: Final = 20_000
"""That are on show; files take as many as there are."""
SORTED: Final = Qt.ItemDataRole.UserRole + 1
GOOD: Final = frozenset({RowOutcome.FOUND, RowOutcome.SIGN_IN_NEEDED})
"""Where Outlook gets its settings, or would with a sign-in."""


class Column(IntEnum):
    """What each line tells, from left to right."""

    LINE = 0
    INPUT = 1
    OUTCOME = 2
    FINDING = 3
    TIME = 4


def heading(column: Column) -> str:
    """Give what stands above a column."""
    match column:
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


class BatchTable(QAbstractTableModel):
    """The rows in the order in which they came."""

    def __init__(self, parent: QObject | None = None, most: int = MOST_ROWS) -> None:
        super().__init__(parent)
        self._most = most
        self._lines: list[BatchRow] = []

    def start_anew(self) -> None:
        """Forget all."""
        self.beginResetModel()
        self._lines = []
        self.endResetModel()

    def add(self, batch: Sequence[BatchRow]) -> None:
        """Add rows; where there are too many then, the oldest go."""
        fresh = batch[-self._most :]
        if not fresh:
            return
        beyond = len(self._lines) + len(fresh) - self._most
        if beyond > 0:
            self.beginRemoveRows(QModelIndex(), 0, beyond - 1)
            del self._lines[:beyond]
            self.endRemoveRows()
        first = len(self._lines)
        self.beginInsertRows(QModelIndex(), first, first + len(fresh) - 1)
        self._lines += fresh
        self.endInsertRows()

    def line(self, index: Index) -> BatchRow:
        """Give the row of a line."""
        return self._lines[index.row()]

    def is_good(self, row: int) -> bool:
        """Tell whether Outlook gets its settings there, or would with a sign-in."""
        return self._lines[row].outcome in GOOD

    # --- as Qt asks ------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        """Count the lines."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        """Count the columns."""
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:  # noqa: ANN401 - as Qt has it
        """Give the headings."""
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return heading(Column(section))
        return None

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


class ShownRows(QSortFilterProxyModel):
    """All rows or only those that are not good, sorted by the column that is wished."""

    def __init__(self, table: BatchTable, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self._only_problems = False
        self.setSourceModel(table)
        self.setSortRole(SORTED)
        self.setDynamicSortFilter(True)

    def show_only_problems(self, wished: bool) -> None:  # noqa: FBT001 - a signal sends it
        """Show only those without settings."""
        self.beginFilterChange()
        self._only_problems = wished
        self.endFilterChange()

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        """Tell whether a row is shown."""
        return source_parent.isValid() or not (
            self._only_problems and self._table.is_good(source_row)
        )
