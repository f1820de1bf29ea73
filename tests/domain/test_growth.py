"""Attempts that grow event by event, and how far."""

import pytest

from app.domain.attempts import Attempt, Exchange, Lookup, Request, Response, Search
from app.domain.connections import Connection, Dial, Resolution, ResolvedBy
from app.domain.events import (
    AttemptStarted,
    Bound,
    Connected,
    Event,
    NameResolved,
    RecordsReceived,
    RequestSent,
    ResponseReceived,
    Retrieved,
)
from app.domain.growth import MOST_PARTS, grown
from app.domain.questions import DnsQuestion, HttpQuestion, LdapQuestion
from app.domain.retrieval import Purpose, Retrieval

URL = "https://contoso.com/"
EXCHANGE = Exchange(question=HttpQuestion(method="POST", url=URL))
SEARCH = Search(question=LdapQuestion(url="ldap://dc1", filter="", attributes=()))
LOOKUP = Lookup(question=DnsQuestion(name="_autodiscover._tcp.contoso.com"))
SENT = RequestSent(request=Request(method="POST", url=URL, headers=()))
RESOLVED = NameResolved(resolution=Resolution(host="contoso.com", by=ResolvedBy.DNS))
CONNECTED = Connected(dial=Dial(host="contoso.com", port=443, tried=()))


def answered(status: int) -> Event:
    return ResponseReceived(response=Response(status=status, reason="", headers=()))


def after(attempt: Attempt, *events: tuple[int, Event]) -> Attempt:
    for connection, event in events:
        attempt = grown(attempt, connection, event)
    return attempt


@pytest.mark.parametrize("fresh", [EXCHANGE, SEARCH])
def test_so_many_connections_are_kept_and_no_more(fresh: Exchange | Search) -> None:
    attempt = after(fresh, *((number, RESOLVED) for number in range(1, 103)))

    assert isinstance(attempt, Exchange | Search)
    assert [one.number for one in attempt.connections] == list(range(1, 101))


def test_the_connections_that_are_kept_go_on_growing() -> None:
    attempt = after(EXCHANGE, *((number, RESOLVED) for number in range(1, 103)), (7, CONNECTED))

    assert isinstance(attempt, Exchange)
    assert attempt.connections[6] == Connection(
        number=7, resolutions=(RESOLVED.resolution,), dial=CONNECTED.dial
    )


def test_so_many_resolutions_of_a_connection_are_kept() -> None:
    attempt = after(EXCHANGE, *[(1, RESOLVED)] * 102)

    assert isinstance(attempt, Exchange)
    assert len(attempt.connections[0].resolutions) == MOST_PARTS == 100


def test_so_many_retrievals_of_a_connection_are_kept() -> None:
    fetch = Retrieval(purpose=Purpose.ISSUER, url="http://pki.contoso.com/a", about="CN=a")
    attempt = after(EXCHANGE, *((1, Retrieved(retrieval=fetch)) for _ in range(102)))

    assert isinstance(attempt, Exchange)
    assert attempt.connections[0].retrievals == (fetch,) * 100


def test_so_many_legs_are_kept_each_with_its_own_response() -> None:
    legs = [(0, event) for status in range(102) for event in (SENT, answered(status))]

    attempt = after(EXCHANGE, *legs)

    assert isinstance(attempt, Exchange)
    assert [leg.response and leg.response.status for leg in attempt.legs] == list(range(100))


def test_a_request_has_one_response() -> None:
    attempt = after(EXCHANGE, (0, SENT), (0, answered(401)), (0, answered(200)))

    assert isinstance(attempt, Exchange)
    assert attempt.response == Response(status=401, reason="", headers=())


@pytest.mark.parametrize(
    ("attempt", "event"),
    [
        (EXCHANGE, AttemptStarted(question=EXCHANGE.question)),
        (EXCHANGE, answered(200)),
        (EXCHANGE, RecordsReceived(records=())),
        (SEARCH, SENT),
        (LOOKUP, RESOLVED),
        (LOOKUP, Bound(bind="anonymous", base="")),
        (after(EXCHANGE, *[(1, RESOLVED)] * 100), RESOLVED),
        (after(EXCHANGE, *((number, RESOLVED) for number in range(2, 102))), CONNECTED),
        (after(EXCHANGE, *[(0, SENT)] * 100), SENT),
    ],
)
def test_what_changes_nothing_gives_the_attempt_itself(attempt: Attempt, event: Event) -> None:
    assert grown(attempt, 1, event) is attempt
