"""The main window: joins form, tree, details and services with the engine."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from app.domain.address import WrongAddressError
from app.domain.events import Recorded
from app.domain.options import RunOptions
from app.domain.secret import Secret
from app.gui import jobs
from app.gui.answers import BackgroundAnswers, WindowAnswers
from app.gui.arrangement import column, pages
from app.gui.both_sides import HERE, BothSides
from app.gui.chores import Chores
from app.gui.compare_window import CompareWindow
from app.gui.engine import Engine
from app.gui.engine_thread import Job
from app.gui.errands import Coming, Errand, as_survey, errand_of
from app.gui.feed import Feed
from app.gui.files import ask_for_export, ask_for_session, ask_for_target
from app.gui.jobs import Choices
from app.gui.menus import Menus, connect_view
from app.gui.panels.about import about_box
from app.gui.panels.banner import lesson_text
from app.gui.panels.complaint import Complaint
from app.gui.panels.form import RunForm
from app.gui.panels.paste import PasteDialog
from app.gui.panels.question import QuestionPanel
from app.gui.panels.session_view import SessionView
from app.gui.panels.status import StatusLine
from app.gui.panels.tree_section import TreeSection
from app.gui.panels.welcome import Welcome
from app.gui.tools import Tools

TITLE = "Autodiscope"
WIDTH, HEIGHT = 1180, 760
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
        self._chores = Chores()
        self._comparison: CompareWindow | None = None
        self._choices = Choices(profiles=(), scenarios=())
        self._is_first_batch = False
        self._source: Path | None = None
        self._coming = Coming(headline="")
        self.view = SessionView()
        self.tree, self.services = self.view.tree, self.view.services
        self.banner, self.details = self.view.banner, self.view.details
        self.tree_panel, self.services_panel = self.view.tree_panel, self.view.services_panel
        self.both = BothSides(engine)
        self._practised: Errand | None = None
        self.menus = Menus()
        self.form = RunForm()
        self.complaint = Complaint()
        self.question = QuestionPanel()
        self.welcome = Welcome()
        self.status = StatusLine()
        self._pages = pages(self.welcome, (self.view, self.both.pane))
        self.tools = Tools(self, engine, lambda: self.form.wish().options)
        self._lay_out()
        self._connect_wishes()
        connect_view(self.menus, self._section_in_use)
        self._connect_engine()
        self._show_running()
        # After the first painting: what the engine needs takes its time to import.
        QTimer.singleShot(0, self._ask_for_choices)

    # --- what can be done ------------------------------------------------------------------

    def start_run(self) -> None:
        """Run with what the form holds, or say what is wrong with it."""
        if errand := self._errand(may_be_practice=False):
            self._run(errand)

    def start_survey(self) -> None:
        """Ask every step at once and sign in nowhere; nobody is asked anything."""
        if errand := self._errand(may_be_practice=True):
            self._run(as_survey(errand))

    def ask_for_both(self) -> None:
        """Offer the run from here beside the one from outside."""
        if not self._is_running and (errand := self._errand(may_be_practice=True)):
            self.both.ask(errand)

    def start_practice(
        self, name: str, overrides: RunOptions | None = None, password: Secret | None = None
    ) -> None:
        """Run on the practice organisation; without overrides, with those of the form."""
        given = self.form.practice_overrides() if overrides is None else overrides
        self._practised = Errand(options=given, password=password, scenario=name)
        self._run(self._practised)

    def open_session(self, path: Path) -> None:
        """Show a session log."""
        self._practised = None
        coming = Coming(headline=f"Reading {path.name}", source=path)
        self._begin(jobs.read_log(self._engine, path), coming)

    def read_text(self, text: str) -> None:
        """Show another program's log that was pasted."""
        self._practised = None
        self._begin(jobs.read_text(self._engine, text), Coming(headline="Reading the log"))

    def save_session(self, target: Path, *, outside: bool = False) -> None:
        """Copy the session's log; that of the run from outside where that is wished."""
        own = self._source or self._engine.newest_log()
        source = self.both.pane.engine.newest_log() if outside else own
        if source is None:
            self.complaint.show_text("There is no session log to save: none could be written.")
            return
        job = jobs.copy_log(source, target)
        self._chores.begin(job, lambda complaint: self._note_saved(complaint, target))

    def export_session(self, target: Path, form: str, *, masked: bool) -> None:
        """Write the session on show in another form."""
        source = self._source or self._engine.newest_log()
        if source is None:
            self.complaint.show_text("There is no session log to export: none could be written.")
            return
        job = jobs.export_log(self._engine, source, target, form, masked=masked)
        self._chores.begin(job, lambda complaint: self._note_saved(complaint, target))

    def cancel(self) -> None:
        """Stop what is under way."""
        if self._is_running:
            self.status.begin("Stopping …")
            self._feed.cancel()
            self.both.cancel()

    def stop(self, seconds: float) -> bool:
        """At the end of the program: stop everything, and wait at most so long for it."""
        feeds = (self._feed.stop(seconds), self.both.pane.stop(seconds))
        return all((*feeds, self._chores.join(seconds), self.tools.stop(seconds)))

    # --- a session from its beginning to its end -------------------------------------------

    @property
    def _is_running(self) -> bool:
        return self._feed.is_running or self.both.is_running

    def _errand(self, *, may_be_practice: bool = False) -> Errand | None:
        """Give what the form wishes; without an address perhaps the scenario on show once more."""
        wish = self.form.wish()
        if may_be_practice and self._practised and not wish.options.address:
            return self._practised
        try:
            errand = errand_of(wish)
        except WrongAddressError as error:
            self.complaint.show_text(str(error))
            self.form.address.setFocus()
            return None
        self._practised = None
        return errand

    def _run(self, errand: Errand, place: str = "") -> None:
        """Run in the window's own session; `place` where another one is beside it."""
        answers = BackgroundAnswers() if errand.in_background else self._answers
        scenario = self._choices.scenario(errand.scenario)
        lesson = lesson_text(scenario, errand.options) if errand.scenario else ""
        coming = Coming(headline=errand.headline, lesson=lesson, place=place)
        self._begin(jobs.job_of(self._engine, errand, answers), coming)

    def _begin(self, job: Job, coming: Coming) -> None:
        if self._feed.is_running:
            return
        if not coming.place:
            if self.both.is_running:
                return
            self.both.dismiss()
        # The session on show stays until the next one has something to show.
        self._is_first_batch = True
        self._coming = coming
        self.complaint.show_text("")
        self.status.begin(f"{coming.headline} …")
        self._feed.start(job)
        self._show_running()

    def _apply(self, records: Sequence[Recorded]) -> None:
        if self._is_first_batch:
            self._is_first_batch = False
            self._clear()
        self.view.apply(records)
        self.status.show_wait(self.view.newest_wait(), self.tree.session.last_ms)

    def _clear(self) -> None:
        coming = self._coming
        self._source = coming.source
        self.form.fold()
        self.view.start_anew(coming.headline, coming.lesson)
        self.view.place.show_text(coming.place)
        self.view.show_narrow(is_narrow=bool(coming.place))
        self._pages.setCurrentIndex(1)

    def _end(self, complaint: str) -> None:
        self.complaint.show_text(complaint)
        if self._is_first_batch:
            # Nothing came: what was on show before is still there.
            self.status.end("Ready")
            self.both.note_inside_end(None)
            self._show_running()
            return
        self.view.end()
        session = self.tree.session
        self.status.end(self.view.time_text())
        self.setWindowTitle(f"{session.started.address} — {TITLE}" if session.started else TITLE)
        self.both.note_inside_end(session)
        self._show_running()

    def _show_running(self) -> None:
        is_running = self._is_running
        self.form.show_running(is_running=is_running)
        self.menus.show_running(is_running=is_running)
        self.welcome.button.setEnabled(not is_running)
        for action in (self.menus.save, self.menus.export, self.menus.export_masked):
            action.setEnabled(self.tree.session.row_count > 0)

    # --- chores beside the session ---------------------------------------------------------

    def _ask_for_choices(self) -> None:
        self._chores.begin(jobs.list_choices(self._engine, self.choices_read.emit))

    def _take_choices(self, choices: Choices) -> None:
        self._choices = choices
        self.form.offer_profiles(choices.profiles)
        self.menus.offer_scenarios(choices.scenarios)
        self._show_running()

    def _ask_again(self) -> None:
        self._chores.begin(jobs.forget_allowed_sites(self._engine))
        self.status.end("Redirects are asked about again")

    def _note_saved(self, complaint: str, target: Path) -> None:
        self.complaint.show_text(complaint)
        if not complaint and not self._feed.is_running:
            self.status.end(f"Saved as {target}")

    def _section_in_use(self) -> TreeSection:
        """Give the tree that the user works in: of two sessions that with the keyboard."""
        focus = QApplication.focusWidget()
        is_outside = focus is not None and self.both.pane.isAncestorOf(focus)
        return (self.both.pane.view if is_outside else self.view).tree_section

    def _stand_alone(self) -> None:
        self.view.place.show_text("")
        self.view.show_narrow(is_narrow=False)

    # --- building --------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setWindowTitle(TITLE)
        self.resize(WIDTH, HEIGHT)
        self.setMenuBar(self.menus)
        self.setStatusBar(self.status)
        above = (self.form, self.complaint, self.both.panel, self.question)
        self.setCentralWidget(column(above, self._pages))

    def _connect_wishes(self) -> None:
        self.form.start_wished.connect(self.start_run)
        self.form.cancel_wished.connect(self.cancel)
        self.welcome.practice_wished.connect(lambda: self.start_practice(FIRST_SCENARIO))
        self.form.both_wished.connect(self.ask_for_both)
        self.form.survey_wished.connect(self.start_survey)
        self.menus.both.triggered.connect(self.ask_for_both)
        self.menus.survey.triggered.connect(self.start_survey)
        self.both.inside_wished.connect(lambda errand: self._run(errand, HERE))
        self.both.over.connect(self._show_running)
        self.both.pane.closed.connect(self._stand_alone)
        self.both.pane.save_wished.connect(lambda: self._choose_target(outside=True))
        self.menus.start.triggered.connect(self.start_run)
        self.menus.cancel.triggered.connect(self.cancel)
        self.menus.ask_again.triggered.connect(self._ask_again)
        self.menus.copy_all.triggered.connect(self.services_panel.copy_list)
        self.menus.practice_wished.connect(lambda scenario: self.start_practice(scenario.name))
        self.menus.open.triggered.connect(self._choose_session)
        self.menus.compare.triggered.connect(self._compare)
        self.menus.paste.triggered.connect(self._paste)
        self.menus.save.triggered.connect(self._save_own)
        self.menus.export.triggered.connect(lambda: self._choose_export(masked=False))
        self.menus.export_masked.triggered.connect(lambda: self._choose_export(masked=True))
        self.menus.quit.triggered.connect(self.close)
        self.menus.certificate.triggered.connect(self.tools.open_certificate)
        self.menus.plan.triggered.connect(lambda: self.tools.open_plan(self.tree.session))
        self.menus.about.triggered.connect(lambda: about_box(self).open())

    def _connect_engine(self) -> None:
        self._feed.arrived.connect(self._apply)
        self._feed.ended.connect(self._end)
        self._answers.asked.connect(self.question.ask)
        self._answers.withdrawn.connect(self.question.withdraw)
        self.question.answered.connect(self._answers.give)
        self.choices_read.connect(self._take_choices)
        self.complained.connect(self.complaint.show_text)
        for engine in (self._engine, self.both.pane.engine):
            engine.complain_to(self.complained.emit)

    # --- dialogs ---------------------------------------------------------------------------

    def _choose_session(self) -> None:
        if file := ask_for_session(self):
            self.open_session(file)

    def _compare(self) -> None:
        if self._comparison is None:
            self._comparison = CompareWindow(self._engine, self._chores, self)
        shown = self._source or self._engine.newest_log()
        if shown is not None:
            self._comparison.second.text.setText(str(shown))
        self._comparison.show()
        self._comparison.activateWindow()

    def _paste(self) -> None:
        dialog = PasteDialog(self)
        dialog.given.connect(self.read_text)
        dialog.open()

    def _save_own(self) -> None:
        # Without what the signal sends.
        self._choose_target()

    def _choose_target(self, *, outside: bool = False) -> None:
        if target := ask_for_target(self):
            self.save_session(target, outside=outside)

    def _choose_export(self, *, masked: bool) -> None:
        if chosen := ask_for_export(self):
            self.export_session(*chosen, masked=masked)

    def closeEvent(self, event: QCloseEvent) -> None:
        # The log has every line already; run_window waits a moment for a clean end.
        self._feed.cancel()
        self.both.cancel()
        event.accept()
