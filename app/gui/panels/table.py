"""A table of texts to read, all columns of which are in sight."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem

from app.gui.columns import Columns
from app.gui.plain_text import one_line, tool_tip

MOST = 500
"""Lines that are shown; the session log has the rest."""


class TextTable(QTableWidget):
    """Lines of text below headings; nothing in it can be edited."""

    def __init__(self, name: str, headings: Sequence[str], *, kept: str) -> None:
        """`name` is spoken; `kept` is what the widths of the columns are kept by."""
        super().__init__(0, len(headings))
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels(headings)
        self.verticalHeader().hide()
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        # The end of a long text tells as much as its beginning; the whole is in the tool tip.
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._columns = Columns(self, kept, self._wanted())

    def show_lines(self, lines: Iterable[Sequence[str]]) -> None:
        """Show these lines in place of those before; each has a text for every heading."""
        shown = list(lines)[:MOST]
        self.setRowCount(len(shown))
        for at, texts in enumerate(shown):
            for column, text in enumerate(texts):
                item = QTableWidgetItem(one_line(text))
                item.setToolTip(tool_tip(text))
                self.setItem(at, column, item)
        self._columns.fit(self._wanted())

    def texts(self) -> list[list[str]]:
        """Give what is shown."""
        cells = [
            [self.item(row, column) for column in range(self.columnCount())]
            for row in range(self.rowCount())
        ]
        return [[item.text() if item else "" for item in row] for row in cells]

    def _wanted(self) -> list[int]:
        """Give the width that the contents of each column want."""
        headings = self.horizontalHeader()
        return [
            max(self.sizeHintForColumn(at), headings.sectionSizeHint(at))
            for at in range(self.columnCount())
        ]
