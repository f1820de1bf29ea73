"""The steps of a run as JSON, with what Outlook would have waited."""

from collections.abc import Iterator
from typing import assert_never

from app.domain.course import outlook_course, step_cost
from app.domain.rows import StepState
from app.domain.session import Session
from app.domain.steps import Found, Interrupted, Nothing, Readdressed, Refused, Skipped, StepResult
from app.export.json_values import Json, duration_ms, round_and_step
from app.wording import describe


def step_entries(session: Session) -> Iterator[Json]:
    """Give each step, reached or not."""
    for row in session.rows:
        if isinstance(state := row.subject, StepState):
            cost = step_cost(session, row) if state.started else None
            yield {
                "step": state.planned.step,
                "round": round_and_step(session, row)[0],
                "event": row.event,
                "reason": describe(row, over=True).verdict,
                "duration_ms": duration_ms(row) if state.started else None,
                "result": _step_result(state),
                "outlook_ms": round(cost.ms, 3) if cost else None,
                "outlook_at_least": cost.at_least if cost else False,
            }


def course_entry(session: Session) -> Json:
    """What Outlook, which takes one step and one address after the other, would have waited."""
    course = outlook_course(session)
    last = course.passed[-1] if course.passed else None
    found = last if last and course.found else None
    return {
        "found_at": {"round": found.round, "position": found.position, "step": found.step}
        if found
        else None,
        "waited_ms": round(course.cost.ms, 3),
        "at_least": course.cost.at_least,
        "black_holes": [
            {
                "event": session.row(hole.row).event,
                "host": hole.dial.host,
                "port": hole.dial.port,
                "addresses": [one.address for one in hole.dial.tried],
                "waited_ms": round(hole.dial.raced_ms, 3),
                "outlook_ms": round(hole.dial.outlook_waited_ms, 3),
            }
            for hole in course.black_holes
        ],
    }


def _step_result(state: StepState) -> str:
    if state.result is None:
        return "interrupted" if state.started else "not-reached"
    return _result_name(state.result)


def _result_name(result: StepResult) -> str:
    match result:
        case Found():
            return "found"
        case Readdressed():
            return "readdressed"
        case Refused():
            return "refused"
        case Nothing():
            return "nothing"
        case Skipped():
            return "skipped"
        case Interrupted():
            return "interrupted"
        case _:
            assert_never(result)
