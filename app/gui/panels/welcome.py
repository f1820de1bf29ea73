"""What stands in the empty window: what the program does, and an offer to try it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.gui.panels.labels import PlainLabel

HEADLINE = "See what Outlook sees"
WIDTH = 600
FIRST = (
    "Type an e-mail address above and press Start: Autodiscope looks for the mailbox's settings"
    " as Outlook 2007 does, and shows every request, every certificate and every answer."
)
SECOND = (
    "Without a password, too, you see which servers answer and what their certificates are worth."
)


class Welcome(QWidget):
    """Two sentences and a button.

    Signals:
        practice_wished: the button was pressed.
    """

    practice_wished = Signal()

    def __init__(self) -> None:
        super().__init__()
        headline = PlainLabel("Heading", HEADLINE).enlarge(1.6, bold=True)
        texts = [PlainLabel("What the program does", sentence) for sentence in (FIRST, SECOND)]
        self.button = QPushButton("&Try it on the practice organisation")
        self.button.setAccessibleName("Try it on the practice organisation")
        # Enter, too, presses it where it has the focus.
        self.button.setAutoDefault(True)
        self.button.clicked.connect(self.practice_wished)
        column = QWidget()
        column.setFixedWidth(WIDTH)
        centred = QHBoxLayout(self)
        centred.addWidget(column)
        layout = QVBoxLayout(column)
        layout.setSpacing(16)
        layout.addStretch()
        for label in (headline, *texts):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(label)
        layout.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch()
