"""How the runs of a list are made: how fast, as which client, and with which account."""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace
from PySide6.QtWidgets import QDoubleSpinBox, QLineEdit, QSpinBox

from app.domain.batch import Pacing
from app.domain.options import RunOptions
from app.domain.secret import Secret
from app.domain.titles import ProfileTitle
from app.gui.panels.fields import choice, field
from app.gui.panels.option_group import OptionGroup, check_box
from app.gui.panels.profiles import list_profiles
from app.gui.plain_text import tool_tip
from app.wording.language import _

MOST_AT_ONCE: Final = 200
FASTEST: Final = 1_000.0
STANDARD: Final = Pacing()


class RunsOptions(OptionGroup):
    """The same for every run of a list."""

    def __init__(self) -> None:
        super().__init__(_("Pace and account"))
        self._make_pace_fields()
        self._make_account_fields()
        self.show_rows(
            (
                (_("Runs at the same &time"), self.jobs),
                (_("Runs a secon&d"), self.rate),
                (_("&Requests to one address"), self.per_host),
                (_("&Questions to name servers"), self.per_resolver),
                (_("&Outlook version"), self.profile),
                self.sign_in,
                (_("Us&er name"), self.username),
                (_("Pass&word of the account"), self.password),
            )
        )
        self.sign_in.toggled.connect(lambda is_on: self._show_account(signs_in=is_on))
        self._show_account(signs_in=False)

    @property
    def pacing(self) -> Pacing:
        """How fast."""
        return Pacing(
            jobs=self.jobs.value(),
            rate=self.rate.value(),
            per_host=self.per_host.value(),
            per_resolver=self.per_resolver.value(),
        )

    @property
    def secret(self) -> Secret | None:
        """The password, where somebody is to sign in."""
        password = self.password.text() if self.sign_in.isChecked() else ""
        return Secret(password) if password else None

    @property
    def lacks_account(self) -> bool:
        """Whether somebody is to sign in, and it is not said who."""
        is_whole = bool(self.username.text().strip() and self.password.text())
        return self.sign_in.isChecked() and not is_whole

    def filled(self, options: RunOptions) -> RunOptions:
        """Give the options with what is set here, and nothing in them that wants somebody there."""
        signs_in = self.sign_in.isChecked()
        return replace(
            options,
            address="",
            username=self.username.text().strip() if signs_in else "",
            sign_in=signs_in,
            current_user=False,
            profile=self.profile.currentData(),
            local_xml="",
            save="",
            # Nobody is asked, and no certificate is accepted unseen.
            consent="allow" if options.consent == "allow" else "deny",
            security_alert="",
        )

    def offer_profiles(self, profiles: Sequence[ProfileTitle]) -> None:
        """Fill the list of clients, once it is known."""
        list_profiles(self.profile, profiles)

    def choose_profile(self, name: str) -> None:
        """Choose the client that the main window's form has."""
        self.profile.setCurrentIndex(max(0, self.profile.findData(name)))

    def _make_pace_fields(self) -> None:
        self.jobs = _count(_("Runs at the same time"), STANDARD.jobs, "--jobs")
        self.rate = QDoubleSpinBox()
        self.rate.setAccessibleName(_("Runs that begin in a second"))
        self.rate.setToolTip(
            tool_tip(_("--rate: a server that counts requests may want fewer; 0: without limit"))
        )
        self.rate.setRange(0, FASTEST)
        self.rate.setDecimals(1)
        self.rate.setSpecialValueText(_("without limit"))
        self.per_host = _count(
            _("Requests at the same time to one address"), STANDARD.per_host, "--per-host"
        )
        self.per_resolver = _count(
            _("Questions at the same time to name servers"),
            STANDARD.per_resolver,
            "--per-resolver",
        )
        self.profile = choice(_("Outlook version"), (("Outlook 2007", ""),), "--profile")

    def _make_account_fields(self) -> None:
        self.sign_in = check_box(
            _("Sign in with one &account for all"),
            _(
                "Without it nobody signs in anywhere. A password that a server refuses is not"
                " sent again in this batch, since wrong ones may lock the account out."
            ),
        )
        self.username = field(_("User name"), _("DOMAIN\\user or user@domain"), "--username")
        self.password = field(_("Password"), "", "--ask-password")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)

    def _show_account(self, *, signs_in: bool) -> None:
        for widget in (self.username, self.password):
            widget.setEnabled(signs_in)


def _count(name: str, standard: int, option: str) -> QSpinBox:
    made = QSpinBox()
    made.setAccessibleName(name)
    made.setToolTip(tool_tip(option))
    made.setRange(1, MOST_AT_ONCE)
    made.setValue(standard)
    return made
