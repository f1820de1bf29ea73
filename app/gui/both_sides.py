"""Has the same address looked for from here and from outside, the two sessions side by side."""

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from app.domain.attempts import Search
from app.domain.binds import BindOutcome
from app.domain.failures import FailureKind
from app.domain.options import RunOptions
from app.domain.session import Session
from app.gui.answers import BackgroundAnswers
from app.gui.engine import Engine
from app.gui.errands import Errand
from app.gui.jobs import job_of
from app.gui.panels.fields import words
from app.wording.language import _

if TYPE_CHECKING:
    from app.gui.outside import OutsidePane


class BothSides(QObject):
    """Hands one errand to its tab and keeps the other.

    Signals:
        inside_wished(errand): run this one in the tab's own session.
        over: nothing is under way outside any more.
        changed: a question outside has come or gone.
        closed: the session outside is not wanted any more.
        save_wished: the session outside is to be kept in a file.
        again_wished(services): these services of it are to be tried again; None: all.
        help_wished(code): the page of help about this finding is to be shown.
        told(text): this is to be said to the user.
    """

    inside_wished = Signal(object)
    over = Signal()
    changed = Signal()
    closed = Signal()
    save_wished = Signal()
    again_wished = Signal(object)
    help_wished = Signal(str)
    told = Signal(str)

    def __init__(self, engine: Engine, place: QSplitter) -> None:
        """`engine` is for the run outside; `place` is where its session will be shown."""
        super().__init__(place)
        self.engine = engine
        self._place = place
        self._pane: OutsidePane | None = None
        self._waiting: Errand | None = None

    @property
    def pane(self) -> "OutsidePane":
        """The session outside, made when it is wanted first: most tabs never have one."""
        if self._pane is None:
            from app.gui.outside import OutsidePane

            self._pane = made = OutsidePane(self.engine)
            self._place.addWidget(made)
            made.ended.connect(self.over)
            made.closed.connect(self.closed)
            made.save_wished.connect(self.save_wished)
            made.view.again_wished.connect(self.again_wished)
            made.view.help_wished.connect(self.help_wished)
            made.view.told.connect(self.told)
            made.answers.asked.connect(self.changed)
            made.answers.withdrawn.connect(self.changed)
        return self._pane

    @property
    def is_running(self) -> bool:
        """Whether the run outside is under way, or waits for the one here."""
        return self._waiting is not None or (self._pane is not None and self._pane.is_running)

    @property
    def is_used(self) -> bool:
        """Whether something is under way or on show outside."""
        pane = self._pane
        is_shown = pane is not None and not pane.isHidden() and not pane.is_blank
        return self.is_running or is_shown

    @property
    def asks(self) -> bool:
        """Whether a question waits outside."""
        return self._pane is not None and not self._pane.question.isHidden()

    def has(self, widget: QWidget | None) -> bool:
        """Tell whether a widget belongs to the session outside."""
        if self._pane is None or widget is None:
            return False
        return self._pane.isAncestorOf(widget)

    def offer_again(self, *, is_possible: bool) -> None:
        """Let services of the session outside be tried again, where there are any."""
        if self._pane is not None:
            self._pane.view.offer_again(is_possible=is_possible)

    def note_inside_end(self, session: Session | None) -> None:
        """Begin outside, if that was to wait; `session` is None where nothing came of the inside.

        A sign-in that was refused here is not tried again there: it might lock the account out.
        """
        errand, self._waiting = self._waiting, None
        if errand is None:
            return
        if session is None or session.finished is None:
            self.pane.give_up(_("Not run: the run from here did not come to its end."))
        elif was_refused(session):
            anonymous = replace(errand.options, sign_in=False)
            self._start(replace(errand, options=anonymous, password=None))
            refused = _("Without signing in: the password was refused in the run from here.")
            self.pane.complaint.show_text(refused)
        else:
            self._start(errand)

    def cancel(self) -> None:
        """Stop what is under way outside, and begin nothing there."""
        if self._waiting is not None:
            self.note_inside_end(None)
        if self._pane is not None:
            self._pane.cancel()

    def stop(self, seconds: float) -> bool:
        """At the end of the tab: stop, and wait at most so long."""
        self._waiting = None
        return self._pane is None or self._pane.stop(seconds)

    def dismiss(self) -> None:
        """Take the session outside away, for one that stands alone."""
        if self._pane is not None:
            self._pane.hide()

    def begin(self, errand: Errand, resolvers: str) -> None:
        """Run on both sides: outside with these DNS servers; the person has agreed to them."""
        outside = replace(errand, options=_from_outside(errand, resolvers))
        place = _("From outside: not joined to a domain")
        if resolvers:
            place = _("From outside: not joined to a domain, and names come from {resolvers}")
        self.pane.announce(
            place.format(resolvers=resolvers), _("Looking for the settings from outside")
        )
        # Two runs at once would try a wrong password at twice as many servers.
        signs_in = errand.password is not None or errand.options.current_user
        if signs_in and not errand.scenario:
            self._waiting = outside
        else:
            self._start(outside)
        # What names the server outside names none here.
        own = () if not errand.scenario else errand.options.resolvers
        self.inside_wished.emit(replace(errand, options=replace(errand.options, resolvers=own)))

    def _start(self, errand: Errand) -> None:
        answers = BackgroundAnswers() if errand.in_background else self.pane.answers
        self.pane.start(job_of(self.engine, errand, answers))


def _from_outside(errand: Errand, resolvers: str) -> RunOptions:
    alone = replace(errand.options, directory="", site="")
    if errand.scenario:
        return replace(alone, joined="", resolvers=(), outside=True)
    return replace(alone, joined="no", resolvers=words(resolvers))


def was_refused(session: Session) -> bool:
    """Tell whether a server or a directory has turned the credentials down."""
    return any(
        (attempt.failure is not None and attempt.failure.kind is FailureKind.SIGN_IN_REFUSED)
        or (
            isinstance(attempt, Search)
            and any(one.outcome is BindOutcome.REFUSED for one in attempt.tries)
        )
        for _, attempt in session.attempts
    )


def here() -> str:
    """Name the side of the tab's own run."""
    return _("From here")
