"""The form: whose settings are looked for, with which credentials, and as which client."""

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from app.domain.options import RunOptions
from app.domain.secret import Secret
from app.domain.titles import ProfileTitle

JOINED = (("Find out (automatic)", "auto"), ("Yes", "yes"), ("No", "no"))
MODES = (
    ("As Outlook: stop at the first success", "outlook"),
    ("Survey: every step, all at once", "survey"),
)
IN_BACKGROUND = "A&nswer as Outlook in the background does (no questions)"
ARROW_WIDTH = 44
LONGEST_FIELD = 20_000
"""Longer than any right input: the check of the address says more than a field that is full."""


class Wish(Struct, frozen=True, kw_only=True):
    """What the form holds when Start is pressed; the password is a Secret from here on."""

    options: RunOptions
    password: Secret | None
    in_background: bool


class RunForm(QWidget):
    """Fields in two rows, and a third one to fold out.

    Signals:
        start_wished: Start was pressed, or Enter in a field.
        cancel_wished: Cancel was pressed.
    """

    start_wished = Signal()
    cancel_wished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.address = _field("E-mail address", "ann@contoso.com")
        self.username = _field("User name", "as the e-mail address")
        self.password = _field("Password", "optional")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.profile = _choice("Outlook version", (("Outlook 2007", ""),))
        self.joined = _choice("PC joined to a domain", JOINED)
        self.directory = _field("Directory", "ldap://dc01.contoso.local (empty: find it)")
        self.mode = _choice("Mode", MODES)
        self.in_background = QCheckBox(IN_BACKGROUND)
        self.in_background.setToolTip(
            "Redirects are not allowed and certificate warnings are not accepted."
        )
        self.start = QPushButton("&Start")
        self.start.setDefault(True)
        self.cancel = QPushButton("Cancel")
        self.more = QToolButton()
        self._further = QWidget()
        self._lay_out()
        self._connect()
        self.show_running(is_running=False)
        self._unfold(is_open=False)

    def wish(self) -> Wish:
        """Give what is typed, as it is typed."""
        in_background = self.in_background.isChecked()
        password = self.password.text()
        options = RunOptions(
            address=self.address.text().strip(),
            username=self.username.text().strip(),
            profile=self.profile.currentData(),
            joined=self.joined.currentData(),
            directory=self.directory.text().strip(),
            mode=self.mode.currentData(),
            consent="deny" if in_background else "ask",
            security_alert="skip" if in_background else "",
        )
        return Wish(
            options=options,
            password=Secret(password) if password else None,
            in_background=in_background,
        )

    def offer_profiles(self, profiles: Sequence[ProfileTitle]) -> None:
        """Fill the list of clients, once it is known; what was chosen stays chosen."""
        if not profiles:
            return
        chosen = self.profile.currentData()
        self.profile.clear()
        for profile in profiles:
            self.profile.addItem(profile.title, profile.name)
        self.profile.setCurrentIndex(max(0, self.profile.findData(chosen)))
        # The default is to be read in full; a longer title shows when the list is open.
        text = self.profile.fontMetrics().horizontalAdvance(profiles[0].title)
        self.profile.setMinimumWidth(text + ARROW_WIDTH)

    def show_running(self, *, is_running: bool) -> None:
        """Let Start or Cancel be pressed, whichever makes sense."""
        self.start.setEnabled(not is_running)
        self.cancel.setEnabled(is_running)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        columns = (
            ("&E-mail address", self.address, 4),
            ("&User name", self.username, 3),
            ("Pass&word", self.password, 2),
            ("Outlook &version", self.profile, 2),
            ("PC &joined to a domain", self.joined, 2),
        )
        for column, (caption, widget, stretch) in enumerate(columns):
            grid.addWidget(_caption(caption, widget), 0, column)
            grid.addWidget(widget, 1, column)
            grid.setColumnStretch(column, stretch)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.start, self.cancel, self.more):
            buttons.addWidget(button)
        grid.addLayout(buttons, 1, len(columns))
        grid.addWidget(self._further, 2, 0, 1, len(columns) + 1)
        further = QHBoxLayout(self._further)
        further.setContentsMargins(0, 8, 0, 0)
        further.setSpacing(12)
        for caption, widget in (("&Directory", self.directory), ("&Mode", self.mode)):
            further.addWidget(_caption(caption, widget))
            further.addWidget(widget, stretch=1)
        further.addWidget(self.in_background)

    def _connect(self) -> None:
        self.more.setCheckable(True)
        self.more.setText("More &options")
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setAutoRaise(True)
        self.more.toggled.connect(lambda is_open: self._unfold(is_open=is_open))
        self.start.clicked.connect(self.start_wished)
        self.cancel.clicked.connect(self.cancel_wished)
        for tall in (self.address, self.username, self.password, self.directory):
            tall.setMinimumHeight(tall.sizeHint().height() + 4)
        for also_tall in (self.profile, self.joined, self.mode, self.start, self.cancel):
            also_tall.setMinimumHeight(self.address.minimumHeight())
        for field in (self.address, self.username, self.password, self.directory):
            field.returnPressed.connect(self.start_wished)
        for widget in (self.start, self.cancel, self.more, self.in_background):
            widget.setAccessibleName(widget.text().replace("&", ""))

    def _unfold(self, *, is_open: bool) -> None:
        self.more.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self._further.setVisible(is_open)


def _field(name: str, example: str) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setPlaceholderText(example)
    field.setMaxLength(LONGEST_FIELD)
    return field


def _choice(name: str, choices: Sequence[tuple[str, str]]) -> QComboBox:
    choice = QComboBox()
    choice.setAccessibleName(name)
    for title, value in choices:
        choice.addItem(title, value)
    return choice


def _caption(text: str, widget: QWidget) -> QLabel:
    caption = QLabel(text)
    caption.setTextFormat(Qt.TextFormat.PlainText)
    caption.setBuddy(widget)
    return caption
