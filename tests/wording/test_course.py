"""What a run would have cost a user of Outlook, in sentences."""

import pytest

from app.domain.connections import AddressOutcome, Dial
from app.domain.events import Outcome, Prompted, SettingsChosen, StepFinished
from app.domain.prompts import Prompt, PromptKind
from app.domain.rows import Row
from app.domain.session import Session
from app.domain.steps import Found, StepName
from app.domain.task import Mode
from app.wording import Mark, black_hole_text, course_lines, describe, interim
from app.wording.course import overtaken_text
from tests.support import played_runs
from tests.support.slow_runs import (
    FOUND,
    HOST,
    NOTHING,
    ROOT,
    Clocked,
    black_hole,
    black_holed_root,
    connected,
    tried,
)

FOUND_AT_3 = "Outlook would have found its settings at step 3 (HTTPS at the autodiscover host)"


@pytest.mark.parametrize(
    ("waits_ms", "text"),
    [
        ((20_000.0,), f"443 of {ROOT} never answers: Outlook waits 20.0 s"),
        (
            (20_001.0, 20_001.0),
            f"443 of {ROOT} never answers: Outlook waits 40.0 s (2 addresses, 20 s each)",
        ),
        (
            (1_000.0,),
            f"443 of {ROOT} did not answer in 1.0 s: if it never does, Outlook waits 20.0 s",
        ),
    ],
)
def test_a_black_hole_is_called_so_only_after_outlooks_own_limit(
    waits_ms: tuple[float, ...], text: str
) -> None:
    dial = black_hole(*waits_ms)

    assert black_hole_text(dial) == text
    line = describe(Row(number=1, parent=0, event=1, subject=dial, started_ms=0.0, ended_ms=0.0))
    assert (line.verdict, line.mark) == (text, Mark.BAD)


def test_the_attempt_says_it_too() -> None:
    session = black_holed_root(20_000.0)

    line = describe(session.attempts[0][0], over=True)

    assert line.verdict == f"443 of {ROOT} never answers: Outlook waits 20.0 s"


@pytest.mark.parametrize(
    ("dial", "text"),
    [
        (connected(ROOT), ""),
        (black_hole(20_000.0), ""),
        (
            connected(ROOT, tried(270.0, AddressOutcome.ABANDONED)),
            "Outlook waits up to 20.0 s for each address before it",
        ),
        (
            connected(ROOT, tried(1_000.0)),
            "Outlook, which tries one after the other, waits 20.0 s",
        ),
    ],
)
def test_a_connection_that_is_slower_with_outlook_says_so(dial: Dial, text: str) -> None:
    assert overtaken_text(dial) == text


@pytest.mark.parametrize(
    ("before", "mark"),
    [
        (tried(270.0, AddressOutcome.ABANDONED), Mark.INFORMATION),
        (tried(1_000.0), Mark.WARNING),
    ],
)
def test_only_an_address_that_did_not_answer_is_a_warning(before: object, mark: Mark) -> None:
    dial = connected(ROOT, before)  # type: ignore[arg-type]
    line = describe(Row(number=1, parent=0, event=1, subject=dial, started_ms=0.0, ended_ms=0.0))

    assert line.mark is mark


def test_a_run_with_a_black_hole_tells_the_step_the_seconds_and_the_host() -> None:
    assert course_lines(black_holed_root(20_000.0)) == (
        FOUND_AT_3 + " after 20.5 s.",
        f"443 of {ROOT} never answers: Outlook waits 20.0 s.",
    )


def test_a_survey_always_tells_where_outlook_would_have_found_them() -> None:
    run = Clocked(Mode.SURVEY)
    with run.step(StepName.HTTPS_AUTODISCOVER, FOUND) as place:
        run.answer(place, HOST, 910.0)

    assert course_lines(run.finish(StepName.HTTPS_AUTODISCOVER)) == (FOUND_AT_3 + " after 1.0 s.",)


def test_a_survey_that_finds_nothing_tells_when_outlook_gives_up() -> None:
    run = Clocked(Mode.SURVEY)
    with run.step(StepName.HTTPS_ROOT) as place:
        run.fail(run.ask(place, black_hole(20_000.0, 20_000.0)))

    assert course_lines(run.finish())[0] == "Outlook would have given up after 40.0 s."


def test_a_later_round_is_named_and_an_overtaken_address_makes_it_at_least() -> None:
    run = Clocked(Mode.SURVEY)
    run.round(2)
    with run.step(StepName.HTTPS_ROOT, FOUND) as place:
        overtaken = tried(1_930.0, AddressOutcome.ABANDONED)
        run.fail(run.ask(place, connected(ROOT, overtaken), scheme="http"))

    (line,) = course_lines(run.finish(StepName.HTTPS_ROOT))

    assert "at step 2 of round 2 (" in line
    assert line.endswith("after at least 2.0 s.")


def test_questions_are_said_not_to_count() -> None:
    run = Clocked(Mode.SURVEY)
    kind = PromptKind.REDIRECT_CONSENT
    prompt = Prompt(kind=kind, step=StepName.SCP, address="", url="", host="", port=0)
    with run.step(StepName.HTTPS_ROOT) as place:
        place(Prompted(prompt=prompt))
        run.fail(run.ask(place, black_hole(20_000.0)))

    assert "not counting what the user takes to answer" in course_lines(run.finish())[0]


@pytest.mark.parametrize(
    "session",
    [
        Session(),
        played_runs.session_of(played_runs.found()),
        played_runs.session_of(played_runs.not_found()),
        Clocked(Mode.SURVEY).finish(outcome=Outcome.CANCELLED),
        Clocked(Mode.SURVEY).finish(),
    ],
)
def test_nothing_is_told_where_outlook_takes_no_longer(session: Session) -> None:
    assert course_lines(session) == ()


def test_while_a_survey_goes_on_its_first_answer_and_what_is_before_it_are_told() -> None:
    run = Clocked(Mode.SURVEY)
    root, host = run.begin(StepName.HTTPS_ROOT), run.begin(StepName.HTTPS_AUTODISCOVER)
    assert interim(run.session) == ""

    host(StepFinished(result=FOUND))

    assert interim(run.session) == (
        f"Settings found at {FOUND.url}; still awaited, and first with Outlook:"
        " HTTPS at the root domain"
    )
    root(StepFinished(result=NOTHING))
    assert interim(run.session) == f"Settings found at {FOUND.url}"
    host(SettingsChosen(url="", settings=FOUND.settings))
    assert interim(run.session) == ""


def test_only_a_survey_has_an_interim_answer() -> None:
    run = Clocked()
    run.begin(StepName.HTTPS_AUTODISCOVER)(StepFinished(result=FOUND))

    assert interim(run.session) == ""


def test_settings_of_an_earlier_step_come_before_those_that_were_there_first() -> None:
    run = Clocked(Mode.SURVEY)
    root, host = run.begin(StepName.HTTPS_ROOT), run.begin(StepName.HTTPS_AUTODISCOVER)
    host(StepFinished(result=FOUND))
    root(StepFinished(result=Found(url="https://first/", settings=FOUND.settings)))

    assert interim(run.session) == "Settings found at https://first/"
