"""The list of session logs for a table: one line each, sorted and searched by what it shows."""

from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt

from app.domain.listed import Listed
from app.gui.marks import icon
from app.gui.models.line_table import Index, LineTable
from app.gui.models.sorted_lines import SORTED
from app.gui.plain_text import one_line, tool_tip
from app.wording.language import _
from app.wording.listed import (
    first_finding,
    is_match,
    outcome_mark,
    outcome_title,
    searched,
    started_text,
)


class Column(IntEnum):
    """What each line tells, from left to right."""

    DATE = 0
    ADDRESS = 1
    OUTCOME = 2
    FINDING = 3
    NOTE = 4


class SessionList(LineTable[Listed]):
    """The sessions as they came; a proxy sorts them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(len(Column), parent)
        self._searched: list[str] = []
        self._rows: dict[str, int] = {}

    def start_anew(self) -> None:
        """Forget all."""
        self._searched, self._rows = [], {}
        super().start_anew()

    def add(self, batch: Iterable[Listed]) -> None:
        """Add sessions; one that is listed already takes the place of what was told of it."""
        fresh = []
        for one in batch:
            if one.name in self._rows:
                self._put(one)
            else:
                fresh.append(one)
        self._rows |= {one.name: at for at, one in enumerate(fresh, start=len(self._lines))}
        self._searched += map(searched, fresh)
        self._append(fresh)

    def remove(self, names: Iterable[str]) -> None:
        """Take sessions out of the list."""
        rows = {self._rows[name] for name in names if name in self._rows}
        if not rows:
            return
        kept = [at for at in range(len(self._lines)) if at not in rows]
        left = [self._lines[at] for at in kept]
        self._searched = [self._searched[at] for at in kept]
        self._rows = {one.name: at for at, one in enumerate(left)}
        # Each removal alone would move all that follows: of many, the whole is told anew.
        self._replace_all(left)

    def index_of(self, name: str) -> QModelIndex:
        """Give the line of a file; an invalid index where it has none."""
        row = self._rows.get(name)
        return QModelIndex() if row is None else self.index(row, 0)

    def matching(self, text: str) -> Callable[[int], bool]:
        """Give what tells of a row whether every word of the text stands in it."""
        return lambda row: is_match(self._searched[row], text)

    def heading(self, column: int) -> str:
        """Give what stands above a column."""
        match Column(column):
            case Column.DATE:
                return _("Date")
            case Column.ADDRESS:
                return _("Address")
            case Column.OUTCOME:
                return _("Outcome")
            case Column.FINDING:
                return _("First finding")
            case Column.NOTE:
                return _("Note")

    def _put(self, one: Listed) -> None:
        row = self._rows[one.name]
        self._lines[row], self._searched[row] = one, searched(one)
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    # --- what Qt asks ----------------------------------------------------------------------

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Give what a cell shows."""
        one, column = self._lines[index.row()], Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return one_line(cell(one, column))
            case Qt.ItemDataRole.ToolTipRole:
                return tool_tip(one.name if column is Column.DATE else cell(one, column))
            case Qt.ItemDataRole.DecorationRole if column is Column.OUTCOME:
                return icon(outcome_mark(one))
            case _ if role == SORTED:
                if column is Column.DATE:
                    return one.started_at.timestamp() if one.started_at else one.changed_ns / 1e9
                return cell(one, column).casefold()
            case _:
                return None


def cell(one: Listed, column: Column) -> str:
    """Give the text of a cell; the date in the system's form."""
    match column:
        case Column.DATE:
            return started_text(one.started_at)
        case Column.ADDRESS:
            return one.address or one.name
        case Column.OUTCOME:
            return outcome_title(one)
        case Column.FINDING:
            return first_finding(one)
        case Column.NOTE:
            return one.note
