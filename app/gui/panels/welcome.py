"""What stands in the empty window: what the program does, and an offer to try it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.gui.panels.labels import PlainLabel
from app.wording.language import _

WIDTH = 600


class Welcome(QWidget):
    """Two sentences and a button.

    Signals:
        practice_wished: the button was pressed.
    """

    practice_wished = Signal()

    def __init__(self) -> None:
        super().__init__()
        headline = PlainLabel(_("Heading"), _("See what Outlook sees")).enlarge(1.6, bold=True)
        texts = [
            PlainLabel(_("What the program does"), sentence)
            for sentence in (
                _(
                    "Type an e-mail address above and press Start: Autodiscope looks for the"
                    " mailbox's settings as Outlook 2007 does, and shows every request, every"
                    " certificate and every answer."
                ),
                _(
                    "Without a password, too, you see which servers answer and what their"
                    " certificates are worth."
                ),
            )
        ]
        self.button = QPushButton(_("Try it on the pr&actice organisation"))
        self.button.setAccessibleName(_("Try it on the practice organisation"))
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
