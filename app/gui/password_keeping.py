"""Keeps the form's password in the system's key store where that is ticked, and fetches it."""

from collections.abc import Callable
from typing import assert_never

from PySide6.QtCore import QObject, Signal

from app.domain.key_store import KeyStore, KeyStoreTrouble
from app.domain.secret import Secret
from app.gui import jobs
from app.gui.both_sides import was_refused
from app.gui.chores import Chores
from app.gui.panels.form import RunForm
from app.gui.remembered import Recent, Remembered
from app.gui.session_tab import SessionTab
from app.wording.language import _


class PasswordKeeping(QObject):
    """Asks the key store in a thread; only for users of whom it was told to keep a password.

    Signals:
        complained(line): the key store did not do what was asked.
    """

    complained = Signal(str)
    _fetched = Signal(str, object)
    _failed = Signal(str, object)
    _not_forgotten = Signal(object)

    def __init__(
        self,
        form: RunForm,
        remembered: Remembered,
        chores: Chores,
        store: Callable[[], KeyStore] | None,
    ) -> None:
        """`store` stands in for the system's; it is called in the thread that asks."""
        super().__init__(form)
        self._form, self._remembered, self._chores = form, remembered, chores
        self._store = store or _the_systems
        self._filled_for = ""
        self._asked_for = ""
        self._then: Callable[[], None] | None = None
        for field in (form.address, form.username):
            field.textChanged.connect(self._look_for_user)
        form.keep.clicked.connect(self._take_wish)
        self._fetched.connect(self._fill)
        self._failed.connect(self._fail)
        self._not_forgotten.connect(self._tell_that_it_stays)
        # Somebody may have typed before.
        self._look_for_user()

    def when_ready(self, begin: Callable[[], None]) -> None:
        """Begin once the password that is being fetched is there; at once where none is."""
        if self._asked_for:
            self._then = begin
        else:
            begin()

    def note_end(self, tab: SessionTab) -> None:
        """Keep the password of a run, where that is wished and no server has refused it."""
        errand = tab.errand
        if errand is None or errand.scenario or errand.password is None:
            return
        user = errand.options.username or errand.options.address
        if not self._form.keep.isChecked() or user != self._user or was_refused(tab.tree.session):
            return
        self._remembered.add(Recent.KEPT_USERS, user)
        password = errand.password
        self._ask(user, lambda: self._store().keep(user, password))

    @property
    def _user(self) -> str:
        return self._form.username.text().strip() or self._form.address.text().strip()

    def _look_for_user(self) -> None:
        user = self._user
        if self._filled_for and user != self._filled_for:
            # One user's password is nothing for another.
            self._form.password.clear()
            self._form.keep.setChecked(False)
            self._filled_for = ""
        self._asked_for = ""
        if user and user in self._remembered.recent(Recent.KEPT_USERS):
            self._form.keep.setChecked(True)
            if not self._form.password.text():
                self._fetch(user)

    def _fetch(self, user: str) -> None:
        self._asked_for = user
        self._ask(user, lambda: self._fetched.emit(user, self._store().password(user)))

    def _take_wish(self, is_kept: bool) -> None:  # noqa: FBT001 - a signal sends it
        user = self._user
        if is_kept or user not in self._remembered.recent(Recent.KEPT_USERS):
            return
        self._remembered.drop(Recent.KEPT_USERS, user)
        self._filled_for = ""
        job = jobs.ask_key_store(lambda: self._store().forget(user), self._not_forgotten.emit)
        self._chores.begin(job)

    def _ask(self, user: str, ask: Callable[[], None]) -> None:
        self._chores.begin(jobs.ask_key_store(ask, lambda why: self._failed.emit(user, why)))

    def _fill(self, user: str, password: Secret | None) -> None:
        if user != self._asked_for:
            return
        if password is None:
            # Somebody has removed it there.
            self._remembered.drop(Recent.KEPT_USERS, user)
            self._form.keep.setChecked(False)
        elif not self._form.password.text():
            self._form.password.setText(password.reveal())
            self._filled_for = user
        self._go_on()

    def _fail(self, user: str, why: KeyStoreTrouble) -> None:
        if user == self._user:
            self._form.keep.setChecked(False)
        self.complained.emit(_told(why))
        if user == self._asked_for:
            # A run without the password would tell of a sign-in that is missing, and mislead.
            self._then = None
            self._go_on()
        else:
            self._remembered.drop(Recent.KEPT_USERS, user)

    def _go_on(self) -> None:
        self._asked_for = ""
        then, self._then = self._then, None
        if then is not None:
            then()

    def _tell_that_it_stays(self, why: KeyStoreTrouble) -> None:
        self.complained.emit(f"{_told(why)} {_('The password may still be in it.')}")


def _the_systems() -> KeyStore:
    # What it needs takes its time to import.
    from app.machine.key_store import SystemKeyStore

    return SystemKeyStore()


def _told(why: KeyStoreTrouble) -> str:
    match why:
        case KeyStoreTrouble.MISSING:
            return _("This PC has no key store that can be reached: passwords stay in memory only.")
        case KeyStoreTrouble.LOCKED:
            return _("The system's key store is locked: passwords stay in memory only.")
        case KeyStoreTrouble.SILENT:
            return _("The system's key store gives no answer: passwords stay in memory only.")
        case KeyStoreTrouble.REFUSED:
            return _("The system's key store refuses: passwords stay in memory only.")
        case _never:
            assert_never(_never)
