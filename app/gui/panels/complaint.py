"""One line about what is wrong with the input, in the window instead of a box in the way."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.gui.marks import icon
from app.gui.panels.labels import PlainLabel
from app.gui.plain_text import one_line
from app.wording import Mark
from app.wording.language import _, said

ICON_SIZE = 16


class Complaint(QWidget):
    """A sign and a line; hidden while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        sign = QLabel()
        sign.setPixmap(icon(Mark.BAD).pixmap(ICON_SIZE, ICON_SIZE))
        self._text = PlainLabel(_("What is wrong"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(sign)
        layout.addWidget(self._text, stretch=1)
        self.hide()

    @property
    def text(self) -> str:
        """What the line says; empty while it is hidden."""
        return self._text.text()

    def show_text(self, text: str) -> None:
        """Say what is wrong; an empty text takes the line away."""
        self._text.show_text(one_line(said(text)))
        self._text.setAccessibleDescription(self._text.text())
        self.setVisible(bool(text))

    def add(self, text: str) -> None:
        """Say this, too, behind what is said already."""
        if text and said(text) not in self.text:
            self.show_text(f"{self.text} {said(text)}".strip())
