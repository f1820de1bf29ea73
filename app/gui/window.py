"""The main window: joins form, tree, details and services with the engine."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.address import EmailAddress, WrongAddressError
from app.domain.events import Recorded
from app.domain.options import RunOptions
from app.domain.secret import Secret
from app.domain.titles import ScenarioTitle
from app.gui import jobs
from app.gui.answers import BackgroundAnswers, WindowAnswers
from app.gui.engine import Engine
from app.gui.engine_thread import EngineThread, Job
from app.gui.feed import Feed
from app.gui.jobs import Choices
from app.gui.menus import Menus
from app.gui.models.service_table import ServiceTable
from app.gui.models.session_tree import SessionTree
from app.gui.models.waiting import Waiting
from app.gui.panels.about import about_box
from app.gui.panels.banner import Banner, lesson_text
from app.gui.panels.complaint import Complaint
from app.gui.panels.details import DetailsPane
from app.gui.panels.form import RunForm
from app.gui.panels.paste import PasteDialog
from app.gui.panels.question import QuestionPanel
from app.gui.panels.services import ServicesPanel
from app.gui.panels.status import StatusLine
from app.gui.panels.tree import TreePanel
from app.gui.panels.welcome import Welcome
from app.wording import Line, Mark, milliseconds, summary

TITLE = "Autodiscope"
WIDTH, HEIGHT = 1180, 760
SESSIONS = "Autodiscope sessions (*.autodiscope);;All files (*)"
READABLE = (
    "Sessions and other programs' logs (*.autodiscope *.log *.txt *.xml *.html);;All files (*)"
)
FIRST_SCENARIO = "fresh-install"
"""What the button of the empty window starts, as `autodiscope practice` does without a name."""


class Window(QMainWindow):
    """One session at a time: a run, practice, or an opened log.

    Signals:
        choices_read(choices): profiles and scenarios are known.
        complained(line): the engine cannot save a session.
    """

    choices_read = Signal(object)
    complained = Signal(str)

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._feed = Feed(self)
        self._answers = WindowAnswers()
        self._chores: list[EngineThread] = []
        self._choices = Choices(profiles=(), scenarios=())
        self._is_first_batch = False
        self._source: Path | None = None
        self._coming: tuple[Path | None, str, str] = (None, "", "")
        self.tree = SessionTree(self)
        self.services = ServiceTable(self)
        self._waiting = Waiting()
        self.menus = Menus()
        self.form = RunForm()
        self.complaint = Complaint()
        self.question = QuestionPanel()
        self.banner = Banner()
        self.welcome = Welcome()
        self.tree_panel = TreePanel(self.tree)
        self.details = DetailsPane()
        self.services_panel = ServicesPanel(self.services)
        self.status = StatusLine()
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect_wishes()
        self._connect_engine()
        self._show_running(is_running=False)
        # After the first painting: what the engine needs takes its time to import.
        QTimer.singleShot(0, self._ask_for_choices)

    # --- what can be done ------------------------------------------------------------------

    def start_run(self) -> None:
        """Run with what the form holds, or say what is wrong with it."""
        wish = self.form.wish()
        try:
            address = EmailAddress.parse(wish.options.address)
        except WrongAddressError as error:
            self.complaint.show_text(str(error))
            self.form.address.setFocus()
            return
        answers = BackgroundAnswers() if wish.in_background else self._answers
        job = jobs.run(self._engine, wish.options, wish.password, answers)
        self._begin(job, f"Looking for the settings of {address}")

    def start_practice(
        self, name: str, overrides: RunOptions | None = None, password: Secret | None = None
    ) -> None:
        """Run on the practice organisation; without overrides, with those of the form."""
        given = self.form.practice_overrides() if overrides is None else overrides
        known = (one for one in self._choices.scenarios if one.name == name)
        scenario = next(known, ScenarioTitle(name=name, title=name, lesson=""))
        job = jobs.practise(self._engine, name, given, password, self._answers)
        lesson = lesson_text(scenario, given)
        self._begin(job, "Looking for the settings as Outlook does", lesson=lesson)

    def open_session(self, path: Path) -> None:
        """Show a session log."""
        self._begin(jobs.read_log(self._engine, path), f"Reading {path.name}", source=path)

    def read_text(self, text: str) -> None:
        """Show another program's log that was pasted."""
        self._begin(jobs.read_text(self._engine, text), "Reading the log")

    def save_session(self, target: Path) -> None:
        """Copy the session's log."""
        source = self._source or self._engine.newest_log()
        if source is None:
            self.complaint.show_text("There is no session log to save: none could be written.")
            return
        chore = EngineThread(jobs.copy_log(source, target))
        chore.ended.connect(lambda complaint: self._note_saved(complaint, target))
        self._begin_chore(chore)

    def cancel(self) -> None:
        """Stop what is under way."""
        if self._feed.is_running:
            self.status.begin("Stopping …")
            self._feed.cancel()

    def stop(self, seconds: float) -> bool:
        """At the end of the program: stop everything, and wait at most so long for it."""
        is_over = self._feed.stop(seconds)
        return all([is_over, *(chore.join(seconds) for chore in self._chores)])

    # --- a session from its beginning to its end -------------------------------------------

    def _begin(
        self, job: Job, headline: str, *, lesson: str = "", source: Path | None = None
    ) -> None:
        if self._feed.is_running:
            return
        # The session on show stays until the next one has something to show.
        self._is_first_batch = True
        self._coming = (source, headline, lesson)
        self.complaint.show_text("")
        self._show_running(is_running=True)
        self.status.begin(f"{headline} …")
        self._feed.start(job)

    def _apply(self, records: Sequence[Recorded]) -> None:
        if self._is_first_batch:
            self._is_first_batch = False
            self._clear()
        applied = self.tree.apply(records)
        self.services.note(self.tree.session, applied)
        self._waiting.note(self.tree.session, applied)
        self.tree_panel.follow(applied)
        if self.tree_panel.selected in applied.changed:
            self._show_details(self.tree_panel.selected)
        self.status.show_wait(self._waiting.newest(self.tree.session), self.tree.session.last_ms)

    def _clear(self) -> None:
        self._source, headline, lesson = self._coming
        self.form.fold()
        self.tree.start_anew()
        self.services.start_anew()
        self._waiting = Waiting()
        self.banner.show_line(Line(what=headline, verdict="", mark=Mark.BUSY))
        self.banner.show_lesson(lesson)
        self._pages.setCurrentIndex(1)

    def _end(self, complaint: str) -> None:
        self._show_running(is_running=False)
        self.complaint.show_text(complaint)
        if self._is_first_batch:
            # Nothing came: what was on show before is still there.
            self.status.end("Ready")
            return
        self.tree.end()
        outcome = summary(self.tree.session)
        self.banner.show_line(outcome)
        self.tree_panel.show_outcome()
        self._show_details(self.tree_panel.selected)
        self.status.end(f"Ended after {milliseconds(self.tree.session.last_ms)}")
        started = self.tree.session.started
        self.setWindowTitle(f"{started.address} — {TITLE}" if started else TITLE)

    def _show_details(self, number: int) -> None:
        if not number:
            self.details.clear()
            return
        row = self.tree.session.row(number)
        place = self.tree.session.step_of(row)
        self.details.show_row(row, self.tree.line(number), place[1] if place else None)

    def _show_running(self, *, is_running: bool) -> None:
        self.form.show_running(is_running=is_running)
        self.menus.show_running(is_running=is_running)
        self.welcome.button.setEnabled(not is_running)
        self.menus.save.setEnabled(self.tree.session.row_count > 0)

    # --- chores beside the session ---------------------------------------------------------

    def _ask_for_choices(self) -> None:
        self._begin_chore(EngineThread(jobs.list_choices(self._engine, self.choices_read.emit)))

    def _take_choices(self, choices: Choices) -> None:
        self._choices = choices
        self.form.offer_profiles(choices.profiles)
        self.menus.offer_scenarios(choices.scenarios)
        self._show_running(is_running=self._feed.is_running)

    def _ask_again(self) -> None:
        self._begin_chore(EngineThread(jobs.forget_allowed_sites(self._engine)))
        self.status.end("Redirects are asked about again")

    def _note_saved(self, complaint: str, target: Path) -> None:
        self.complaint.show_text(complaint)
        if not complaint and not self._feed.is_running:
            self.status.end(f"Saved as {target}")

    def _begin_chore(self, chore: EngineThread) -> None:
        self._chores = [*(one for one in self._chores if not one.join(0)), chore]
        chore.start()

    # --- building --------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setWindowTitle(TITLE)
        self.resize(WIDTH, HEIGHT)
        self.setMenuBar(self.menus)
        self.setStatusBar(self.status)
        sideways = QSplitter(Qt.Orientation.Horizontal)
        sideways.addWidget(self.tree_panel)
        sideways.addWidget(self.details)
        sideways.setSizes([WIDTH * 30 // 50, WIDTH * 20 // 50])
        work = QSplitter(Qt.Orientation.Vertical)
        work.addWidget(sideways)
        work.addWidget(self.services_panel)
        work.setSizes([HEIGHT * 7 // 10, HEIGHT * 3 // 10])
        for splitter in (sideways, work):
            splitter.setChildrenCollapsible(False)
        self._pages.addWidget(self.welcome)
        self._pages.addWidget(work)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(12, 10, 12, 4)
        layout.setSpacing(8)
        for widget in (self.form, self.complaint, self.question, self.banner):
            layout.addWidget(widget)
        layout.addWidget(self._pages, stretch=1)
        self.setCentralWidget(centre)

    def _connect_wishes(self) -> None:
        self.form.start_wished.connect(self.start_run)
        self.form.cancel_wished.connect(self.cancel)
        self.welcome.practice_wished.connect(lambda: self.start_practice(FIRST_SCENARIO))
        self.tree_panel.row_selected.connect(self._show_details)
        self.menus.start.triggered.connect(self.start_run)
        self.menus.cancel.triggered.connect(self.cancel)
        self.menus.ask_again.triggered.connect(self._ask_again)
        self.menus.copy_all.triggered.connect(self.services_panel.copy_list)
        self.menus.practice_wished.connect(lambda scenario: self.start_practice(scenario.name))
        self.menus.open.triggered.connect(self._choose_session)
        self.menus.paste.triggered.connect(self._paste)
        self.menus.save.triggered.connect(self._choose_target)
        self.menus.quit.triggered.connect(self.close)
        self.menus.about.triggered.connect(lambda: about_box(self).open())

    def _connect_engine(self) -> None:
        self._feed.arrived.connect(self._apply)
        self._feed.ended.connect(self._end)
        self._answers.asked.connect(self.question.ask)
        self._answers.withdrawn.connect(self.question.withdraw)
        self.question.answered.connect(self._answers.give)
        self.choices_read.connect(self._take_choices)
        self.complained.connect(self.complaint.show_text)
        self._engine.complain_to(self.complained.emit)

    # --- dialogs ---------------------------------------------------------------------------

    def _choose_session(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Open a session", "", READABLE)
        if name:
            self.open_session(Path(name))

    def _paste(self) -> None:
        dialog = PasteDialog(self)
        dialog.given.connect(self.read_text)
        dialog.open()

    def _choose_target(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Save the session", "", SESSIONS)
        if name:
            target = Path(name)
            self.save_session(target if target.suffix else target.with_suffix(".autodiscope"))

    def closeEvent(self, event: QCloseEvent) -> None:
        # The log has every line already; run_window waits a moment for a clean end.
        self._feed.cancel()
        event.accept()
