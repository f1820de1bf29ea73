"""What a tab's label says of its session."""

import pytest

from app.domain.events import Outcome
from app.gui.tab_state import outcome_word


@pytest.mark.parametrize(
    ("outcome", "word"),
    [
        (Outcome.FOUND, "found"),
        (Outcome.SIGN_IN_NEEDED, "sign-in needed"),
        (Outcome.NOT_FOUND, "nothing found"),
        (Outcome.CANCELLED, "cancelled"),
        (Outcome.INTERRUPTED, "interrupted"),
    ],
)
def test_every_outcome_is_told_in_a_word(outcome: Outcome, word: str) -> None:
    assert outcome_word(outcome) == word
