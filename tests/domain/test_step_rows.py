"""Rounds and steps as rows."""

from app.domain.events import RoundStarted, StepFinished, StepStarted
from app.domain.rows import StepState
from app.domain.steps import Nothing, Skipped, SkipReason, Why
from tests.domain.told import PLAN, Told


def test_the_plan_is_shown_before_a_step_begins(told: Told) -> None:
    skipped, planned = (told.session.row(number) for number in told.session.children(1))

    assert skipped.subject == StepState(
        planned=PLAN[0], result=Skipped(reason=SkipReason.NOT_JOINED)
    )
    assert planned.subject == StepState(planned=PLAN[1])
    assert planned.ended_ms is None


def test_a_round_begins_once(told: Told) -> None:
    count = told.session.row_count

    told.tell(told.report.in_round(1), RoundStarted(address="bob@contoso.com", plan=PLAN))

    assert told.session.row_count == count


def test_rounds_and_steps_beyond_all_reason_have_no_rows(told: Told) -> None:
    for number in range(2, 102):
        told.tell(told.report.in_round(number), RoundStarted(address="", plan=PLAN[:1] * 101))

    assert len(told.session.children(0)) == 100
    below = told.session.children(told.session.children(0)[-1])
    assert len(below) == 100


def test_a_step_shows_its_result(told: Told) -> None:
    result = Nothing(why=Why.NO_URL_WORKED)

    told.tell(told.step, StepStarted(), StepFinished(result=result))

    row = told.session.row(told.session.children(1)[1])
    assert row.subject == StepState(planned=PLAN[1], started=True, result=result)
