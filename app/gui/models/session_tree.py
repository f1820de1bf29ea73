"""The tree's model: the rows of one session, which only ever grow."""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QPalette

from app.domain.events import Recorded
from app.domain.rows import RoundState, Row, ServiceState, StepState
from app.domain.session import Session
from app.gui.marks import SIGNS, icon
from app.gui.plain_text import one_line, tool_tip, without_usual_path
from app.wording import Line, Mark, describe, milliseconds

Index = QModelIndex | QPersistentModelIndex
NOWHERE: Final = QModelIndex()


class Column(IntEnum):
    """The columns of the tree."""

    WHAT = 0
    VERDICT = 1
    TIME = 2


HEADINGS: Final = {Column.WHAT: "What", Column.VERDICT: "Verdict", Column.TIME: "Time"}


class Applied(Struct, frozen=True, kw_only=True):
    """The numbers of the rows that a batch of records brought or changed, in order."""

    added: tuple[int, ...]
    changed: tuple[int, ...]


class SessionTree(QAbstractItemModel):
    """Folds records into its session and tells the views in few, large steps.

    An index carries the number of its row as internalId. The model keeps its own account of
    who stands below whom: a view may not see a row before beginInsertRows has announced it,
    while the session has it already.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = Session()
        self._children: dict[int, list[int]] = {0: []}
        self._places: dict[int, int] = {0: 0}
        self._lines: dict[int, Line] = {}
        self._to_come: dict[int, None] = {}
        self._newest_round = 0
        self._is_over = False

    def start_anew(self) -> None:
        """Forget the session, and begin an empty one."""
        self.beginResetModel()
        self.session = Session()
        self._children = {0: []}
        self._places = {0: 0}
        self._lines = {}
        self._to_come = {}
        self._newest_round = 0
        self._is_over = False
        self.endResetModel()

    def end(self) -> None:
        """Say that no more will come: what is open was interrupted, the rest not reached."""
        self._is_over = True
        for row in self.session.rows:
            if row.ended_ms is None:
                self._tell_change(row.number)

    def apply(self, records: Iterable[Recorded]) -> Applied:
        """Fold a batch in: one insertion for each parent, one change for each row."""
        added: dict[int, None] = {}
        changed: dict[int, None] = {}
        for recorded in records:
            touched = self.session.apply(recorded)
            added.update(dict.fromkeys(touched.added))
            changed.update(dict.fromkeys(touched.changed))
        # Before a view asks for the first line: what it is told is kept.
        changed.update(dict.fromkeys(self._passed_over((*added, *changed))))
        below: dict[int, list[int]] = {}
        for number in sorted(added):
            below.setdefault(self.session.row(number).parent, []).append(number)
        # A parent's number is lower than its children's, so it is always inserted before them.
        for parent, numbers in below.items():
            self._insert(parent, numbers)
        old = sorted(number for number in changed if number not in added)
        for number in old:
            self._tell_change(number)
        return Applied(added=tuple(sorted(added)), changed=tuple(old))

    def _insert(self, parent: int, numbers: Sequence[int]) -> None:
        siblings = self._children[parent]
        first = len(siblings)
        self.beginInsertRows(self.index_of(parent), first, first + len(numbers) - 1)
        for place, number in enumerate(numbers, start=first):
            siblings.append(number)
            self._children[number] = []
            self._places[number] = place
        self.endInsertRows()

    def _passed_over(self, touched: Iterable[int]) -> list[int]:
        """Give the steps that have been to come, and since this batch will not come any more."""
        for number in touched:
            subject = self.session.row(number).subject
            if isinstance(subject, RoundState):
                self._newest_round = max(self._newest_round, number)
            elif isinstance(subject, StepState):
                if _is_to_come(subject):
                    self._to_come[number] = None
                else:
                    self._to_come.pop(number, None)
        passed = [number for number in self._to_come if self._is_over_for(number)]
        for number in passed:
            del self._to_come[number]
        return passed

    def _is_over_for(self, number: int) -> bool:
        """Tell whether nothing more will come for this row, though the run may go on."""
        if self._is_over or self.session.finished is not None:
            return True
        row = self.session.row(number)
        # A round takes no further step once the settings are chosen, or the next round began.
        is_left = self.session.chosen is not None or row.parent < self._newest_round
        return is_left and isinstance(row.subject, StepState) and _is_to_come(row.subject)

    def _tell_change(self, number: int) -> None:
        self._lines.pop(number, None)
        self.dataChanged.emit(self.index_of(number), self.index_of(number, Column.TIME))

    # --- rows and indexes ------------------------------------------------------------------

    def index_of(self, number: int, column: Column = Column.WHAT) -> QModelIndex:
        """Give the index of a row; of 0, the invalid one."""
        return self.createIndex(self._places[number], column, number) if number else QModelIndex()

    def number_of(self, index: Index) -> int:
        """Give the row number of an index; 0 for the invalid one."""
        return index.internalId() if index.isValid() else 0

    def row_of(self, index: Index) -> Row | None:
        """Give the row of an index; None for the invalid one."""
        number = self.number_of(index)
        return self.session.row(number) if number else None

    def line(self, number: int) -> Line:
        """Give a row in plain English; worded once for each state of the row."""
        if number not in self._lines:
            self._lines[number] = describe(self.session.row(number), over=self._is_over_for(number))
        return self._lines[number]

    # --- what Qt asks ----------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        if parent.isValid() and parent.column() != Column.WHAT:
            return QModelIndex()
        siblings = self._children[self.number_of(parent)]
        if 0 <= row < len(siblings) and 0 <= column < len(Column):
            return self.createIndex(row, column, siblings[row])
        return QModelIndex()

    def parent(self, index: Index = NOWHERE) -> QModelIndex:  # type: ignore[override]
        # QObject.parent() hides behind the same name; it takes no argument, and nobody asks it.
        row = self.row_of(index)
        return self.index_of(row.parent) if row else QModelIndex()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        if parent.isValid() and parent.column() != Column.WHAT:
            return 0
        return len(self._children[self.number_of(parent)])

    def hasChildren(self, parent: Index = NOWHERE) -> bool:
        return self.rowCount(parent) > 0

    def columnCount(self, parent: Index = NOWHERE) -> int:  # noqa: ARG002 - the same everywhere
        return len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[Column(section)]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        number = self.number_of(index)
        if not number:
            return None
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return without_usual_path(self._text(number, column))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(number, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tool_tip(self._text(number, column))
        if role == Qt.ItemDataRole.DecorationRole and column is Column.WHAT:
            return icon(self.line(number).mark)
        if role == Qt.ItemDataRole.ForegroundRole and self.line(number).mark is Mark.SKIPPED:
            # Asked at each painting, so that it follows a change between light and dark.
            palette = QGuiApplication.palette()
            return palette.color(QPalette.ColorRole.PlaceholderText)
        if role == Qt.ItemDataRole.TextAlignmentRole and column is Column.TIME:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _text(self, number: int, column: Column) -> str:
        line = self.line(number)
        match column:
            case Column.WHAT:
                return one_line(line.what)
            case Column.VERDICT:
                return one_line(line.verdict)
            case Column.TIME:
                return self._time(number)

    def _time(self, number: int) -> str:
        row = self.session.row(number)
        # A service's row is there from the answer on; its time would be that of all checks before.
        is_timeless = isinstance(row.subject, ServiceState)
        if is_timeless or row.ended_ms is None or row.ended_ms <= row.started_ms:
            return ""
        return milliseconds(row.ended_ms - row.started_ms)

    def _spoken(self, number: int, column: Column) -> str:
        text = self._text(number, column)
        if column is Column.WHAT:
            return f"{text}: {SIGNS[self.line(number).mark].word}"
        return text


def _is_to_come(state: StepState) -> bool:
    return not state.started and state.result is None
