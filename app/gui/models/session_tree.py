"""The tree's model: the rows of one session, which only ever grow."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Final

from msgspec import Struct
from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication

from app.domain.events import Recorded
from app.domain.rows import Row
from app.domain.session import Session
from app.gui.colours import MUTED
from app.gui.marks import SIGNS, icon
from app.gui.models.expectation import Expectation
from app.gui.models.tree_cells import COLUMNS, Column, heading, time_text, waterfall_text
from app.gui.models.tree_filter import ShownRows, TreeFilter, holds
from app.gui.models.waterfall_bars import Bar, bar
from app.gui.origins import briefly_named, named_in_window
from app.gui.plain_text import one_line, tool_tip, without_usual_path
from app.wording import Line, Mark, as_normal, brief_verdict, describe

Index = QModelIndex | QPersistentModelIndex
NOWHERE: Final = QModelIndex()
MOST_TOLD: Final = 200
"""Beyond so many changes it is quicker to let a view look at everything anew."""
BAR_ROLE: Final = Qt.ItemDataRole.UserRole
"""The Bar of a row in the column of the waterfall, for who draws it."""


class Applied(Struct, frozen=True, kw_only=True):
    """The numbers of the rows that a batch of records brought or changed, in order."""

    added: tuple[int, ...]
    changed: tuple[int, ...]
    shown: tuple[int, ...] = ()
    """Those that a view sees since then; a filter may let a row through when it has changed."""


class SessionTree(QAbstractItemModel):
    """Folds records into its session and tells the views in few, large steps.

    An index carries the number of its row as internalId. A filter hides rows in the model itself:
    Qt's recursive proxy takes the square of their number.

    Signals:
        began_anew(): the session is another one; a filter, too, resets the model.
    """

    began_anew = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = Session()
        self._filter = TreeFilter()
        self._shown = ShownRows()
        self._lines: dict[int, Line] = {}
        self._expectation = Expectation(self.session)
        self._normal: frozenset[int] = frozenset()

    @property
    def is_over(self) -> bool:
        """Whether no more will come."""
        return self._expectation.is_over

    @property
    def normal(self) -> frozenset[int]:
        """The rows that look bad and are as they should be."""
        return self._normal

    @property
    def filter(self) -> TreeFilter:
        """What the rows on show were asked for by."""
        return self._filter

    def start_anew(self) -> None:
        """Forget the session, and begin an empty one; the filter stays."""
        self.beginResetModel()
        self.session = Session()
        self._shown = ShownRows()
        self._lines = {}
        self._expectation = Expectation(self.session)
        self._normal = frozenset()
        self.endResetModel()
        self.began_anew.emit()

    def set_filter(self, wanted: TreeFilter) -> None:
        """Show what is asked for, and all above it; the views forget what was unfolded."""
        self.beginResetModel()
        self._filter = wanted
        self._shown = ShownRows()
        for parent, numbers in self._newcomers(range(1, self.session.row_count + 1)).items():
            self._shown.add(parent, numbers)
        self.endResetModel()

    def end(self) -> None:
        """Say that no more will come: what is open was interrupted, the rest not reached."""
        self._expectation.end()
        opened = [row.number for row in self.session.rows if row.ended_ms is None]
        self._tell_changes(opened)
        self._show(opened)

    def mark_normal(self, numbers: frozenset[int]) -> None:
        """Sign these rows as information: what they show is no problem, as findings say."""
        new = sorted(numbers ^ self._normal)
        self._normal = numbers
        self._tell_changes(new)

    def apply(self, records: Iterable[Recorded]) -> Applied:
        """Fold a batch in: one insertion for each parent, one change for each row."""
        added: dict[int, None] = {}
        changed: dict[int, None] = {}
        for recorded in records:
            touched = self.session.apply(recorded)
            added.update(dict.fromkeys(touched.added))
            changed.update(dict.fromkeys(touched.changed))
        # Before a view asks for the first line: what it is told is kept.
        changed.update(dict.fromkeys(self._expectation.passed_over((*added, *changed))))
        old = sorted(number for number in changed if number not in added)
        for number in old:
            self._lines.pop(number, None)
        shown = self._show((*added, *old))
        for number in old:
            self._tell_change(number)
        return Applied(added=tuple(sorted(added)), changed=tuple(old), shown=shown)

    def _newcomers(self, numbers: Iterable[int]) -> dict[int, list[int]]:
        return self._shown.newcomers(self.session, numbers, self._is_asked_for)

    def _is_asked_for(self, number: int) -> bool:
        wanted = self._filter
        return wanted.is_open or wanted.accepts(self.session.row(number), self.line(number))

    def _show(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """Show those that are asked for; one that was hidden may be so now that it has changed."""
        newcomers = self._newcomers(numbers)
        shown = tuple(chain.from_iterable(newcomers.values()))
        new_rows = set(shown)
        for parent, new in newcomers.items():
            if parent in new_rows:
                # It came with its parent, in one step for Qt.
                continue
            for among in self._neighbours(parent, new):
                self._insert(parent, among, newcomers)
        return shown

    def _neighbours(self, parent: int, new: Sequence[int]) -> Iterable[Sequence[int]]:
        """Give what comes to stand in a row without others between: at the end, all of them."""
        siblings = self._shown.below(parent)
        if not siblings or siblings[-1] < new[0]:
            return (new,)
        return [[number] for number in new]

    def _insert(
        self, parent: int, numbers: Sequence[int], newcomers: Mapping[int, Sequence[int]]
    ) -> None:
        """Insert these rows with all that is new below them."""
        first = self._shown.place(parent, numbers[0])
        self.beginInsertRows(self.index_of(parent), first, first + len(numbers) - 1)
        self._shown.add(parent, numbers)
        ahead = list(numbers)
        while ahead:
            above = ahead.pop()
            if below := newcomers.get(above):
                self._shown.add(above, below)
                ahead.extend(below)
        self.endInsertRows()

    def _tell_changes(self, numbers: Sequence[int]) -> None:
        if len(numbers) <= MOST_TOLD:
            for number in numbers:
                self._tell_change(number)
            return
        self.layoutAboutToBeChanged.emit()
        for number in numbers:
            self._lines.pop(number, None)
        self.layoutChanged.emit()

    def _tell_change(self, number: int) -> None:
        self._lines.pop(number, None)
        if number in self._shown:
            last = self.index_of(number, Column.WATERFALL)
            self.dataChanged.emit(self.index_of(number), last)

    # --- rows and indexes ------------------------------------------------------------------

    def index_of(self, number: int, column: Column = Column.WHAT) -> QModelIndex:
        """Give the index of a row; of 0 and of a hidden one, the invalid one."""
        if not number or number not in self._shown:
            return QModelIndex()
        place = self._shown.place(self.session.row(number).parent, number)
        return self.createIndex(place, column, number)

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
            is_over = self._expectation.is_over_for(number)
            line = describe(self.session.row(number), over=is_over, named=named_in_window)
            self._lines[number] = as_normal(line) if number in self._normal else line
        return self._lines[number]

    def brief(self, number: int) -> str:
        """Give what came of a row in the fewest words; the line where there are no fewer."""
        is_over = self._expectation.is_over_for(number)
        told = brief_verdict(self.session.row(number), over=is_over, named=briefly_named)
        return told or self.line(number).verdict

    def is_shown(self, number: int) -> bool:
        """Tell whether the filter lets a row be seen."""
        return number in self._shown

    def below(self, number: int) -> tuple[int, ...]:
        """Give the numbers of the rows on show directly below one."""
        return tuple(self._shown.below(number))

    def order(self) -> list[int]:
        """Give the numbers of all rows on show from top to bottom."""
        return self._shown.order()

    def matches(self, text: str) -> list[int]:
        """Give those rows on show that hold a text, from top to bottom; none for no text."""
        folded = text.casefold()
        return [one for one in self.order() if holds(self.line(one), folded)] if folded else []

    def first_problem(self, failed: int = 0) -> int:
        """Give the innermost row of the first thing that went wrong; 0 where nothing did.

        Hidden rows count too. What is merely odd counts where nothing failed. `failed` is the
        row to begin with, where it is known which of them matters.
        """
        marks = {row.number: self.line(row.number).mark for row in self.session.rows}
        worst = Mark.BAD if Mark.BAD in marks.values() else Mark.WARNING
        number = failed or next((one for one, mark in marks.items() if mark is worst), 0)
        below = self.session.children(number) if number else ()
        while cause := next((one for one in below if marks[one] is worst), 0):
            number, below = cause, self.session.children(cause)
        return number

    def bar(self, number: int) -> Bar | None:
        """Give a row's part of the waterfall; None where it took no time of its own."""
        return bar(self.session, self.session.row(number))

    # --- what Qt asks ----------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        if parent.isValid() and parent.column() != Column.WHAT:
            return QModelIndex()
        siblings = self._shown.below(self.number_of(parent))
        if 0 <= row < len(siblings) and 0 <= column < COLUMNS:
            return self.createIndex(row, column, siblings[row])
        return QModelIndex()

    def parent(self, index: Index = NOWHERE) -> QModelIndex:  # type: ignore[override]
        # QObject.parent() hides behind the same name; it takes no argument, and nobody asks it.
        row = self.row_of(index)
        return self.index_of(row.parent) if row else QModelIndex()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        if parent.isValid() and parent.column() != Column.WHAT:
            return 0
        return len(self._shown.below(self.number_of(parent)))

    def hasChildren(self, parent: Index = NOWHERE) -> bool:
        return self.rowCount(parent) > 0

    def columnCount(self, parent: Index = NOWHERE) -> int:  # noqa: ARG002 - the same everywhere
        return COLUMNS

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return heading(Column(section))
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        number = self.number_of(index)
        if not number:
            return None
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            # The waterfall is drawn; in words it is for the tool tip and for screen readers.
            is_drawn = column is Column.WATERFALL
            return "" if is_drawn else without_usual_path(self._text(number, column))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(number, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tool_tip(self._text(number, column))
        if role == BAR_ROLE and column is Column.WATERFALL:
            return self.bar(number)
        if role == Qt.ItemDataRole.DecorationRole and column is Column.VERDICT:
            return icon(self.line(number).mark)
        if role == Qt.ItemDataRole.ForegroundRole and self.line(number).mark is Mark.SKIPPED:
            # Asked at each painting, so that it follows a change between light and dark.
            return MUTED.on(QGuiApplication.palette())
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
                return time_text(self.session, self.session.row(number))
            case Column.WATERFALL:
                return waterfall_text(self.session, self.session.row(number))

    def _spoken(self, number: int, column: Column) -> str:
        text = self._text(number, column)
        if column is Column.WHAT:
            return f"{text}: {SIGNS[self.line(number).mark].word}"
        return text
