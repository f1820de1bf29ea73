"""The list of session logs for a table: one line each, sorted and searched by what it shows."""

from collections.abc import Iterable
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

from app.domain.listed import Listed
from app.gui.marks import icon
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

Index: TypeAlias = QModelIndex | QPersistentModelIndex
SORTED: Final = Qt.ItemDataRole.UserRole + 1


class Column(IntEnum):
    """What each line tells, from left to right."""

    DATE = 0
    ADDRESS = 1
    OUTCOME = 2
    FINDING = 3
    NOTE = 4


def heading(column: Column) -> str:
    """Give what stands above a column."""
    match column:
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


class SessionList(QAbstractTableModel):
    """The sessions as they came; a proxy sorts them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sessions: list[Listed] = []
        self._searched: list[str] = []
        self._rows: dict[str, int] = {}

    def start_anew(self) -> None:
        """Forget all."""
        self.beginResetModel()
        self._sessions, self._searched, self._rows = [], [], {}
        self.endResetModel()

    def add(self, batch: Iterable[Listed]) -> None:
        """Add sessions; one that is listed already takes the place of what was told of it."""
        fresh = []
        for one in batch:
            if one.name in self._rows:
                self._put(one)
            else:
                fresh.append(one)
        if not fresh:
            return
        first = len(self._sessions)
        self.beginInsertRows(QModelIndex(), first, first + len(fresh) - 1)
        self._rows |= {one.name: first + at for at, one in enumerate(fresh)}
        self._sessions += fresh
        self._searched += map(searched, fresh)
        self.endInsertRows()

    def remove(self, names: Iterable[str]) -> None:
        """Take sessions out of the list."""
        rows = {self._rows[name] for name in names if name in self._rows}
        if not rows:
            return
        # Each removal alone would move all that follows: of many, the whole is told anew.
        self.beginResetModel()
        kept = [at for at in range(len(self._sessions)) if at not in rows]
        self._sessions = [self._sessions[at] for at in kept]
        self._searched = [self._searched[at] for at in kept]
        self._rows = {one.name: at for at, one in enumerate(self._sessions)}
        self.endResetModel()

    def session(self, index: Index) -> Listed:
        """Give the session of a line."""
        return self._sessions[index.row()]

    def index_of(self, name: str) -> QModelIndex:
        """Give the line of a file; an invalid index where it has none."""
        row = self._rows.get(name)
        return QModelIndex() if row is None else self.index(row, 0)

    def is_match(self, row: int, text: str) -> bool:
        """Tell whether every word of the text stands in the line."""
        return is_match(self._searched[row], text)

    def _put(self, one: Listed) -> None:
        row = self._rows[one.name]
        self._sessions[row], self._searched[row] = one, searched(one)
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    # --- as Qt asks ------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        """Count the lines."""
        return 0 if parent.isValid() else len(self._sessions)

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
        one, column = self._sessions[index.row()], Column(index.column())
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


class SearchedSessions(QSortFilterProxyModel):
    """The sessions in which every word of a search stands, sorted by the column that is wished."""

    def __init__(self, sessions: SessionList, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sessions = sessions
        self._text = ""
        self.setSourceModel(sessions)
        self.setSortRole(SORTED)
        self.setDynamicSortFilter(True)

    def search(self, text: str) -> None:
        """Show only those in which every word of the text stands."""
        self.beginFilterChange()
        self._text = text
        self.endFilterChange()

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        """Tell whether a session is shown."""
        return source_parent.isValid() or self._sessions.is_match(source_row, self._text)
