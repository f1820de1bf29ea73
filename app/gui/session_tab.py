"""One tab: a session with what it is made by, a run or a file, and the one outside beside it."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.events import Recorded, Source
from app.gui.answers import BackgroundAnswers, WindowAnswers
from app.gui.arrangement import fill_column, pages, side_by_side
from app.gui.both_sides import BothSides, here
from app.gui.engine import Engine
from app.gui.engine_thread import Job
from app.gui.errands import Coming, Errand
from app.gui.feed import Feed
from app.gui.jobs import job_of
from app.gui.late_view import LateView
from app.gui.models.waiting import position
from app.gui.panels.complaint import Complaint
from app.gui.panels.question import QuestionPanel
from app.gui.panels.welcome import Welcome
from app.gui.progress import Progress
from app.gui.tab_state import State, state_of, title_parts
from app.sessionlog import data_folder
from app.sessionlog.lock import Shown
from app.wording.language import _

if TYPE_CHECKING:
    from app.gui.models.session_tree import SessionTree
    from app.gui.panels.session_view import SessionView
    from app.gui.panels.tree_section import TreeSection


class SessionTab(QWidget):
    """At most one session, and at most one outside beside it.

    Signals:
        viewed: there is a view from now on.
        changed: state or progress is another.
        began: the session has something to show.
        ended(complaint): nothing came, and the tab is blank again; or all is there.
        practice_wished: the button of the empty tab was pressed.
        note_wished(path, text): a note is to be written to the log.
        outside_save_wished: the session outside is to be kept in a file.
        again_wished(services, is_outside): these services are to be tried again; None: all.
        help_wished(code): the page of help about this finding is to be shown.
        told(text): this is to be said to the user.
    """

    viewed = Signal()
    help_wished = Signal(str)
    told = Signal(str)
    changed = Signal()
    began = Signal()
    ended = Signal(str)
    practice_wished = Signal()
    note_wished = Signal(object, str)
    outside_save_wished = Signal()
    again_wished = Signal(object, bool)

    def __init__(
        self, engine: Engine, outside: Engine, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Each of the two engines is for this tab alone, since it knows its own newest log."""
        super().__init__()
        self.engine = engine
        self.errand: Errand | None = None
        """What was run, where it was a run."""
        self.source: Path | None = None
        """The file that was read, where it was one."""
        self.progress = Progress()
        self._clock = clock
        self._lesson = ""
        self._feed = Feed(self)
        self._answers = WindowAnswers(self)
        self._coming: Coming | None = None
        self._is_first_batch = False
        self._shown: Shown | None = None
        self.complaint = Complaint()
        self.question = QuestionPanel()
        self.welcome = Welcome()
        place = side_by_side()
        self._late = LateView(place)
        self.both = BothSides(outside, place)
        self._pages = pages(self.welcome, place)
        fill_column(self, (self.complaint, self.question), self._pages)
        self._connect()

    # --- what shows the session ------------------------------------------------------------

    @property
    def view(self) -> "SessionView":
        """What shows the session."""
        return self._late.view

    @property
    def tree(self) -> "SessionTree":
        """The session, as a tree."""
        return self.view.tree

    def prepare(self) -> None:
        """Make half of the view before it is wanted."""
        self._late.prepare()

    # --- what can be done ------------------------------------------------------------------

    def run(self, errand: Errand, lesson: str, place: str = "") -> None:
        """Run; `place` says from where, where another session is beside it."""
        self.errand = errand
        answers = BackgroundAnswers() if errand.in_background else self._answers
        coming = Coming(headline=errand.headline, name=errand.name, lesson=lesson, place=place)
        self.begin(job_of(self.engine, errand, answers), coming)

    def run_both(self, errand: Errand, lesson: str, resolvers: str) -> None:
        """Run from here and from outside."""
        self._lesson = lesson
        self.both.begin(errand, resolvers)

    def begin(self, job: Job, coming: Coming) -> None:
        """Begin a session in this tab, in the place of what was there."""
        if self._feed.is_running:
            return
        if not coming.place:
            self.both.dismiss()
        self._coming, self.source = coming, coming.source
        self._is_first_batch = True
        self._stop_keeping()
        self.complaint.show_text("")
        self.view.start_anew(coming.headline, coming.lesson)
        self.view.place.show_text(coming.place)
        self.view.parts.show_narrow(is_narrow=bool(coming.place))
        self._pages.setCurrentIndex(1)
        self._feed.start(job, is_live=coming.source is None)
        self._note(text=f"{coming.headline} …")

    def name_scenario(self, title: str, lesson: str) -> None:
        """Call the scenario on show by what is known of it now."""
        if self.errand is None or self._coming is None:
            return
        self.errand = replace(self.errand, scenario_title=title)
        self._coming = replace(self._coming, name=self.errand.name, lesson=lesson)
        self.view.banner.show_lesson(lesson)
        self.changed.emit()

    def tell(self, text: str) -> None:
        """Say what is going on, until there is more to say."""
        self._note(text=text)

    def cancel(self) -> None:
        """Stop what is under way."""
        if self.is_running:
            self._feed.cancel()
            self.both.cancel()
            self._note(text=_("Stopping …"), wait=None)

    def stop(self, seconds: float) -> bool:
        """At the end of the tab: stop everything, and wait at most so long for it."""
        self._stop_keeping()
        feeds = (self._feed.stop(seconds), self.both.stop(seconds))
        return all(feeds)

    # --- how it stands ---------------------------------------------------------------------

    @property
    def is_running(self) -> bool:
        """Whether something is under way, here or outside."""
        return self._feed.is_running or self.both.is_running

    @property
    def is_blank(self) -> bool:
        """Whether nothing is here, and nothing is awaited."""
        return self._coming is None and not self.both.is_used

    @property
    def log(self) -> Path | None:
        """The file that holds the session; None where none could be written."""
        return self.source or self.engine.newest_log()

    @property
    def practised(self) -> Errand | None:
        """The scenario on show, where it is one."""
        return self.errand if self.errand and self.errand.scenario else None

    @property
    def state(self) -> State:
        """What the tab's label says."""
        if self._coming is None:
            return State(name=_("New"))
        is_asking = not self.question.isHidden() or self.both.asks
        return state_of(
            self._coming,
            self.tree.session,
            is_scenario=self.practised is not None,
            is_asking=is_asking,
            is_running=self.is_running,
        )

    @property
    def knows_giver(self) -> bool:
        """Whether it is sure that the host which gave the settings may have credentials."""
        return self.errand is not None and self.errand.knows_giver

    @property
    def is_outside_in_use(self) -> bool:
        """Whether the user works in the session from outside."""
        return self.both.has(QApplication.focusWidget())

    @property
    def view_in_use(self) -> "SessionView":
        """The session that the user works in: of two that with the keyboard."""
        return self.both.pane.view if self.is_outside_in_use else self.view

    @property
    def title(self) -> tuple[str, ...]:
        """What the window's title says of the tab, part by part."""
        return () if self.is_blank else title_parts(self.state.name, self.progress)

    def section_in_use(self) -> "TreeSection":
        """Give the tree that the user works in: of two sessions that with the keyboard."""
        return self.view_in_use.tree_section

    # --- a session from its beginning to its end -------------------------------------------

    def _apply(self, records: Sequence[Recorded]) -> None:
        is_first, self._is_first_batch = self._is_first_batch, False
        self.view.apply(records)
        step, steps = position(self.tree.session)
        self._note(
            wait=self.view.newest_wait(),
            now_ms=self.tree.session.last_ms,
            told_at=self._clock(),
            step=step,
            steps=steps,
        )
        if is_first:
            self.began.emit()

    def _end(self, complaint: str) -> None:
        if self._is_first_batch:
            self.both.note_inside_end(None)
            self._end_without(complaint)
            return
        self.complaint.show_text(complaint)
        self.view.end()
        self._keep()
        self.both.note_inside_end(self.tree.session)
        self._note(text=self.view.time_text())
        self.ended.emit("")

    def _end_without(self, complaint: str) -> None:
        if self.both.is_used:
            # The session outside goes on, or is on show: the tab stays for it.
            self.complaint.show_text(complaint)
            self.view.banner.hide()
            self._note(text=_("The run from here brought nothing"))
            self.ended.emit("")
            return
        self._coming = None
        self.errand = None
        self.both.dismiss()
        self._pages.setCurrentIndex(0)
        self._note(text=Progress().text)
        self.ended.emit(complaint)

    def _keep(self) -> None:
        """Let a note be written to the log on show, and the limits spare it."""
        log, session = self.log, self.tree.session
        is_ours = session.started is not None and session.started.source is Source.THIS_PROGRAM
        self.view.results.note.show_note(log if is_ours else None, session.note)
        if log is not None and log.parent == data_folder():
            self._shown = Shown(log)

    def _stop_keeping(self) -> None:
        if view := self._late.there:
            view.results.note.show_note(None, "")
        if self._shown is not None:
            self._shown.end()
            self._shown = None

    def _note(self, **changes: object) -> None:
        self.progress = replace(self.progress, **changes, is_running=self.is_running)
        if view := self._late.there:
            view.offer_again(is_possible=not self.is_running)
        self.both.offer_again(is_possible=not self.is_running)
        self.changed.emit()

    def _give_way(self, is_asked: bool) -> None:  # noqa: FBT001 - a signal sends it
        if view := self._late.there:
            view.give_way(is_asked)

    def _note_outside(self) -> None:
        self._note()

    def _stand_alone(self) -> None:
        self.view.place.show_text("")
        self.view.parts.show_narrow(is_narrow=False)

    def _connect(self) -> None:
        late = self._late
        late.made.connect(self.viewed)
        late.again_wished.connect(lambda found: self.again_wished.emit(found, False))
        late.help_wished.connect(self.help_wished)
        late.told.connect(self.told)
        late.note_wished.connect(self.note_wished)
        self._feed.arrived.connect(self._apply)
        self._feed.ended.connect(self._end)
        self._answers.asked.connect(self.question.ask)
        self._answers.withdrawn.connect(self.question.withdraw)
        for signal in (self._answers.asked, self._answers.withdrawn):
            signal.connect(self._note_outside)
        self.question.answered.connect(self._answers.give)
        self.question.shown.connect(self._give_way)
        self.welcome.practice_wished.connect(self.practice_wished)
        self.both.again_wished.connect(lambda found: self.again_wished.emit(found, True))
        self.both.help_wished.connect(self.help_wished)
        self.both.told.connect(self.told)
        self.both.over.connect(self._note_outside)
        self.both.changed.connect(self._note_outside)
        self.both.closed.connect(self._stand_alone)
        self.both.save_wished.connect(self.outside_save_wished)
        self.both.inside_wished.connect(lambda errand: self.run(errand, self._lesson, here()))
