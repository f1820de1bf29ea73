"""Asks the person at the window what Outlook would ask, while the time for it runs."""

from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
)

from app.domain.prompts import Answer, Prompt, PromptKind
from app.gui.marks import icon
from app.gui.panels.labels import PlainLabel
from app.wording import Mark, prompt_text
from app.wording.language import _

ICON_SIZE: Final = 32
LINES: Final = 4
"""Of the question that are in sight at the least: Outlook's own has so many."""
SECONDS: Final = 60
"""The prompt_s of Limits. The engine keeps it; here it is only shown."""


class QuestionPanel(QFrame):
    """One prompt in the window itself, so that tree and details can be read meanwhile.

    Signals:
        answered(prompt, answer): the person has decided.
        shown(is_shown): there is a question, or no more.
    """

    answered = Signal(object, object)
    shown = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._prompt: Prompt | None = None
        self._left = 0
        self._text = PlainLabel(_("Outlook's question"))
        self._countdown = PlainLabel(_("Time left"))
        # Outlook has such a box too; its words here are as remembered. protocol.md 5.7
        self.again = QCheckBox(_again())
        self.again.setAccessibleName(_again())
        self.yes = QPushButton()
        self.no = QPushButton()
        for button, name in ((self.yes, _("Yes")), (self.no, _("No"))):
            button.setAccessibleName(name)
        self.yes.clicked.connect(self._allow)
        self.no.clicked.connect(lambda: self._decide(Answer.NO))
        self._timer = QTimer(self)
        self._timer.setInterval(1_000)
        self._timer.timeout.connect(self._tick)
        buttons = QHBoxLayout()
        buttons.addWidget(self._countdown, stretch=1)
        buttons.addWidget(self.no)
        buttons.addWidget(self.yes)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        sign = QLabel()
        sign.setPixmap(icon(Mark.WARNING).pixmap(ICON_SIZE, ICON_SIZE))
        outside = QHBoxLayout(self)
        outside.setContentsMargins(12, 10, 12, 10)
        outside.setSpacing(12)
        outside.addWidget(sign, alignment=Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout()
        outside.addLayout(layout, stretch=1)
        layout.addWidget(
            PlainLabel(_("Heading"), _("Outlook asks at this point:")).enlarge(1, bold=True)
        )
        self.area = _Area(self._text)
        layout.addWidget(self.area)
        layout.addWidget(self.again)
        layout.addLayout(buttons)
        self.hide()

    def ask(self, prompt: Prompt) -> None:
        """Show the question; the careful answer has the focus."""
        self._prompt = prompt
        self._left = SECONDS
        self.area.show_text(prompt_text(prompt))
        for button, text in zip((self.yes, self.no), buttons()[prompt.kind], strict=True):
            button.setText(text)
            button.setAccessibleName(text.replace("&", ""))
        self.again.setChecked(False)
        self.again.setVisible(prompt.can_be_remembered)
        self._show_time()
        self._timer.start()
        self.show()
        self.no.setFocus()
        self.shown.emit(True)

    def withdraw(self) -> None:
        """Take the question away: it is answered, or nobody waits for an answer any more."""
        self._prompt = None
        self._timer.stop()
        self.hide()
        self.shown.emit(False)

    def _allow(self) -> None:
        wants_no_more = self.again.isVisible() and self.again.isChecked()
        self._decide(Answer.ALWAYS if wants_no_more else Answer.YES)

    def _decide(self, answer: Answer) -> None:
        prompt = self._prompt
        self.withdraw()
        if prompt is not None:
            self.answered.emit(prompt, answer)

    def _tick(self) -> None:
        self._left = max(0, self._left - 1)
        self._show_time()

    def _show_time(self) -> None:
        self._countdown.show_text(
            _("Without an answer in {seconds} s it is taken as no.").format(seconds=self._left)
        )


class _Area(QScrollArea):
    """As high as the text; where there is less room it has a bar, and the buttons stay in sight."""

    def __init__(self, text: PlainLabel) -> None:
        super().__init__()
        self._text = text
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Without a bar there is nothing to go through by keyboard.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(text.accessibleName())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Base)
        self.setWidget(text)

    def show_text(self, text: str) -> None:
        """Show this from its beginning."""
        self._text.show_text(text)
        self.verticalScrollBar().setValue(0)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        width = self.viewport().width()
        return QSize(width, self._text.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        lines = self._text.fontMetrics().lineSpacing() * LINES
        return QSize(0, min(lines, self.sizeHint().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()
        has_bar = self._text.heightForWidth(self.viewport().width()) > self.viewport().height()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if has_bar else Qt.FocusPolicy.NoFocus)


def _again() -> str:
    return _("Don't ask me about this website again")


def buttons() -> dict[PromptKind, tuple[str, str]]:
    """Give the words of yes and no to each kind of question."""
    return {
        PromptKind.REDIRECT_CONSENT: (_("Al&low"), _("Do&n't allow")),
        PromptKind.SECURITY_ALERT: (_("&Yes"), _("&No")),
        PromptKind.CREDENTIALS: (_("&Yes"), _("&No")),
    }
