"""What a tab's label says of its session."""

from pathlib import Path

import pytest

from app.domain.events import Outcome
from app.domain.session import Session
from app.gui.errands import Coming
from app.gui.progress import Progress
from app.gui.tab_state import State, outcome_word, state_of, title_parts
from app.wording import Mark
from tests.gui.recordings import found

ADDRESS = "ann@contoso.example"


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


def session(count: int) -> Session:
    made = Session()
    for recorded in found()[:count]:
        made.apply(recorded)
    return made


@pytest.mark.parametrize(
    ("count", "is_scenario", "is_asking", "is_running", "state"),
    [
        (0, False, False, True, State(name="Named", word="running", mark=Mark.BUSY)),
        (1, False, False, True, State(name=ADDRESS, word="running", mark=Mark.BUSY)),
        (1, True, False, True, State(name="Named", word="running", mark=Mark.BUSY)),
        (1, False, True, True, State(name=ADDRESS, word="asks you", mark=Mark.WARNING)),
        (1_000, False, False, False, State(name=ADDRESS, word="found", mark=Mark.GOOD)),
    ],
)
def test_a_label_tells_what_it_is_about_and_how_it_stands(
    count: int, is_scenario: bool, is_asking: bool, is_running: bool, state: State
) -> None:
    told = state_of(
        Coming(headline="", name="Named"),
        session(count),
        is_scenario=is_scenario,
        is_asking=is_asking,
        is_running=is_running,
    )

    assert told == state


def test_a_file_is_read_and_not_run() -> None:
    coming = Coming(headline="", name="Named", source=Path("some.autodiscope"))

    told = state_of(coming, session(0), is_scenario=False, is_asking=False, is_running=True)

    assert told.word == "reading"


@pytest.mark.parametrize(
    ("progress", "parts"),
    [
        (Progress(), ("A name",)),
        (Progress(is_running=True), ("A name",)),
        (Progress(is_running=True, step=2, steps=6), ("A name", "step 2 of 6")),
        (Progress(step=2, steps=6), ("A name",)),
    ],
)
def test_a_title_tells_the_step_that_is_under_way(
    progress: Progress, parts: tuple[str, ...]
) -> None:
    assert title_parts("A\nname", progress) == parts
