"""The rows of the form that are there from the first painting on, and can be typed into then.

The first painting waits for this module: it imports no more than that wants. The namespace of Qt
would take as long as all the rows; so Qt gets the two numbers out of it.
"""

from itertools import zip_longest

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
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
IN_TWO_ROWS = 3
"""Fields beside each other, where all of them beside each other have no room."""
BETWEEN = 12
TYPING = 100
"""Pixels that there must be beyond what the fields want at the least: an address is longer."""


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
        self._is_narrow = False
        self._lay_out()
        self._connect()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take two rows where one would leave no room for what is typed."""
        super().resizeEvent(event)
        is_narrow = self.width() < self._wanted(len(self._columns)) + TYPING
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._place()

    def minimumSizeHint(self) -> QSize:
        """Be content with the width of two rows, though there is one."""
        width = max(self._wanted(IN_TWO_ROWS), self._others.minimumSize().width())
        return QSize(width, super().minimumSizeHint().height())

    def _wanted(self, columns: int) -> int:
        """Give the width that fields and buttons want at the least, so many columns in a row."""
        widths = [
            max(text.minimumSizeHint().width(), _least(widget))
            for text, widget, _stretch in self._columns
        ]
        rows = [widths[at : at + columns] for at in range(0, len(widths), columns)]
        rows[-1].append(self._buttons.minimumSize().width())
        aligned = [max(among) for among in zip_longest(*rows, fillvalue=0)]
        return sum(aligned) + BETWEEN * (len(aligned) - 1)

    def _lay_out(self) -> None:
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(BETWEEN)
        grid.setVerticalSpacing(2)
        self._columns = (
            (caption(_("&E-mail address"), self.address), self.address, 4),
            (caption(_("&User name"), self.username), self.username, 3),
            (caption(_("Pass&word"), self.password), self.password, 2),
            (caption(_("Outlook version"), self.profile), self.profile, 2),
            (caption(_("PC &joined to a domain"), self.joined), self.joined, 2),
        )
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        for button in (self.start, self.cancel, self.more):
            self._buttons.addWidget(button)
        self._others = QHBoxLayout()
        self._others.setContentsMargins(0, 4, 0, 0)
        self._others.setSpacing(8)
        for button in (self.both, self.survey):
            self._others.addWidget(button)
        self._others.addStretch()
        self._others.addWidget(self.keep)
        self._place()

    def _place(self) -> None:
        """Put the fields into one row or two; whoever goes through them by Tab notices nothing."""
        grid, columns = self._grid, IN_TWO_ROWS if self._is_narrow else len(self._columns)
        while grid.count():
            grid.takeAt(0)
        for at in range(len(self._columns) + 1):
            grid.setColumnStretch(at, 0)
        for at, (text, widget, stretch) in enumerate(self._columns):
            row, column = divmod(at, columns)
            text.setContentsMargins(0, 4 * row, 0, 0)
            grid.addWidget(text, 2 * row, column)
            grid.addWidget(widget, 2 * row + 1, column)
            grid.setColumnStretch(column, max(stretch, grid.columnStretch(column)))
        row, column = divmod(len(self._columns) - 1, columns)
        grid.addLayout(self._buttons, 2 * row + 1, column + 1)
        grid.addLayout(self._others, 2 * row + 2, 0, 1, max(columns, column + 2))

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


def _least(widget: QWidget) -> int:
    return max(widget.minimumWidth(), widget.minimumSizeHint().width())


def more_text() -> str:
    """Give the text of the button that folds the further options out."""
    return _("More &options")


def _joined() -> tuple[tuple[str, str], ...]:
    return ((_("Find out (automatic)"), ""), (_("Yes"), "yes"), (_("No"), "no"))
