"""A table of texts to read, whose last column takes the room that is left."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem

from app.gui.plain_text import one_line, tool_tip

MOST = 500
"""Lines that are shown; the session log has the rest."""


class TextTable(QTableWidget):
    """Lines of text below headings; nothing in it can be edited."""

    def __init__(self, name: str, headings: Sequence[str]) -> None:
        super().__init__(0, len(headings))
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels(headings)
        self.verticalHeader().hide()
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(len(headings) - 1, QHeaderView.ResizeMode.Stretch)

    def show_lines(self, lines: Iterable[Sequence[str]]) -> None:
        """Show these lines in place of those before; each has a text for every heading."""
        shown = list(lines)[:MOST]
        self.setRowCount(len(shown))
        for at, texts in enumerate(shown):
            for column, text in enumerate(texts):
                item = QTableWidgetItem(one_line(text))
                item.setToolTip(tool_tip(text))
                self.setItem(at, column, item)

    def texts(self) -> list[list[str]]:
        """Give what is shown."""
        cells = [
            [self.item(row, column) for column in range(self.columnCount())]
            for row in range(self.rowCount())
        ]
        return [[item.text() if item else "" for item in row] for row in cells]
