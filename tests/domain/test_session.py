"""Events folded into a tree of rows."""

import pytest

from app.domain.events import (
    Answered,
    AttemptFinished,
    AttemptStarted,
    Event,
    NameResolved,
    Outcome,
    Prompted,
    RedirectFollowed,
    RequestSent,
    ResponseReceived,
    RunFinished,
    StepFinished,
    StepStarted,
)
from app.domain.notes import NoteCode, Noted
from app.domain.prompts import Answer, Prompt, PromptKind
from app.domain.rows import PromptState, Touched
from app.domain.steps import Nothing, StepName, Why
from tests.domain.told import QUESTION, REQUEST, RESOLVED, RESPONSE, URL, Told
from tests.support import played_runs


def test_each_event_tells_which_rows_it_touched(told: Told) -> None:
    attempt = told.step.in_new_attempt()

    told.tell(attempt, AttemptStarted(question=QUESTION), AttemptFinished())

    assert told.touched[-2:] == [Touched(added=(4,)), Touched(changed=(4,))]


def test_a_prompt_is_one_row_with_its_answer(told: Told) -> None:
    prompt = Prompt(
        kind=PromptKind.REDIRECT_CONSENT,
        step=StepName.HTTPS_ROOT,
        address="ann@contoso.com",
        url=URL,
        host="contoso.com",
        port=443,
    )

    told.tell(told.step, Prompted(prompt=prompt), Answered(prompt=prompt, answer=Answer.NO))

    states = [row.subject for row in told.session.rows if isinstance(row.subject, PromptState)]
    assert states == [PromptState(prompt=prompt, answer=Answer.NO)]


def test_remarks_stand_in_the_step_where_they_were_made(told: Told) -> None:
    note = Noted(code=NoteCode.SITE_UNKNOWN, subject="")
    redirect = RedirectFollowed(source=URL, target=URL, status=302)

    told.tell(told.step, note, redirect)

    step_row = told.session.children(1)[1]
    below = [told.session.row(number).subject for number in told.session.children(step_row)]
    assert below == [note, redirect]


def test_the_end_of_a_run_ends_what_is_still_open(told: Told) -> None:
    attempt = told.step.in_new_attempt()
    told.tell(told.step, StepStarted())
    told.tell(attempt, AttemptStarted(question=QUESTION))

    told.tell(told.report, RunFinished(outcome=Outcome.CANCELLED))

    assert told.session.outcome is Outcome.CANCELLED
    assert told.session.attempts[0][0].ended_ms == told.session.last_ms


def test_a_run_ends_once(told: Told) -> None:
    told.tell(told.report, RunFinished(outcome=Outcome.CANCELLED))
    told.tell(told.step.in_new_attempt(), AttemptStarted(question=QUESTION))

    told.tell(told.report, RunFinished(outcome=Outcome.FOUND))

    assert told.session.outcome is Outcome.CANCELLED
    assert told.session.attempts[0][0].ended_ms is None
    assert told.touched[-1] == Touched()


@pytest.mark.parametrize(
    "event",
    [
        StepStarted(),
        StepFinished(result=Nothing(why=Why.NO_SCP)),
        AttemptFinished(),
        ResponseReceived(response=RESPONSE),
        RequestSent(request=REQUEST),
        NameResolved(resolution=RESOLVED),
    ],
)
def test_an_event_of_an_unknown_place_is_passed_over(event: Event) -> None:
    told = Told()

    told.tell(told.report.in_round(7).in_step(StepName.SCP).in_new_attempt(), event)

    assert told.session.row_count == 0


def test_an_event_leads_to_the_topmost_row_that_stands_for_it() -> None:
    session = played_runs.session_of(played_runs.found())

    for row in session.rows:
        found = session.row_of_event(row.event)
        assert found
        assert found.event == row.event
        assert found.number <= row.number
    assert session.row_of_event(99_999) is None
