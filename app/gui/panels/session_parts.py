"""Where the parts of a session stand, and how large the user has made each of them."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSplitter

from app.gui.panels.details import DetailsPane
from app.gui.panels.findings import SMALLEST, FindingsPanel
from app.gui.panels.results import ResultsTabs
from app.gui.panels.tree_section import TreeSection
from app.gui.remembered import Arrangement

SHARES = (61, 39)
HEIGHTS = (5, 7, 3)
LOW_HEIGHTS = (7, 4)


class SessionParts(QSplitter):
    """Findings, below them the tree with the details beside it, and below these the results.

    Where that is too high, the findings are the first tab of the results.

    Signals:
        rearranged: the user has given the parts other sizes.
    """

    rearranged = Signal()

    def __init__(
        self,
        findings: FindingsPanel,
        tree_section: TreeSection,
        details: DetailsPane,
        results: ResultsTabs,
    ) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._findings, self._results = findings, results
        self._tree_panel = tree_section.panel
        self.sideways = QSplitter(Qt.Orientation.Horizontal)
        self._arrangement = Arrangement()
        self.is_low = False
        self.sideways.addWidget(tree_section)
        self.sideways.addWidget(details)
        findings.setMinimumHeight(SMALLEST)
        for part in (findings, self.sideways, results):
            self.addWidget(part)
        for splitter in (self.sideways, self):
            splitter.setChildrenCollapsible(False)
            splitter.splitterMoved.connect(self._note_sizes)
        self._tree_panel.columns_moved.connect(self._note_sizes)
        self._share_out()
        self.sideways.setSizes([10 * share for share in SHARES])

    def show_narrow(self, *, is_narrow: bool) -> None:
        """Put the details below the tree, where there is no room beside it."""
        self.sideways.setOrientation(
            Qt.Orientation.Vertical if is_narrow else Qt.Orientation.Horizontal
        )

    def show_low(self, *, is_low: bool) -> None:
        """Put the findings into a tab below the tree, or back above it where there is room."""
        self.is_low = is_low
        if is_low:
            self._results.take_findings(self._findings)
            self.setSizes([100 * share for share in LOW_HEIGHTS])
            return
        self._results.give_back_findings()
        self._findings.setMinimumHeight(SMALLEST)
        self.insertWidget(0, self._findings)
        self._findings.setVisible(bool(self._findings.findings))
        self.setSizes(self._arrangement.heights or [100 * share for share in HEIGHTS])
        self._share_out()

    def minimumSizeHint(self) -> QSize:
        """Be content with what is enough once the findings have moved to the results."""
        hint = super().minimumSizeHint()
        if self.is_low or self._findings.isHidden():
            return hint
        above = self._findings.minimumHeight() + self.handleWidth()
        return QSize(hint.width(), hint.height() - above)

    @property
    def arrangement(self) -> Arrangement:
        """The sizes of the parts, as far as the user has chosen them."""
        return self._arrangement

    def arrange(self, arrangement: Arrangement) -> None:
        """Give the parts the sizes that they had once."""
        self._arrangement = arrangement
        if arrangement.heights and not self.is_low:
            self.setSizes(arrangement.heights)
        if arrangement.widths:
            self.sideways.setSizes(arrangement.widths)
        if arrangement.columns:
            self._tree_panel.show_columns(arrangement.columns)

    def _note_sizes(self) -> None:
        is_beside = self.sideways.orientation() == Qt.Orientation.Horizontal
        heights, widths = tuple(self.sizes()), tuple(self.sideways.sizes())
        before = self._arrangement
        # What is hidden has no size of its own.
        self._arrangement = Arrangement(
            heights=heights if all(heights) and not self.is_low else before.heights,
            widths=widths if is_beside and all(widths) else before.widths,
            columns=self._tree_panel.columns,
        )
        self.rearranged.emit()

    def _share_out(self) -> None:
        for splitter, shares in ((self.sideways, SHARES), (self, HEIGHTS)):
            for at, share in enumerate(shares):
                splitter.setStretchFactor(at, share)
