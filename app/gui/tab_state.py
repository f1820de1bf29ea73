"""How a tab stands, for its label and the window's title."""

from typing import assert_never

from msgspec import Struct

from app.domain.events import Outcome
from app.wording import Mark
from app.wording.language import _


class State(Struct, frozen=True, kw_only=True):
    """How a tab stands, for its label: never by the sign alone."""

    name: str
    word: str = ""
    mark: Mark | None = None


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
