"""Shows one page of help in a window of its own, so that it can be read beside the session."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from app.gui.panels.labels import PlainLabel
from app.gui.plain_text import many_lines
from app.wording.language import _

WIDTH: Final = 620
HEIGHT: Final = 480


class HelpPage(QDialog):
    """A title and a text, both plain; the session can be used meanwhile."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Help"))
        self.setModal(False)
        self.resize(WIDTH, HEIGHT)
        self._title = PlainLabel(_("Finding")).enlarge(1.1, bold=True)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(_("Help"))
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._title)
        layout.addWidget(self.text)
        layout.addWidget(buttons)

    def show_page(self, title: str, text: str) -> None:
        """Show a page, and come to the front."""
        self._title.show_text(title)
        self.text.setPlainText(many_lines(text))
        self.show()
        self.raise_()
        self.activateWindow()
