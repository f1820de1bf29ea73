"""A table whose lines are chosen as a whole, and sorted by the heading that is clicked."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QTableView

from app.gui.columns import Columns

Order = Qt.SortOrder


class SortedTable(QTableView):
    """The lines of a model; the widths of its columns are kept."""

    def __init__(
        self,
        model: QAbstractItemModel,
        name: str,
        kept: str,
        widths: Sequence[int],
        *,
        several: bool = False,
    ) -> None:
        """`name` is spoken; `kept` is what the widths are kept by."""
        super().__init__()
        self.setAccessibleName(name)
        self.setModel(model)
        # To measure thousands of lines would take longer than to read them.
        Columns(self, kept, widths)
        mode = QTableView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if several else mode.SingleSelection)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSortingEnabled(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
