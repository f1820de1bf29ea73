"""The rows of the form that are there from the first painting on, and can be typed into then.

The first painting waits for this module: it imports no more than that wants. The namespace of Qt
would take as long as all the rows; so Qt gets the two numbers out of it.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from app.gui.panels.fields import caption, choice, field
from app.wording.language import _

_TEXT_BESIDE_ICON = 2
"""Qt.ToolButtonStyle.ToolButtonTextBesideIcon."""
_RIGHT_ARROW = 4
"""Qt.ArrowType.RightArrow."""


class EntryRows(QWidget):
    """Whose settings are looked for, with which credentials, as which client; and the buttons.

    Signals:
        start_wished: Start was pressed, or Enter in a field.
        cancel_wished: Cancel was pressed.
        both_wished: the same address is to be looked for from here and from outside.
        survey_wished: every step is to be asked at once, without signing in.
    """

    start_wished = Signal()
    cancel_wished = Signal()
    both_wished = Signal()
    survey_wished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.address = field(_("E-mail address"), "ann@contoso.com")
        self.username = field(_("User name"), _("as the e-mail address"))
        self.password = field(_("Password"), _("optional"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.profile = choice(_("Outlook version"), (("Outlook 2007", ""),))
        self.joined = choice(_("PC joined to a domain"), _joined())
        self.start = QPushButton(_("&Start"))
        self.start.setDefault(True)
        self.cancel = QPushButton(_("Cancel"))
        self.cancel.setEnabled(False)
        self.more = QToolButton()
        self.both = QPushButton(_("&Both inside and outside…"))
        self.survey = QPushButton(_("&Quick survey without sign-in"))
        self.keep = QCheckBox(_("Keep the password in the system's key store"))
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        columns = (
            (_("&E-mail address"), self.address, 4),
            (_("&User name"), self.username, 3),
            (_("Pass&word"), self.password, 2),
            (_("Outlook version"), self.profile, 2),
            (_("PC &joined to a domain"), self.joined, 2),
        )
        for column, (text, widget, stretch) in enumerate(columns):
            grid.addWidget(caption(text, widget), 0, column)
            grid.addWidget(widget, 1, column)
            grid.setColumnStretch(column, stretch)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.start, self.cancel, self.more):
            buttons.addWidget(button)
        grid.addLayout(buttons, 1, len(columns))
        others = QHBoxLayout()
        others.setContentsMargins(0, 4, 0, 0)
        others.setSpacing(8)
        for button in (self.both, self.survey):
            others.addWidget(button)
        others.addStretch()
        others.addWidget(self.keep)
        grid.addLayout(others, 2, 0, 1, len(columns) + 1)

    def _connect(self) -> None:
        self.more.setText(more_text())
        self.more.setCheckable(True)
        self.more.setAutoRaise(True)
        self.more.setProperty("toolButtonStyle", _TEXT_BESIDE_ICON)
        self.more.setProperty("arrowType", _RIGHT_ARROW)
        self.start.clicked.connect(self.start_wished)
        self.cancel.clicked.connect(self.cancel_wished)
        self.both.clicked.connect(self.both_wished)
        self.survey.clicked.connect(self.survey_wished)
        height = self.address.sizeHint().height() + 4
        for text in (self.address, self.username, self.password):
            text.setMinimumHeight(height)
            text.returnPressed.connect(self.start_wished)
        for also_tall in (self.profile, self.joined, self.start, self.cancel):
            also_tall.setMinimumHeight(height)
        for button in (self.start, self.cancel, self.both, self.survey, self.keep, self.more):
            button.setAccessibleName(button.text().replace("&", ""))


def more_text() -> str:
    """Give the text of the button that folds the further options out."""
    return _("More &options")


def _joined() -> tuple[tuple[str, str], ...]:
    return ((_("Find out (automatic)"), ""), (_("Yes"), "yes"), (_("No"), "no"))
