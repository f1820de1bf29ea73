"""Events folded into a tree of rows."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.domain import growth
from app.domain import session as session_module
from app.domain.acceptance import Ground
from app.domain.attempts import Exchange, Leg, Lookup, Request, Response
from app.domain.authentication import Mechanism
from app.domain.binds import BindOutcome, BindTry
from app.domain.connections import AddressOutcome, AddressTried, Dial, Resolution, ResolvedBy
from app.domain.events import (
    Answered,
    AnswerRead,
    AttemptFinished,
    AttemptStarted,
    BindTried,
    Bound,
    CertificateJudged,
    Connected,
    EntriesReceived,
    Event,
    NameResolved,
    Outcome,
    ProbeResult,
    Prompted,
    Recorded,
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
from app.domain.notes import NoteCode, Noted
from app.domain.prompts import Answer, Prompt, PromptKind
from app.domain.questions import DnsQuestion, HttpQuestion, LdapQuestion
from app.domain.recorder import Recorder, Reporter
from app.domain.rows import PromptState, Row, ServiceState, StepState, Touched
from app.domain.session import Session
from app.domain.settings import Scope, Service, ServiceUrl, Settings, User
from app.domain.steps import (
    Found,
    Nothing,
    PlannedStep,
    Skipped,
    SkipReason,
    StepName,
    Why,
)
from app.domain.task import Mode
from tests.support import played_runs

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


def test_each_way_of_signing_in_is_a_row_of_the_search(told: Told) -> None:
    attempt = told.step.in_new_attempt()
    tried = BindTry(mechanism=Mechanism.KERBEROS, outcome=BindOutcome.SIGNED_IN, legs=1)
    question = LdapQuestion(url="ldap://dc01.contoso.local", filter="(cn=*)", attributes=())

    told.tell(attempt, AttemptStarted(question=question))
    told.tell(attempt.in_new_connection(), BindTried(tried=tried))

    ((row, _),) = told.session.attempts
    below = [told.session.row(number).subject for number in told.session.children(row.number)]
    assert below == [tried]


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
    (checked,) = [row for row, _ in told.session.attempts]
    assert states == [ServiceState(service_url=ASMX, probed=probed, told_by=checked.number)]
    (row, _) = told.session.attempts[0]
    assert told.session.step_of(row) is None


class CountedRows(list[Row]):
    """Rows that count how often one of them is looked at on a way through all of them."""

    looks = 0

    def __iter__(self) -> Iterator[Row]:
        for row in super().__iter__():
            self.looks += 1
            yield row


def test_a_probed_service_is_found_without_looking_through_the_rows(told: Told) -> None:
    services = tuple(
        replace(ASMX, scope=scope, url=f"https://mail.contoso.com/{number}")
        for scope in Scope
        for number in range(100)
    )
    rows = told.session._rows._rows = CountedRows(told.session._rows._rows)
    told.tell(told.step, SettingsChosen(url=URL, settings=Settings(user=User(), services=services)))

    for one in (*services, replace(ASMX, url="https://elsewhere.contoso.com/")):
        probed = ServiceProbed(
            service=one.service, scope=one.scope, url=one.url, result=ProbeResult.WORKS
        )
        told.tell(told.report, probed)

    assert rows.looks == 0
    assert told.touched[-1] == Touched()
    states = [row.subject for row in rows if isinstance(row.subject, ServiceState)]
    assert [one.service_url for one in states] == list(services)
    assert all(one.probed and one.probed.url == one.service_url.url for one in states)
    assert all(one.probed and one.probed.scope == one.service_url.scope for one in states)


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


def test_what_an_attempt_has_no_room_for_has_no_row(told: Told) -> None:
    attempt = told.step.in_new_attempt()
    connection = attempt.in_new_connection()
    told.tell(attempt, AttemptStarted(question=QUESTION))
    told.tell(connection, *[NameResolved(resolution=RESOLVED)] * 101)
    for _ in range(101):
        told.tell(attempt.in_new_connection(), Connected(dial=DIAL))
    for _ in range(101):
        told.tell(attempt, RequestSent(request=REQUEST), ResponseReceived(response=RESPONSE))

    ((row, exchange),) = told.session.attempts
    assert isinstance(exchange, Exchange)
    below = [told.session.row(number).subject for number in told.session.children(row.number)]
    assert below == [RESOLVED] * 100 + [DIAL] * 99 + [*exchange.legs]
    assert told.touched[-2:] == [Touched(), Touched()]


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


SETTINGS = Settings(user=User(), services=(ASMX, replace(ASMX, scope=Scope.INTERNAL)))
PROMPT = Prompt(
    kind=PromptKind.CREDENTIALS,
    step=StepName.HTTPS_ROOT,
    address="ann@contoso.com",
    url=URL,
    host="contoso.com",
    port=443,
)
ANY_EVENT: list[Event] = [
    RoundStarted(address="ann@contoso.com", plan=PLAN),
    StepStarted(),
    StepFinished(result=Found(url=URL, settings=SETTINGS)),
    AttemptStarted(question=QUESTION),
    AttemptStarted(
        question=LdapQuestion(url="ldap://dc1", filter="(a=*)", attributes=("keywords",))
    ),
    NameResolved(resolution=RESOLVED),
    Connected(dial=DIAL),
    CertificateJudged(judged=played_runs.judged("contoso.com", Ground.GOOD)),
    RequestSent(request=REQUEST),
    ResponseReceived(response=RESPONSE),
    Bound(bind="anonymous", base=""),
    EntriesReceived(entries=()),
    AttemptFinished(),
    AnswerRead(reading=SETTINGS),
    RedirectFollowed(source=URL, target=URL, status=302),
    Prompted(prompt=PROMPT),
    Answered(prompt=PROMPT, answer=Answer.NO),
    Noted(code=NoteCode.SITE_UNKNOWN, subject=""),
    SettingsChosen(url=URL, settings=SETTINGS),
    ServiceProbed(service=ASMX.service, scope=ASMX.scope, url=ASMX.url, result=ProbeResult.WORKS),
    RunFinished(outcome=Outcome.FOUND),
]


class Copies:
    """Counts what the fold copies: the members of every tuple that it makes anew."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.count = 0
        for module in (growth, session_module):
            patch.setattr(module, "replace", self._replace)

    def _replace(self, value: Any, /, **changes: Any) -> Any:
        self.count += sum(len(one) for one in changes.values() if isinstance(one, tuple))
        return replace(value, **changes)


Pattern = list[tuple[Event, bool, bool, bool]]
"""Events, and whether round, attempt and connection are new ones each time, or the same."""


def fold_many_times(pattern: Pattern) -> None:
    """A log of any length folds in linear time: copied tuples are short, rows looked at once."""
    session = Session()
    rows = session._rows._rows = CountedRows()
    beginning = [ANY_EVENT[0], AttemptStarted(question=QUESTION), RequestSent(request=REQUEST)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(growth, "MOST_PARTS", 10)
        copies = Copies(patch)

        def fold(event: Event, turn: int, *of_turn: bool) -> None:
            round_, attempt, connection = (turn if is_new else 1 for is_new in of_turn)
            copies.count = 0
            session.apply(
                Recorded(
                    number=turn,
                    at_ms=float(turn),
                    round=round_,
                    step=StepName.HTTPS_ROOT,
                    attempt=attempt,
                    connection=connection,
                    event=event,
                )
            )
            # A connection is copied with its resolutions, and so are the connections around it.
            assert copies.count <= 20

        for event in beginning:
            fold(event, 1, False, False, False)
        for turn in range(2, 60):
            for event, *of_turn in pattern:
                fold(event, turn, *of_turn)

    assert rows.looks <= len(rows)


@pytest.mark.parametrize("event", ANY_EVENT, ids=lambda event: type(event).__name__)
@pytest.mark.parametrize("of_turn", [*itertools.product([False, True], repeat=3)], ids=str)
def test_an_event_costs_the_same_however_often_it_came(
    event: Event, of_turn: tuple[bool, bool, bool]
) -> None:
    fold_many_times([(event, *of_turn)])


@settings(max_examples=150)
@given(
    st.lists(
        st.tuples(st.sampled_from(ANY_EVENT), st.booleans(), st.booleans(), st.booleans()),
        min_size=2,
        max_size=5,
    )
)
def test_no_event_costs_more_for_all_those_that_came_before_it(pattern: Pattern) -> None:
    fold_many_times(pattern)


def test_an_event_leads_to_the_topmost_row_that_stands_for_it() -> None:
    session = played_runs.session_of(played_runs.found())

    for row in session.rows:
        found = session.row_of_event(row.event)
        assert found
        assert found.event == row.event
        assert found.number <= row.number
    assert session.row_of_event(99_999) is None
