"""Has services of the session on show tried again, once a person has given credentials anew."""

from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.options import RunOptions
from app.domain.repeat import Repeat, giver_elsewhere, repeat_of
from app.domain.settings import ServiceUrl
from app.gui.errands import Errand
from app.gui.panels.again import AgainDialog, AgainWish
from app.gui.panels.form import RunForm
from app.gui.session_tab import SessionTab
from app.wording import not_again_lines


class Again(QObject):
    """Asks, and hands the errand to the window.

    Signals:
        wished(errand): run this one.
    """

    wished = Signal(object)

    def __init__(self, parent: QWidget, form: RunForm) -> None:
        """`form` holds what is given beside the account."""
        super().__init__(parent)
        self._window = parent
        self._form = form

    def ask_in(
        self, tab: SessionTab, wanted: Sequence[ServiceUrl] | None, *, is_outside: bool
    ) -> None:
        """Ask about the services that are wanted, or all; nothing where there are none."""
        session = (tab.both.pane.view if is_outside else tab.view).tree.session
        log = tab.both.engine.newest_log() if is_outside else tab.log
        repeat = repeat_of(session, log.name if log else "", wanted)
        if repeat is None:
            return
        # A session that was made here just now has made sure of its hosts.
        is_own = is_outside or tab.knows_giver
        is_practice = bool(repeat.conditions.scenario)
        given = self._form.practice_overrides() if is_practice else self._form.wish().options
        giver = "" if is_own or repeat.conditions.scenario else giver_elsewhere(repeat)
        not_again = not_again_lines(repeat.conditions, given)
        dialog = AgainDialog(self._window, repeat, giver, not_again)
        dialog.agreed.connect(lambda wish: self._begin(repeat, given, wish, is_own=is_own))
        dialog.open()

    def _begin(self, repeat: Repeat, given: RunOptions, wish: AgainWish, *, is_own: bool) -> None:
        options = replace(
            given,
            address="",
            mode="",
            username=wish.username,
            current_user=wish.current_user,
            sign_in=wish.sign_in,
            consent="allow" if is_own or wish.allows_giver else "deny",
        )
        self.wished.emit(Errand(options=options, password=wish.password, repeat=repeat))
