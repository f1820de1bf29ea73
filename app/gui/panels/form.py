"""The form: whose settings are looked for, with which credentials, and as which client."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from app.domain.options import RunOptions
from app.domain.secret import Secret
from app.domain.titles import ProfileTitle
from app.gui.panels.fields import caption, choice, field
from app.gui.panels.further import FurtherOptions
from app.gui.panels.recent_addresses import RecentAddresses
from app.gui.plain_text import tool_tip
from app.wording.language import _, said

ARROW_WIDTH = 44
BLANK = RunOptions()
SCENARIOS_OWN = (
    "address",
    "username",
    "joined",
    "directory",
    "site",
    "resolvers",
    "connects",
    "proxy",
    "no_proxy",
    "proxy_password",
    "proxy_current_user",
    "trust_files",
    "system_trust",
)
"""The options by which a scenario says whose mailbox is looked for, on which PC and network."""


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
        self.recent = RecentAddresses(self.address)
        self.username = field(_("User name"), _("as the e-mail address"))
        self.password = field(_("Password"), _("optional"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.profile = choice(_("Outlook version"), (("Outlook 2007", ""),))
        self.joined = choice(_("PC joined to a domain"), _joined())
        self.start = QPushButton(_("&Start"))
        self.start.setDefault(True)
        self.cancel = QPushButton(_("Cancel"))
        self.more = QToolButton()
        self.both = QPushButton(_("&Both inside and outside…"))
        self.survey = QPushButton(_("&Quick survey without sign-in"))
        self.keep = QCheckBox(_("Keep the password in the system's key store"))
        self.further = FurtherOptions()
        self._lay_out()
        self._connect()
        self.show_running(is_running=False)
        self._unfold(is_open=False)

    def wish(self) -> Wish:
        """Give what is typed, as it is typed."""
        password = self.password.text()
        first_row = RunOptions(
            address=self.address.text().strip(),
            username=self.username.text().strip(),
            profile=self.profile.currentData(),
            joined=self.joined.currentData(),
        )
        return Wish(
            options=self.further.filled(first_row),
            password=Secret(password) if password else None,
            in_background=self.further.in_background.isChecked(),
        )

    def practice_overrides(self) -> RunOptions:
        """Give what wins over a scenario: all that was changed here, its answers to prompts too.

        Not what makes it this scenario: mailbox, PC and network are its own.
        """
        own = {name: getattr(BLANK, name) for name in SCENARIOS_OWN}
        return replace(self.wish().options, **own)

    def offer_profiles(self, profiles: Sequence[ProfileTitle]) -> None:
        """Fill the list of clients, once it is known; what was chosen stays chosen."""
        if not profiles:
            return
        chosen = self.profile.currentData()
        self.profile.clear()
        default, *others = profiles
        # Not chosen, so that a scenario could name another one.
        self.profile.addItem(said(default.title), "")
        for profile in others:
            self.profile.addItem(said(profile.title), profile.name)
        self.profile.setCurrentIndex(max(0, self.profile.findData(chosen)))
        # The default is to be read in full; a longer title shows when the list is open.
        width = self.profile.fontMetrics().horizontalAdvance(default.title)
        self.profile.setMinimumWidth(width + ARROW_WIDTH)

    def show_running(self, *, is_running: bool) -> None:
        """Let Start or Cancel be pressed, whichever makes sense."""
        for button in (self.start, self.both, self.survey):
            button.setEnabled(not is_running)
        self.cancel.setEnabled(is_running)

    def fold(self) -> None:
        """Give the room of the further options to what is below the form."""
        self.more.setChecked(False)

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
        grid.addWidget(self.further, 3, 0, 1, len(columns) + 1)

    def _connect(self) -> None:
        self.more.setCheckable(True)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setAutoRaise(True)
        self.more.toggled.connect(lambda is_open: self._unfold(is_open=is_open))
        self.start.clicked.connect(self.start_wished)
        self.cancel.clicked.connect(self.cancel_wished)
        self.both.clicked.connect(self.both_wished)
        self.survey.clicked.connect(self.survey_wished)
        self.both.setToolTip(tool_tip(_("--joined no --resolver ADDRESS, beside a run from here")))
        self.keep.setAccessibleName(self.keep.text())
        self.keep.setToolTip(
            tool_tip(
                _(
                    "For this user name, after a run in which no server has refused it;"
                    " without the tick it is forgotten there, and stays in memory only"
                )
            )
        )
        self.survey.setToolTip(tool_tip(_("--mode survey --no-sign-in: all steps at once")))
        self.further.entered.connect(self.start_wished)
        for text in (self.address, self.username, self.password):
            text.setMinimumHeight(text.sizeHint().height() + 4)
            text.returnPressed.connect(self.start_wished)
        for also_tall in (self.profile, self.joined, self.start, self.cancel):
            also_tall.setMinimumHeight(self.address.minimumHeight())
        for button in (self.start, self.cancel, self.both, self.survey):
            button.setAccessibleName(button.text().replace("&", ""))

    def _unfold(self, *, is_open: bool) -> None:
        self.more.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self.further.setVisible(is_open)
        # What is folded away still holds.
        count = _count_given(self.further.filled(BLANK))
        self.more.setText(
            _("More &options ({count} set)").format(count=count)
            if count and not is_open
            else _more()
        )
        self.more.setAccessibleName(self.more.text().replace("&", ""))


def _count_given(options: RunOptions) -> int:
    return sum(getattr(options, name) != getattr(BLANK, name) for name in options.__struct_fields__)


def _joined() -> tuple[tuple[str, str], ...]:
    return ((_("Find out (automatic)"), ""), (_("Yes"), "yes"), (_("No"), "no"))


def _more() -> str:
    return _("More &options")
