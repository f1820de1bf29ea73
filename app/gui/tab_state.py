"""How a tab stands, for its label and the window's title."""

from typing import assert_never

from msgspec import Struct

from app.domain.events import Outcome
from app.domain.session import Session
from app.gui.errands import Coming
from app.gui.plain_text import one_line
from app.gui.progress import Progress
from app.wording import Mark, again_name, summary
from app.wording.language import _

LONGEST_NAME = 100


class State(Struct, frozen=True, kw_only=True):
    """How a tab stands, for its label: never by the sign alone."""

    name: str
    word: str = ""
    mark: Mark | None = None


def state_of(
    coming: Coming, session: Session, *, is_scenario: bool, is_asking: bool, is_running: bool
) -> State:
    """Tell how a tab stands whose session has begun."""
    name, started = coming.name, session.started
    # Every scenario is about the same person: its own name says more.
    if started and not is_scenario:
        name = started.address
    if started and started.continues:
        name = again_name(name, started.continues)
    if is_asking:
        return State(name=name, word=_("asks you"), mark=Mark.WARNING)
    if is_running:
        word = _("reading") if coming.source else _("running")
        return State(name=name, word=word, mark=Mark.BUSY)
    return State(name=name, word=outcome_word(session.outcome), mark=summary(session).mark)


def title_parts(name: str, progress: Progress) -> tuple[str, ...]:
    """Give what the window's title says of a tab: its name, and how far its run is."""
    shown = one_line(name, LONGEST_NAME)
    if not progress.is_running or not progress.steps:
        return (shown,)
    text = _("step {step} of {steps}")
    return (shown, text.format(step=progress.step, steps=progress.steps))


def outcome_word(outcome: Outcome) -> str:
    """Say in a word what a session came to."""
    match outcome:
        case Outcome.FOUND:
            return _("found")
        case Outcome.SIGN_IN_NEEDED:
            return _("sign-in needed")
        case Outcome.NOT_FOUND:
            return _("nothing found")
        case Outcome.CANCELLED:
            return _("cancelled")
        case Outcome.INTERRUPTED:
            return _("interrupted")
        case _other:
            assert_never(_other)
