"""Has the same address looked for from here and from outside, the two sessions side by side."""

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from app.domain.attempts import Search
from app.domain.binds import BindOutcome
from app.domain.failures import FailureKind
from app.domain.options import RunOptions
from app.domain.session import Session
from app.gui.answers import BackgroundAnswers
from app.gui.engine import Engine
from app.gui.errands import Errand
from app.gui.jobs import job_of
from app.gui.outside import OutsidePane
from app.gui.panels.fields import words
from app.gui.panels.resolver import ResolverPanel

HERE = "From here"
HEADLINE = "Looking for the settings from outside"


class BothSides(QObject):
    """Asks for leave, then hands one errand to the window and keeps the other.

    Signals:
        inside_wished(errand): run this one in the window's own session.
        over: nothing is under way outside any more.
    """

    inside_wished = Signal(object)
    over = Signal()

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.panel = ResolverPanel()
        self.pane = OutsidePane(engine.another())
        self._asked: Errand | None = None
        self._waiting: Errand | None = None
        self.panel.agreed.connect(self._begin)
        self.pane.ended.connect(self.over)

    @property
    def is_running(self) -> bool:
        """Whether the run outside is under way, or waits for the one here."""
        return self._waiting is not None or self.pane.is_running

    def ask(self, errand: Errand) -> None:
        """Show what would be asked outside; nothing is, before the person agrees."""
        self._asked = errand
        if errand.scenario:
            self.panel.ask_for_practice()
        else:
            self.panel.ask(" ".join(errand.options.resolvers))

    def note_inside_end(self, session: Session | None) -> None:
        """Begin outside, if that was to wait; `session` is None where nothing came of the inside.

        A sign-in that was refused here is not tried again there: it might lock the account out.
        """
        errand, self._waiting = self._waiting, None
        if errand is None:
            return
        if session is None or session.finished is None:
            self.pane.give_up("Not run: the run from here did not come to its end.")
        elif _was_refused(session):
            anonymous = replace(errand.options, sign_in=False)
            self._start(replace(errand, options=anonymous, password=None))
            refused = "Without signing in: the password was refused in the run from here."
            self.pane.complaint.show_text(refused)
        else:
            self._start(errand)

    def cancel(self) -> None:
        """Stop what is under way outside, and begin nothing there."""
        if self._waiting is not None:
            self.note_inside_end(None)
        self.pane.cancel()

    def dismiss(self) -> None:
        """Take question and pane away, for a session that stands alone."""
        self.panel.hide()
        self.pane.hide()

    def _begin(self, resolvers: str) -> None:
        errand, self._asked = self._asked, None
        if errand is None:
            return
        outside = replace(errand, options=_from_outside(errand, resolvers))
        named = f", and names come from {resolvers}" if resolvers else ""
        self.pane.announce(f"From outside: not joined to a domain{named}", HEADLINE)
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
        self.pane.start(job_of(self.pane.engine, errand, answers))


def _from_outside(errand: Errand, resolvers: str) -> RunOptions:
    alone = replace(errand.options, directory="", site="")
    if errand.scenario:
        return replace(alone, joined="", resolvers=(), outside=True)
    return replace(alone, joined="no", resolvers=words(resolvers))


def _was_refused(session: Session) -> bool:
    return any(
        (attempt.failure is not None and attempt.failure.kind is FailureKind.SIGN_IN_REFUSED)
        or (
            isinstance(attempt, Search)
            and any(one.outcome is BindOutcome.REFUSED for one in attempt.tries)
        )
        for _, attempt in session.attempts
    )
