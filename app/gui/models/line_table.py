"""A flat table for Qt: lines below headings."""

from collections.abc import Iterable, Sequence
from typing import Final, Generic, TypeAlias, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index: TypeAlias = QModelIndex | QPersistentModelIndex
NOWHERE: Final = QModelIndex()

Line = TypeVar("Line")


class LineTable(QAbstractTableModel, Generic[Line]):
    """The lines as they came; who knows the columns says what stands in them, and above them."""

    def __init__(self, columns: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self._lines: list[Line] = []

    def line(self, index: Index) -> Line:
        """Give the line of a cell."""
        return self._lines[index.row()]

    def heading(self, column: int) -> str:
        """Give what stands above a column."""
        raise NotImplementedError

    def start_anew(self) -> None:
        """Forget all."""
        self._replace_all(())

    def _append(self, lines: Sequence[Line]) -> None:
        if lines:
            first = len(self._lines)
            self.beginInsertRows(NOWHERE, first, first + len(lines) - 1)
            self._lines += lines
            self.endInsertRows()

    def _replace_all(self, lines: Iterable[Line]) -> None:
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    # --- what Qt asks ----------------------------------------------------------------------

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else self._columns

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.heading(section)
        return None
