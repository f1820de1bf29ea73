"""The main window: joins form, menus, tabs and status line with the engine."""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow

from app.domain.key_store import KeyStore
from app.domain.settings import ServiceUrl
from app.gui import jobs, loading
from app.gui.again import Again
from app.gui.arrangement import ScreenSized, column
from app.gui.chores import Chores
from app.gui.dialogs import Dialogs
from app.gui.drops import FileDrops
from app.gui.engine import Engine
from app.gui.frame import HEIGHT, TITLE, WIDTH
from app.gui.idle import Idle
from app.gui.jobs import Choices
from app.gui.joining import connect_menus
from app.gui.kept_sessions import KeptSessions
from app.gui.menus import Menus
from app.gui.panels.complaint import Complaint
from app.gui.panels.entry_rows import EntryRows
from app.gui.panels.form import RunForm
from app.gui.panels.resolver import ResolverPanel
from app.gui.panels.status import StatusLine
from app.gui.password_keeping import PasswordKeeping
from app.gui.remembered import Remembered
from app.gui.remembering import Remembering
from app.gui.saving import Saving
from app.gui.session_tab import SessionTab
from app.gui.session_tabs import SessionTabs
from app.gui.starting import Starting
from app.gui.taskbar import taskbar
from app.gui.tools import Tools
from app.wording.language import _

FIRST_SCENARIO = "fresh-install"
"""What the button of the empty window starts, as `autodiscope practice` does without a name."""


class Window(QMainWindow):
    """Each run, practice and opened log has a tab of its own.

    Signals:
        choices_read(choices): profiles and scenarios are known.
        complained(line): the engine cannot save a session.
        session_began(tab), session_ended(tab): what a tab was opened for.
        closed: the frame that holds it is to go with it.
    """

    choices_read = Signal(object)
    complained = Signal(str)
    session_began = Signal(object)
    session_ended = Signal(object)
    closed = Signal()

    def __init__(
        self,
        engine: Engine,
        remembered: Remembered | None = None,
        key_store: Callable[[], KeyStore] | None = None,
        rows: EntryRows | None = None,
    ) -> None:
        """Without `remembered` nothing outlives the window; `key_store` is for the system's.

        `rows` are on the screen already, where the program could begin with them.
        """
        super().__init__()
        self._engine = engine
        self._chores = Chores()
        self.menus = Menus()
        self.form = RunForm(rows)
        self.complaint = Complaint()
        self.resolver = ResolverPanel()
        self.status = StatusLine()
        self.tabs = SessionTabs(engine)
        complain = self.complaint.show_text
        self.saving = Saving(self, engine, self._chores, complain, self.status.say)
        self.again = Again(self, self.form)
        self.tools = Tools(self, engine, self.form)
        self.dialogs = Dialogs(self, engine, self._chores)
        self.kept = KeptSessions(engine, self._chores, self)
        self.drops = FileDrops(self)
        self._taskbar = taskbar()
        self._lay_out()
        kept = remembered or Remembered()
        self._remembering = Remembering(self, kept, self.form.recent, self.menus, self.tabs)
        self._passwords = PasswordKeeping(self.form, kept, self._chores, key_store)
        self.starting = Starting(
            self.form, self.tabs, self.complaint, self.resolver, self._passwords
        )
        self._connect_wishes()
        connect_menus(self)
        self.tabs.add()
        # After the first painting, and last what the engine needs: its thread would be in the way.
        self._idle = Idle((*loading.pieces(loading.SESSION), *self._pieces()), self)

    @property
    def tab(self) -> SessionTab:
        """The tab in front."""
        return self.tabs.tab

    # --- what can be done ------------------------------------------------------------------

    def ask_to_try_again(
        self, tab: SessionTab, services: Sequence[ServiceUrl] | None, *, is_outside: bool
    ) -> None:
        """Offer to try services of a session on show again; None: all of them."""
        if not tab.is_running:
            self.again.ask_in(tab, services, is_outside=is_outside)

    def cancel(self) -> None:
        """Stop what is under way in the tab in front."""
        self.tab.cancel()

    def ask_again(self) -> None:
        """Forget for which websites a redirect needs no question."""
        self._chores.begin(jobs.forget_allowed_sites(self._engine))
        self.status.say(_("Redirects are asked about again"))

    def stop(self, seconds: float) -> bool:
        """At the end of the program: stop everything, and wait at most so long for it."""
        self._idle.stop()
        parts = (self.tabs, self.tools, self.kept)
        ended = [part.stop(seconds) for part in parts]
        return all((*ended, self._chores.join(seconds)))

    # --- a session from its beginning to its end -------------------------------------------

    def _note_began(self, tab: SessionTab) -> None:
        # What was refused stays in sight: the options fold once there is something to show.
        self.form.fold()
        self._remembering.note_began(tab)
        self.session_began.emit(tab)

    def _note_end(self, tab: SessionTab, complaint: str) -> None:
        self.complaint.add(complaint)
        self._remembering.note_end(tab)
        self._passwords.note_end(tab)
        self.session_ended.emit(tab)

    def _show_tab(self) -> None:
        tab = self.tab
        is_running = tab.is_running
        self.form.show_running(is_running=is_running)
        has_rows = not tab.is_blank and tab.tree.session.row_count > 0
        has_services = has_rows and tab.view.has_services
        self.menus.show_running(is_running=is_running, has_rows=has_rows, has_services=has_services)
        self.status.show_progress(tab.progress)
        self.setWindowTitle(" — ".join((*tab.title, TITLE)))
        self._show_in_taskbar()

    def _show_in_taskbar(self) -> None:
        top = self.window()
        # To ask for its number would make a window of the system before it has its frame.
        if not top.internalWinId():
            return
        progress = self.tab.progress
        known = progress.steps if progress.is_running else 0
        unknown = 0 if self.tabs.is_running else -1
        self._taskbar.show(top.winId(), progress.step, known or unknown)

    # --- chores beside the session ---------------------------------------------------------

    def _pieces(self) -> Iterator[Callable[[], object]]:
        """Give what is made before somebody wants it, so that nobody waits for it then."""
        yield self._prepare_view
        yield lambda: self.tab.view
        yield self._ask_for_choices

    def _prepare_view(self) -> None:
        self.tab.prepare()

    def _ask_for_choices(self) -> None:
        self._chores.begin(jobs.list_choices(self._engine, self.choices_read.emit))

    def _take_choices(self, choices: Choices) -> None:
        self.starting.take_choices(choices)
        self.form.offer_profiles(choices.profiles)
        self.tools.offer_profiles(choices.profiles)
        self.menus.offer_scenarios(choices.scenarios)
        self.kept.tidy()

    # --- building --------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setWindowTitle(TITLE)
        self.resize(WIDTH, HEIGHT)
        self.setMenuBar(self.menus)
        self.setStatusBar(self.status)
        parts = column((self.form, self.complaint, self.resolver), self.tabs)
        self.setCentralWidget(ScreenSized(parts, self.form.unfolded))

    def _connect_tab(self, tab: SessionTab) -> None:
        tab.practice_wished.connect(lambda: self.starting.practise(FIRST_SCENARIO))
        tab.outside_save_wished.connect(lambda: self.saving.choose_target(tab, outside=True))
        tab.again_wished.connect(
            lambda found, outside: self.ask_to_try_again(tab, found, is_outside=outside)
        )
        tab.help_wished.connect(self.dialogs.show_help_about)
        tab.told.connect(self.status.say)
        self.kept.follow(tab)
        tab.began.connect(lambda: self._note_began(tab))
        tab.ended.connect(lambda complaint: self._note_end(tab, complaint))
        for engine in (tab.engine, tab.both.engine):
            engine.complain_to(self.complained.emit)

    def _connect_wishes(self) -> None:
        self.tabs.opened.connect(self._connect_tab)
        self.tabs.shown.connect(self._show_tab)
        self.form.rows.cancel_wished.connect(self.cancel)
        self.again.wished.connect(self.starting.begin)
        self.choices_read.connect(self._take_choices)
        self.complained.connect(self.complaint.show_text)
        self._passwords.complained.connect(self.complaint.add)
        self.drops.dropped.connect(self.starting.open_files)
        self.dialogs.open_wished.connect(self.starting.open_session)
        self.dialogs.pasted.connect(self.starting.read_text)
        self.kept.open_wished.connect(self.starting.open_session)
        self.kept.told.connect(self.status.say)
        self.kept.complained.connect(self.complaint.show_text)

    def closeEvent(self, event: QCloseEvent) -> None:
        # The log has every line already; run_window waits a moment for a clean end.
        self.tabs.cancel()
        event.accept()
        self.closed.emit()
