"""What Outlook would have waited, summed up from the parts of a run."""

import pytest

from app.domain.address import EmailAddress
from app.domain.connections import AddressOutcome, Resolution, ResolvedBy
from app.domain.course import Cost, outlook_course, step_cost
from app.domain.events import (
    Answered,
    AttemptFinished,
    AttemptStarted,
    Connected,
    NameResolved,
    Prompted,
    StepFinished,
)
from app.domain.notes import NoteCode, Noted
from app.domain.prompts import Answer, Prompt, PromptKind
from app.domain.questions import DnsQuestion, LdapQuestion
from app.domain.rows import StepState
from app.domain.session import Session
from app.domain.settings import ServerError
from app.domain.steps import Nothing, Readdressed, Refused, StepName, Why
from app.domain.task import Mode
from tests.support.slow_runs import (
    CONNECT_MS,
    FOUND,
    HANDSHAKE_MS,
    HOST,
    NAME_MS,
    ROOT,
    Clocked,
    black_hole,
    black_holed_root,
    connected,
    tried,
)

ANSWERED_MS = NAME_MS + CONNECT_MS + HANDSHAKE_MS
LIMIT_MS = 20_000.0


def cost_of(session: Session, step: StepName) -> Cost:
    row = next(
        row
        for row in session.rows
        if isinstance(row.subject, StepState) and row.subject.planned.step is step
    )
    return step_cost(session, row)


def test_the_steps_before_count_and_those_behind_do_not() -> None:
    run = Clocked(Mode.SURVEY)
    root, host = run.begin(StepName.HTTPS_ROOT), run.begin(StepName.HTTPS_AUTODISCOVER)
    redirect = run.begin(StepName.HTTP_REDIRECT)
    run.answer(host, HOST, 100.0)
    host(StepFinished(result=FOUND))
    run.answer(redirect, HOST, 5_000.0)
    redirect(StepFinished(result=FOUND))
    attempt = run.ask(root, black_hole(LIMIT_MS))
    run.wait(LIMIT_MS)
    run.fail(attempt)
    root(StepFinished(result=Nothing(why=Why.NO_URL_WORKED)))

    course = outlook_course(run.finish(StepName.HTTPS_AUTODISCOVER))

    assert course.found
    assert [one.position for one in course.passed] == [2, 3]
    assert course.cost == Cost(ms=NAME_MS + LIMIT_MS + ANSWERED_MS + 100.0)


@pytest.mark.parametrize(
    ("waits_ms", "cost_ms"),
    [
        ((LIMIT_MS,), LIMIT_MS),
        # Raced here, one after the other there. [DAVESTORK]
        ((LIMIT_MS, LIMIT_MS), 2 * LIMIT_MS),
        # --timeout 1: Outlook has no such option.
        ((1_000.0,), LIMIT_MS),
        # A longer one: nor that.
        ((60_000.0,), LIMIT_MS),
    ],
)
def test_a_black_hole_costs_outlook_its_own_limit_for_each_address(
    waits_ms: tuple[float, ...], cost_ms: float
) -> None:
    course = outlook_course(black_holed_root(*waits_ms))

    assert course.passed[0].cost == Cost(ms=NAME_MS + cost_ms)
    (hole,) = course.black_holes
    assert hole.dial.host == ROOT


def test_an_address_that_was_overtaken_may_cost_more() -> None:
    run = Clocked()
    with run.step(StepName.HTTPS_ROOT, FOUND) as place:
        overtaken = tried(270.0, AddressOutcome.ABANDONED)
        run.fail(run.ask(place, connected(ROOT, overtaken), scheme="http"))

    cost = outlook_course(run.session).cost

    assert cost == Cost(ms=NAME_MS + 270.0 + CONNECT_MS, at_least=True)


def test_what_came_behind_the_winner_costs_nothing() -> None:
    run = Clocked()
    with run.step(StepName.HTTPS_ROOT, FOUND) as place:
        dial = connected(ROOT)
        late = tried(10.0, AddressOutcome.ABANDONED, started_ms=250.0)
        dial = type(dial)(host=ROOT, port=443, tried=(*dial.tried, late))
        run.fail(run.ask(place, dial, scheme="http"))

    assert outlook_course(run.session).cost == Cost(ms=NAME_MS + CONNECT_MS)


def test_waiting_for_the_turn_to_sign_in_is_no_cost() -> None:
    run = Clocked(Mode.SURVEY)
    with run.step(StepName.HTTPS_ROOT) as place:
        attempt = run.ask(place, connected(ROOT))
        run.secure(ROOT)
        run.leg(attempt, 100.0, 401)
        run.wait(7_000.0)
        run.leg(attempt, 200.0)
        attempt(AttemptFinished())

    assert cost_of(run.session, StepName.HTTPS_ROOT) == Cost(ms=ANSWERED_MS + 300.0)


def test_a_question_to_the_user_is_no_cost() -> None:
    prompt = Prompt(
        kind=PromptKind.REDIRECT_CONSENT,
        step=StepName.HTTP_REDIRECT,
        address="a@contoso.example",
        url="https://x.example/",
        host="x.example",
        port=443,
    )
    run = Clocked()
    with run.step(StepName.HTTP_REDIRECT) as place:
        place(Prompted(prompt=prompt))
        run.wait(30_000.0)
        place(Answered(prompt=prompt, answer=Answer.YES))

    assert cost_of(run.session, StepName.HTTP_REDIRECT) == Cost()


@pytest.mark.parametrize("part", ["handshake", "answer"])
def test_a_server_that_hangs_costs_the_time_that_it_hangs(part: str) -> None:
    run = Clocked()
    with run.step(StepName.HTTPS_ROOT) as place:
        attempt = run.ask(place, connected(ROOT))
        beside = Resolution(host=ROOT, by=ResolvedBy.DNS, beside=True, duration_ms=900.0)
        if part == "answer":
            run.secure(ROOT)
            run.leg(attempt, 0.0, None)
        run.connection(NameResolved(resolution=beside))
        run.wait(12_000.0)
        run.fail(attempt)

    known = ANSWERED_MS if part == "answer" else NAME_MS + CONNECT_MS
    cost = cost_of(run.session, StepName.HTTPS_ROOT)
    assert cost == Cost(ms=known + 12_000.0)


def test_directory_and_dns_cost_what_they_took() -> None:
    run = Clocked()
    with run.step(StepName.SCP) as place:
        search = place.in_new_attempt()
        question = LdapQuestion(url="ldap://dc01", filter="", attributes=())
        search(AttemptStarted(question=question))
        dial = black_hole(1_000.0, host="dc01")
        connection = search.in_new_connection()
        run.wait(1_000.0)
        connection(Connected(dial=dial))
        run.wait(500.0)
        run.fail(search)
    with run.step(StepName.DNS_SRV) as place:
        lookup = place.in_new_attempt()
        lookup(AttemptStarted(question=DnsQuestion(name="_autodiscover._tcp.contoso.example")))
        run.wait(5_000.0)
        lookup(AttemptFinished())

    session = run.session
    assert cost_of(session, StepName.SCP) == Cost(ms=LIMIT_MS + 500.0)
    assert cost_of(session, StepName.DNS_SRV) == Cost(ms=5_000.0)


@pytest.mark.parametrize("is_read", [True, False])
def test_a_file_on_a_dead_share_costs_the_time_until_it_was_read(is_read: bool) -> None:
    run = Clocked()
    with run.step(StepName.LOCAL_XML) as place:
        run.wait(3_000.0)
        if is_read:
            place(Noted(code=NoteCode.FILE_READ, subject="x"))
            run.answer(place, HOST, 100.0)

    asked = ANSWERED_MS + 100.0 if is_read else 0.0
    assert cost_of(run.session, StepName.LOCAL_XML) == Cost(ms=3_000.0 + asked)


def test_the_rounds_before_count() -> None:
    run = Clocked(Mode.SURVEY)
    there = Readdressed(url=f"https://{ROOT}/", address=EmailAddress(local="a", domain="b.example"))
    with run.step(StepName.HTTPS_ROOT, there) as place:
        run.answer(place, ROOT, 10.0)
    with run.step(StepName.HTTPS_AUTODISCOVER, FOUND) as place:
        run.answer(place, HOST, 4_000.0)
    run.round(2)
    with run.step(StepName.HTTPS_AUTODISCOVER, FOUND) as place:
        run.answer(place, HOST, 20.0)

    course = outlook_course(run.finish(StepName.HTTPS_AUTODISCOVER))

    assert [(one.round, one.position) for one in course.passed] == [(1, 2), (2, 3)]
    assert course.cost == Cost(ms=2 * ANSWERED_MS + 30.0)


@pytest.mark.parametrize(("step", "goes_on"), [(StepName.SCP, True), (StepName.HTTPS_ROOT, False)])
def test_an_error_answer_ends_the_course_except_from_an_scp(step: StepName, goes_on: bool) -> None:
    run = Clocked(Mode.SURVEY)
    refused = Refused(url=f"https://{ROOT}/", error=ServerError(code="500", message=""))
    with run.step(step, refused) as place:
        run.answer(place, ROOT, 10.0)
    with run.step(StepName.HTTPS_AUTODISCOVER) as place:
        run.answer(place, HOST, 10.0)

    course = outlook_course(run.finish())

    assert not course.found
    assert len(course.passed) == 1 + goes_on


def test_an_attempt_under_way_costs_what_it_took_so_far() -> None:
    run = Clocked()
    place = run.begin(StepName.HTTPS_ROOT)
    attempt = run.ask(place, connected(ROOT))
    run.secure(ROOT)
    run.leg(attempt, 2_000.0, None)
    other = run.report.in_round(1)
    other(Noted(code=NoteCode.SITE_UNKNOWN, subject=""))

    assert cost_of(run.session, StepName.HTTPS_ROOT) == Cost(ms=ANSWERED_MS + 2_000.0)


def test_a_session_without_rounds_has_no_course() -> None:
    assert outlook_course(Session()).passed == ()
    assert outlook_course(Session()).cost == Cost()
