"""Shows the session's tree, and follows the run until the user selects something."""

from bisect import bisect_right
from collections.abc import Iterable

from PySide6.QtCore import QItemSelection, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTreeView,
)

from app.domain.attempts import Exchange, Lookup, Ping, Search
from app.domain.connections import Judged
from app.domain.events import PointsChosen
from app.domain.rows import RoundState, Row, ServicesState, StepState
from app.domain.steps import Found, Refused
from app.gui.models.session_tree import Applied, SessionTree
from app.gui.models.tree_cells import Column
from app.gui.models.tree_filter import TreeFilter
from app.gui.panels.tree_lines import TreeLines
from app.gui.panels.waterfall import WaterfallDelegate
from app.wording.language import _

TIME_WIDTH = 66
WATERFALL_WIDTH = 116
WIDE_ENOUGH = 600
"""Below this width of the tree the words need the room of the waterfall."""
SHARE = 0.5
"""Of the width that is left: for what was done; the rest is for what came of it."""
NARROWEST = 80
WIDEST = 600
"""Of a column that has a width of its own."""
INDENTATION = 16
MOST_UNFOLDED = 1_000
"""Qt lays all rows in sight out anew for each batch: beyond these an attempt stays folded."""


class TreePanel(QTreeView):
    """The tree.

    Signals:
        row_selected(number): this row is to be shown in detail; 0: none.
        waterfall_shown(is_shown): there is room for the waterfall, or no more.
        columns_moved: the user has given the columns other widths.
    """

    row_selected = Signal(int)
    waterfall_shown = Signal(bool)
    columns_moved = Signal()

    def __init__(self, tree: SessionTree) -> None:
        super().__init__()
        self._tree = tree
        self._is_following = True
        self._is_selecting = False
        self._is_sharing = False
        self._share = SHARE
        self._widths = {Column.TIME: TIME_WIDTH, Column.WATERFALL: WATERFALL_WIDTH}
        self._unfolded: list[int] = []
        self.setModel(tree)
        self.setAccessibleName(_("Steps, attempts and certificates"))
        # Every row has one line of text: without this Qt measures each of them.
        self.setUniformRowHeights(True)
        self.setItemDelegate(TreeLines(self))
        self.setItemDelegateForColumn(Column.WATERFALL, WaterfallDelegate(self))
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setIndentation(INDENTATION)
        self._prepare_header()
        self.selectionModel().selectionChanged.connect(self._select)
        tree.began_anew.connect(self._begin)

    @property
    def is_following(self) -> bool:
        """Whether the tree still moves along with the run."""
        return self._is_following

    @property
    def selected(self) -> int:
        """The number of the selected row; 0 where none is."""
        rows = self.selectionModel().selectedRows()
        return self._tree.number_of(rows[0]) if rows else 0

    @property
    def columns(self) -> tuple[int, ...]:
        """The thousandths that the first column takes of what the first two share; two widths."""
        return (round(self._share * 1_000), *self._widths.values())

    def show_columns(self, columns: tuple[int, ...]) -> None:
        """Give the columns the widths that they had once."""
        share, *widths = columns
        self._share = min(1_000, share) / 1_000
        self._is_sharing = True
        for column, width in zip(self._widths, widths, strict=True):
            self._widths[column] = max(NARROWEST // 2, min(WIDEST, width))
            self.header().resizeSection(column, self._widths[column])
        self._is_sharing = False
        self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self.viewport().width() >= WIDE_ENOUGH
        if is_wide == self.isColumnHidden(Column.WATERFALL):
            self._is_sharing = True
            self.setColumnHidden(Column.WATERFALL, not is_wide)
            self._is_sharing = False
            self.waterfall_shown.emit(is_wide)
        self._share_width()

    def follow(self, applied: Applied) -> None:
        """Unfold what a batch brought that is worth seeing, and move to its end."""
        # The run has become longer, and each bar shorter.
        self.viewport().update()
        if not self._tree.filter.is_open:
            self._unfold_to(applied.shown)
        if not self._is_following:
            return
        touched = sorted(filter(self._tree.is_shown, (*applied.changed, *applied.added)))
        for number in touched[: bisect_right(touched, MOST_UNFOLDED)]:
            if _unfolds(self._tree.session.row(number)):
                self.expand(self._tree.index_of(number))
        rows = map(self._tree.session.row, reversed(touched))
        newest = next((row.number for row in rows if row.parent and self._is_visible(row)), 0)
        if newest and applied.added and applied.added[-1] >= newest:
            self.scrollTo(self._tree.index_of(newest))

    def show_outcome(self) -> None:
        """At the end, select what decided, unless the user has selected something."""
        if not self._is_following or self._tree.session.finished is None:
            return
        number = self._deciding()
        if number and self._tree.is_shown(number):
            index = self._tree.index_of(number)
            self._is_selecting = True
            self.setCurrentIndex(index)
            self._is_selecting = False
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def select(self, number: int) -> None:
        """Select a row that the user chose elsewhere, and bring it into sight."""
        index = self._tree.index_of(number)
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def show_filter(self, wanted: TreeFilter) -> None:
        """Show what is asked for: unfolded where a filter leaves little, else as it was before."""
        chosen = self.selected
        if self._tree.filter.is_open:
            self._unfolded = self._unfolded_rows()
        # Selecting what was selected before is not the user's doing.
        self._is_selecting = True
        self._tree.set_filter(wanted)
        if wanted.is_open:
            for number in self._unfolded:
                self.expand(self._tree.index_of(number))
        else:
            self._unfold_to(self._tree.order())
        if self._tree.is_shown(chosen):
            self.select(chosen)
        else:
            self.row_selected.emit(0)
        self._is_selecting = False

    def mark_normal(self, numbers: frozenset[int]) -> None:
        """Sign these rows as information; a filter may hide them by that."""
        self._tree.mark_normal(numbers)
        if numbers and not self._tree.filter.is_open:
            self.show_filter(self._tree.filter)

    def unfold_selected(self) -> None:
        """Unfold everything below the selected row, within bounds."""
        ahead = [self.selected] if self.selected else []
        for number in ahead:
            self.expand(self._tree.index_of(number))
            if len(ahead) < MOST_UNFOLDED:
                ahead.extend(self._tree.below(number))

    def _unfolded_rows(self) -> list[int]:
        shown = self._tree.order()
        return [one for one in shown if self.isExpanded(self._tree.index_of(one))]

    def _unfold_to(self, numbers: Iterable[int]) -> None:
        """Unfold what stands above these rows, as long as not too much is unfolded by that."""
        above: dict[int, None] = {0: None}
        for number in numbers:
            at = self._tree.session.row(number).parent if self._tree.is_shown(number) else 0
            while at not in above:
                above[at] = None
                at = self._tree.session.row(at).parent
            if len(above) > MOST_UNFOLDED:
                break
        for number in above:
            if number:
                self.expand(self._tree.index_of(number))

    def _prepare_header(self) -> None:
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(NARROWEST // 2)
        for column, width in self._widths.items():
            header.resizeSection(column, width)
        # What the first column leaves is the second one's: the border between them can be moved.
        header.setSectionResizeMode(Column.VERDICT, QHeaderView.ResizeMode.Stretch)
        header.sectionResized.connect(self._note_share)

    def _shared_width(self) -> int:
        taken = sum(map(self.header().sectionSize, (Column.TIME, Column.WATERFALL)))
        return self.viewport().width() - taken

    def _share_width(self) -> None:
        shared = self._shared_width()
        self._is_sharing = True
        widest = max(NARROWEST, shared - NARROWEST)
        self.header().resizeSection(Column.WHAT, min(widest, round(shared * self._share)))
        self._is_sharing = False

    def _note_share(self, column: int, old: int, new: int) -> None:  # noqa: ARG002 - Qt sends it
        # A column that is hidden comes with no width.
        if self._is_sharing or new <= 0 or column == Column.VERDICT:
            return
        if column == Column.WHAT:
            self._share = min(1.0, new / max(1, self._shared_width()))
        else:
            self._widths[Column(column)] = new
        self.columns_moved.emit()

    def _deciding(self) -> int:
        """Find the step that gave or refused the settings, else the first certificate refused."""
        refused = 0
        for row in self._tree.session.rows:
            match row.subject:
                case StepState(result=Found() | Refused()):
                    return row.number
                case Judged(acceptance=acceptance) if not acceptance.accepted:
                    refused = refused or row.number
                case _:
                    pass
        return refused

    def _is_visible(self, row: Row) -> bool:
        while row.parent:
            row = self._tree.session.row(row.parent)
            if not self.isExpanded(self._tree.index_of(row.number)):
                return False
        return True

    def _select(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: ARG002
        if not self._is_selecting:
            self._is_following = False
        self.row_selected.emit(self.selected)

    def _begin(self) -> None:
        self._is_following = True
        self._unfolded = []
        self.row_selected.emit(0)


def _unfolds(row: Row) -> bool:
    match row.subject:
        case StepState(started=started):
            return started
        case Exchange() | Lookup() | Search() | Ping():
            # What is under way is seen in all its parts; those of a finished attempt stay open.
            return True
        case RoundState() | ServicesState() | PointsChosen():
            return True
        case _:
            return False
