"""Asks with which credentials services are tried again, and says what that does."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.domain.repeat import Repeat
from app.domain.secret import Secret
from app.gui.arrangement import ScreenSized
from app.gui.panels.fields import caption, field
from app.gui.panels.labels import PlainLabel
from app.gui.places import give_size
from app.wording import again_lines, continued_text, service_title
from app.wording.language import _

WIDTH: Final = 640
MOST_NAMED: Final = 12
AROUND_BUTTONS: Final = 40
"""Pixels: the margins of the dialog, and what lies between the text and the buttons."""


class AgainWish(Struct, frozen=True, kw_only=True):
    """What was chosen; the password is a Secret from here on."""

    username: str
    password: Secret | None
    sign_in: bool
    current_user: bool
    allows_giver: bool


class AgainDialog(QDialog):
    """Takes user name and password; deletes itself when it is closed.

    Signals:
        agreed(wish): the services are to be tried again so.
    """

    agreed = Signal(object)

    def __init__(
        self, parent: QWidget, repeat: Repeat, giver: str, not_again: Sequence[str]
    ) -> None:
        """`giver`: the host of another domain that gave the settings; empty: there is none.

        `not_again`: what does not hold again, in sentences.
        """
        super().__init__(parent)
        self.setWindowTitle(_("Try services again"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        is_practice = bool(repeat.conditions.scenario)
        self.username = field(_("User name"), _("as the e-mail address"))
        self.username.setText(repeat.conditions.username)
        self.password = field(
            _("Password"), _("the scenario's own") if is_practice else _("optional")
        )
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.anonymous = QCheckBox(_("&Without signing in"))
        self.current_user = QCheckBox(_("&Also as the user of this PC"))
        self.current_user.setChecked(repeat.conditions.current_user)
        self.allows_giver = QCheckBox(_("&Sign in also at {host}").format(host=giver))
        self.allows_giver.setVisible(bool(giver))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.again = buttons.addButton(_("&Try again"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.anonymous.toggled.connect(self._offer)
        self.accepted.connect(lambda: self.agreed.emit(self._wish()))
        self._what = PlainLabel(_("What is tried"), _what(repeat))
        remarks = [
            _("As in that run: {what}.").format(what=text)
            for text in again_lines(repeat.conditions)
        ]
        remarks += not_again
        if giver:
            remarks.append(
                _(
                    "{host}, which gave the settings, is of another domain than the mailbox."
                    " It gets the password only if you say so."
                ).format(host=giver)
            )
        self._remarks = PlainLabel(_("How it is tried"), "\n".join(remarks))
        self._lay_out(buttons)
        (self.password if self.username.text() else self.username).setFocus()

    def _wish(self) -> AgainWish:
        password = self.password.text()
        sign_in = not self.anonymous.isChecked()
        return AgainWish(
            username=self.username.text().strip(),
            password=Secret(password) if password and sign_in else None,
            sign_in=sign_in,
            current_user=sign_in and self.current_user.isChecked(),
            allows_giver=self.allows_giver.isChecked(),
        )

    def _offer(self) -> None:
        for part in (self.username, self.password, self.current_user, self.allows_giver):
            part.setEnabled(not self.anonymous.isChecked())

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        form = QFormLayout()
        for text, widget in (
            (_("&User name"), self.username),
            (_("&Password"), self.password),
        ):
            form.addRow(caption(text, widget), widget)
        for box in (self.current_user, self.anonymous, self.allows_giver):
            box.setAccessibleName(box.text().replace("&", ""))
            form.addRow(box)
        inside = QWidget()
        within = QVBoxLayout(inside)
        within.setContentsMargins(0, 0, 0, 0)
        within.addWidget(self._what)
        within.addLayout(form)
        within.addWidget(self._remarks)
        within.addStretch()
        layout = QVBoxLayout(self)
        layout.addWidget(ScreenSized(inside), stretch=1)
        layout.addWidget(buttons)
        height = within.totalHeightForWidth(WIDTH) + buttons.sizeHint().height() + AROUND_BUTTONS
        give_size(self, WIDTH, height)


def _what(repeat: Repeat) -> str:
    """Say which services are asked: who sends a password is to see where it may go."""
    lines = list(
        dict.fromkeys(f"{service_title(one.service)}: {one.url}" for one in repeat.services)
    )
    more = len(lines) - MOST_NAMED
    rest = [_("and {n} more").format(n=more)] if more > 0 else []
    continued = continued_text(repeat.continues)
    heading = _("Services of {address} that are tried, continuing {run}:").format(
        address=repeat.address, run=continued
    )
    return "\n".join((heading, *lines[:MOST_NAMED], *rest))
