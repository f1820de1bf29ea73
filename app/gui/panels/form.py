"""The form: whose settings are looked for, with which credentials, and as which client."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.domain.options import RunOptions
from app.domain.secret import Secret
from app.domain.titles import ProfileTitle
from app.gui.panels.entry_rows import EntryRows, more_text
from app.gui.panels.further import FurtherOptions
from app.gui.panels.profiles import list_profiles
from app.gui.panels.recent_addresses import RecentAddresses
from app.gui.plain_text import tool_tip
from app.wording.language import _

ARROW_WIDTH = 44
LOWEST = 110
"""Pixels of the options that are in sight at the least; the rest is reached by the bar."""
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
    """The rows for entry, and further options to fold out below them.

    Signals:
        start_wished: Start was pressed, or Enter in a field.
    """

    start_wished = Signal()

    def __init__(self, rows: EntryRows | None = None) -> None:
        """`rows` are on the screen already, where the program could begin with them."""
        super().__init__()
        self.rows = rows = rows or EntryRows()
        self.address, self.username, self.password = rows.address, rows.username, rows.password
        self.profile, self.joined = rows.profile, rows.joined
        self.start, self.cancel, self.more = rows.start, rows.cancel, rows.more
        self.both, self.survey, self.keep = rows.both, rows.survey, rows.keep
        self.recent = RecentAddresses(self.address)
        self.further = FurtherOptions()
        self.unfolded = FoldedOut(self.further)
        self.unfolded.setVisible(self.more.isChecked())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(rows)
        layout.addWidget(self.unfolded)
        self._connect()
        self.show_running(is_running=False)

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
            in_background=self.further.certificates.in_background.isChecked(),
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
        list_profiles(self.profile, profiles)
        # The default is to be read in full; a longer title shows when the list is open.
        width = self.profile.fontMetrics().horizontalAdvance(profiles[0].title)
        self.profile.setMinimumWidth(width + ARROW_WIDTH)

    def show_running(self, *, is_running: bool) -> None:
        """Let Start or Cancel be pressed, whichever makes sense."""
        for button in (self.start, self.both, self.survey):
            button.setEnabled(not is_running)
        self.cancel.setEnabled(is_running)

    def fold(self) -> None:
        """Give the room of the further options to what is below the form."""
        self.more.setChecked(False)

    def _connect(self) -> None:
        rows = self.rows
        rows.start_wished.connect(self.start_wished)
        self.further.entered.connect(self.start_wished)
        self.more.toggled.connect(lambda is_open: self._unfold(is_open=is_open))
        self.both.setToolTip(tool_tip(_("--joined no --resolver ADDRESS, beside a run from here")))
        self.keep.setToolTip(
            tool_tip(
                _(
                    "For this user name, after a run in which no server has refused it;"
                    " without the tick it is forgotten there, and stays in memory only"
                )
            )
        )
        self.survey.setToolTip(tool_tip(_("--mode survey --no-sign-in: all steps at once")))
        if self.more.isChecked():
            # It was pressed before there was anything to unfold.
            self._unfold(is_open=True)

    def _unfold(self, *, is_open: bool) -> None:
        self.more.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self.unfolded.setVisible(is_open)
        # What is folded away still holds.
        count = _count_given(self.further.filled(BLANK))
        self.more.setText(
            _("More &options ({count} set)").format(count=count)
            if count and not is_open
            else more_text()
        )
        self.more.setAccessibleName(self.more.text().replace("&", ""))


class FoldedOut(QScrollArea):
    """As high as the options in it, and in a window that is too low for them a bar at its side."""

    def __init__(self, further: FurtherOptions) -> None:
        super().__init__()
        self._further = further
        self._is_whole = False
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("Further options"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setWidget(further)
        further.rearranged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return self._further.sizeHint()

    def minimumSizeHint(self) -> QSize:
        bar = self.verticalScrollBar().sizeHint().width()
        height = self.sizeHint().height() if self._is_whole else LOWEST
        return QSize(self._further.minimumSizeHint().width() + bar, height)

    @property
    def spare(self) -> int:
        """By how much it is higher now than it has to be at least; nothing where it is hidden."""
        return 0 if self.isHidden() else self.minimumSizeHint().height() - LOWEST

    def be_whole(self, *, is_whole: bool) -> None:
        """Leave the scrolling to what is around it: a bar within a bar is one too many."""
        if is_whole != self._is_whole:
            self._is_whole = is_whole
            self.updateGeometry()


def _count_given(options: RunOptions) -> int:
    return sum(getattr(options, name) != getattr(BLANK, name) for name in options.__struct_fields__)
