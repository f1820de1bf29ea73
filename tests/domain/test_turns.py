"""What becomes of each service connection point, event by event."""

import pytest

from app.domain.events import (
    AttemptStarted,
    Event,
    PointsChosen,
    Recorded,
    RoundStarted,
    StepFinished,
    StepStarted,
)
from app.domain.questions import HttpQuestion, LdapQuestion, PingQuestion, Question
from app.domain.recorder import Recorder
from app.domain.rows import PointerState, PointState, Touched
from app.domain.scp import (
    PointerReason,
    PointReason,
    ScpChoice,
    ScpPointer,
    ServicePoint,
)
from app.domain.session import Session
from app.domain.steps import Nothing, PlannedStep, StepName, Why
from tests.support.played_runs import session_of
from tests.support.work import calls_of


def point(name: str, rank: int = 2) -> ServicePoint:
    reason = PointReason.NO_SITE_SCOPE if rank else PointReason.DUPLICATE
    return ServicePoint(
        name=f"CN={name},CN=x", url=url(name), sites=(), created=None, rank=rank, reason=reason
    )


def pointer(name: str) -> ScpPointer:
    return ScpPointer(
        name=f"CN={name},CN=x",
        url=f"LDAP://{name}",
        domains=(),
        created=None,
        reason=PointerReason.FALL_BACK,
    )


def url(name: str) -> str:
    return f"https://{name}/"


FOLLOWED = pointer("dc2")
CHOICE = ScpChoice(
    site="Paris",
    chosen=(point("a"), point("b")),
    passed_over=(point("c", rank=0),),
    pointers=(FOLLOWED, pointer("dc3")),
    follow=FOLLOWED,
)
DONE = StepFinished(result=Nothing(why=Why.NO_URL_WORKED))


def asked(question: Question) -> AttemptStarted:
    return AttemptStarted(question=question)


POST_A = asked(HttpQuestion(method="POST", url=url("a")))
SEARCH = asked(LdapQuestion(url="ldap://dc2", filter="", attributes=()))


def turns(*events: Event) -> tuple[dict[str, str], Touched]:
    """Give the turn of each point and pointer after these events, and what the last touched."""
    session, touched = Session(), Touched()

    def apply(recorded: Recorded) -> None:
        nonlocal touched
        touched = session.apply(recorded)

    report = Recorder(apply, clock=lambda: 0.0).reporter.in_round(1)
    report(RoundStarted(address="ann@x.example", plan=(PlannedStep(step=StepName.SCP),)))
    step = report.in_step(StepName.SCP)
    for event in (StepStarted(), PointsChosen(directory="ldap://dc1", choice=CHOICE), *events):
        (step.in_new_attempt() if isinstance(event, AttemptStarted) else step)(event)
    found: dict[str, str] = {}
    for row in session.rows:
        if isinstance(row.subject, PointState):
            found[row.subject.point.server] = row.subject.turn
        elif isinstance(row.subject, PointerState):
            found[row.subject.pointer.object_name] = row.subject.turn
    return found, touched


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((), ["to-come", "to-come", "never", "to-come", "never"]),
        ((POST_A,), ["asked", "to-come", "never", "to-come", "never"]),
        ((SEARCH,), ["to-come", "to-come", "never", "asked", "never"]),
        ((asked(PingQuestion(host="dc2")),), ["to-come", "to-come", "never", "to-come", "never"]),
        ((POST_A, DONE), ["asked", "not-reached", "never", "not-reached", "never"]),
        ((DONE, POST_A), ["not-reached", "not-reached", "never", "not-reached", "never"]),
    ],
)
def test_a_turn_comes_with_its_attempt_and_ends_with_the_step(
    events: tuple[Event, ...], expected: list[str]
) -> None:
    found, _ = turns(*events)

    assert list(found) == ["a", "b", "c", "dc2", "dc3"]
    assert list(found.values()) == expected


def test_an_attempt_tells_which_point_it_changed() -> None:
    _, touched = turns(POST_A)

    # Round, step, heading, a, b, c, dc2, dc3, attempt.
    assert touched == Touched(added=(9,), changed=(4,))


def _fold(session: Session, recorded: Recorded) -> None:
    session.apply(recorded)


def test_points_outside_of_any_step_are_listed_at_the_top() -> None:
    session = Session()
    report = Recorder(lambda one: _fold(session, one), clock=lambda: 0.0).reporter

    report(PointsChosen(directory="ldap://dc1", choice=CHOICE))

    assert session.children(0) == (1,)
    assert len(session.children(1)) == 5


def many_attempts(count: int) -> list[Recorded]:
    records: list[Recorded] = []
    here = Recorder(records.append, clock=lambda: 0.0).reporter.in_round(1)
    here(RoundStarted(address="ann@contoso.example", plan=(PlannedStep(step=StepName.SCP),)))
    step = here.in_step(StepName.SCP)
    step(StepStarted())
    for _ in range(count):
        step.in_new_attempt()(POST_A)
    return records


def _calls_to_fold(records: list[Recorded]) -> int:
    return calls_of(lambda: session_of(records))


def test_the_work_for_attempts_in_one_step_grows_with_their_number_only() -> None:
    few, many = (_calls_to_fold(many_attempts(count)) for count in (100, 400))

    assert many < 4.4 * few
