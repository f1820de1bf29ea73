"""The lines of a table that are wanted, sorted by the column that is clicked."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QObject, QSortFilterProxyModel, Qt

from app.gui.models.line_table import Index, LineTable

SORTED: Final = Qt.ItemDataRole.UserRole + 1
"""The role of what a cell is sorted by."""


class SortedLines(QSortFilterProxyModel):
    """All lines, as long as nothing else was asked for."""

    def __init__(self, table: LineTable[Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_wanted: Callable[[int], bool] | None = None
        self.setSourceModel(table)
        self.setSortRole(SORTED)
        self.setDynamicSortFilter(True)

    def show_only(self, is_wanted: Callable[[int], bool] | None) -> None:
        """Show only those rows of the table; None: all of them."""
        self.beginFilterChange()
        self._is_wanted = is_wanted
        self.endFilterChange()

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        """Tell whether a row of the table is shown."""
        is_wanted = self._is_wanted
        return source_parent.isValid() or is_wanted is None or is_wanted(source_row)
