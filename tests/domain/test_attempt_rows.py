"""Attempts as rows."""

from app.domain.attempts import Exchange, Leg, Lookup
from app.domain.authentication import Mechanism
from app.domain.binds import BindOutcome, BindTry
from app.domain.events import (
    AnswerRead,
    AttemptFinished,
    AttemptStarted,
    BindTried,
    Connected,
    NameResolved,
    RecordsReceived,
    RequestSent,
    ResponseReceived,
    StepStarted,
)
from app.domain.failures import Failure, FailureKind
from app.domain.questions import DnsQuestion, LdapQuestion
from app.domain.rows import Touched
from app.domain.steps import StepName
from tests.domain.told import DIAL, QUESTION, REQUEST, RESOLVED, RESPONSE, Told


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
