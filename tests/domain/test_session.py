"""Events folded into a tree of rows."""

from datetime import UTC, datetime

import pytest

from app.domain.attempts import (
    AddressOutcome,
    AddressTried,
    Dial,
    DnsQuestion,
    Exchange,
    HttpQuestion,
    Leg,
    Lookup,
    Request,
    Resolution,
    ResolvedBy,
    Response,
)
from app.domain.events import (
    Answered,
    AnswerRead,
    AttemptFinished,
    AttemptStarted,
    Connected,
    Event,
    NameResolved,
    NoteCode,
    Noted,
    Outcome,
    ProbeResult,
    Prompted,
    RecordsReceived,
    RedirectFollowed,
    RequestSent,
    ResponseReceived,
    RoundStarted,
    RunFinished,
    RunStarted,
    ServiceProbed,
    SettingsChosen,
    StepFinished,
    StepStarted,
)
from app.domain.failures import Failure, FailureKind
from app.domain.prompts import Answer, Prompt, PromptKind
from app.domain.recorder import Recorder, Reporter
from app.domain.rows import PromptState, ServiceState, StepState, Touched
from app.domain.session import Session
from app.domain.settings import Scope, Service, ServiceUrl, Settings, User
from app.domain.steps import (
    Nothing,
    PlannedStep,
    Skipped,
    SkipReason,
    StepName,
    Why,
)
from app.domain.task import Mode

URL = "https://contoso.com/autodiscover/autodiscover.xml"
PLAN = (
    PlannedStep(step=StepName.SCP, skipped=SkipReason.NOT_JOINED),
    PlannedStep(step=StepName.HTTPS_ROOT, targets=(URL,)),
)
QUESTION = HttpQuestion(method="POST", url=URL)
REQUEST = Request(method="POST", url=URL, headers=())
RESPONSE = Response(status=404, reason="Not Found", headers=())
RESOLVED = Resolution(host="contoso.com", by=ResolvedBy.DNS, addresses=("192.0.2.1",))
TRIED = AddressTried(
    address="192.0.2.1",
    port=443,
    outcome=AddressOutcome.CONNECTED,
    started_ms=0,
    duration_ms=5,
)
DIAL = Dial(host="contoso.com", port=443, tried=(TRIED,))
ASMX = ServiceUrl(
    service=Service.AVAILABILITY,
    scope=Scope.EXTERNAL,
    protocol="EXPR",
    element="ASUrl",
    url="https://mail.contoso.com/EWS/Exchange.asmx",
)


class Told:
    """A session that is told events, and remembers what each touched."""

    def __init__(self) -> None:
        self.session = Session()
        self.touched: list[Touched] = []
        self.now = 0.0
        recorder = Recorder(
            lambda recorded: self.touched.append(self.session.apply(recorded)),
            clock=lambda: self.now,
        )
        self.report = recorder.reporter
        self.step = recorder.reporter.in_round(1).in_step(StepName.HTTPS_ROOT)

    def tell(self, report: Reporter, *events: Event) -> None:
        for event in events:
            self.now += 0.001
            report(event)


@pytest.fixture
def told() -> Told:
    told = Told()
    told.tell(
        told.report,
        RunStarted(
            program_version="1",
            started_at=datetime(2026, 11, 22, tzinfo=UTC),
            address="ann@contoso.com",
            profile="outlook-2007",
            mode=Mode.OUTLOOK,
            with_credentials=False,
        ),
    )
    told.tell(told.report.in_round(1), RoundStarted(address="ann@contoso.com", plan=PLAN))
    return told


def test_the_plan_is_shown_before_a_step_begins(told: Told) -> None:
    skipped, planned = (told.session.row(number) for number in told.session.children(1))

    assert skipped.subject == StepState(
        planned=PLAN[0], result=Skipped(reason=SkipReason.NOT_JOINED)
    )
    assert planned.subject == StepState(planned=PLAN[1])
    assert planned.ended_ms is None


def test_an_exchange_grows_with_its_rows_below_it(told: Told) -> None:
    attempt = told.step.in_new_attempt()
    connection = attempt.in_new_connection()

    told.tell(told.step, StepStarted())
    told.tell(attempt, AttemptStarted(question=QUESTION))
    told.tell(connection, NameResolved(resolution=RESOLVED), Connected(dial=DIAL))
    told.tell(connection, RequestSent(request=REQUEST), ResponseReceived(response=RESPONSE))
    told.tell(attempt, AttemptFinished())

    ((row, exchange),) = told.session.attempts
    assert isinstance(exchange, Exchange)
    assert exchange.connections[0].dial == DIAL
    assert exchange.legs == (Leg(request=REQUEST, response=RESPONSE),)
    below = [told.session.row(number).subject for number in told.session.children(row.number)]
    assert below == [RESOLVED, DIAL, exchange.legs[0]]
    assert told.session.step_of(row) == (1, StepName.HTTPS_ROOT)
    assert (row.started_ms, row.ended_ms) == (4.0, 9.0)


def test_each_event_tells_which_rows_it_touched(told: Told) -> None:
    attempt = told.step.in_new_attempt()

    told.tell(attempt, AttemptStarted(question=QUESTION), AttemptFinished())

    assert told.touched[-2:] == [Touched(added=(4,)), Touched(changed=(4,))]


def test_a_later_reading_replaces_the_failure_of_an_attempt(told: Told) -> None:
    attempt = told.step.in_new_attempt()
    failure = Failure(kind=FailureKind.REDIRECT_REFUSED, detail="No.")

    told.tell(attempt, AttemptStarted(question=QUESTION), AttemptFinished())
    told.tell(attempt, AnswerRead(reading=failure))

    assert told.session.attempts[0][1].failure == failure


def test_a_lookup_keeps_its_records(told: Told) -> None:
    attempt = told.step.in_new_attempt()

    told.tell(attempt, AttemptStarted(question=DnsQuestion(name="_autodiscover._tcp.contoso.com")))
    told.tell(attempt, RecordsReceived(records=()), AttemptFinished())

    assert isinstance(told.session.attempts[0][1], Lookup)


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


def test_services_are_listed_and_marked_when_they_are_probed(told: Told) -> None:
    settings = Settings(user=User(), services=(ASMX,))
    probed = ServiceProbed(
        service=ASMX.service, scope=ASMX.scope, url=ASMX.url, result=ProbeResult.REACHABLE
    )
    check = told.report.in_new_attempt()

    told.tell(told.step, SettingsChosen(url=URL, settings=settings))
    told.tell(check, AttemptStarted(question=QUESTION), AttemptFinished(), probed)

    states = [row.subject for row in told.session.rows if isinstance(row.subject, ServiceState)]
    assert states == [ServiceState(service_url=ASMX, probed=probed)]
    (row, _) = told.session.attempts[0]
    assert told.session.step_of(row) is None


def test_the_end_of_a_run_ends_what_is_still_open(told: Told) -> None:
    attempt = told.step.in_new_attempt()
    told.tell(told.step, StepStarted())
    told.tell(attempt, AttemptStarted(question=QUESTION))

    told.tell(told.report, RunFinished(outcome=Outcome.CANCELLED))

    assert told.session.outcome is Outcome.CANCELLED
    assert told.session.attempts[0][0].ended_ms == told.session.last_ms


def test_a_step_shows_its_result(told: Told) -> None:
    result = Nothing(why=Why.NO_URL_WORKED)

    told.tell(told.step, StepStarted(), StepFinished(result=result))

    row = told.session.row(told.session.children(1)[1])
    assert row.subject == StepState(planned=PLAN[1], started=True, result=result)


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


def test_what_outlook_would_have_waited_counts_one_address_after_the_other() -> None:
    dead = AddressTried(
        address="192.0.2.9",
        port=443,
        outcome=AddressOutcome.FAILED,
        started_ms=0,
        duration_ms=20_000,
        failure=Failure(kind=FailureKind.TIMED_OUT, detail="No answer in 20 s."),
    )

    dial = Dial(host="contoso.com", port=443, tried=(dead, TRIED, dead))

    assert dial.outlook_waited_ms == 20_005
    assert dial.address == "192.0.2.1"
