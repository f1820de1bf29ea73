"""How an attempt grows, event by event: the one fold for the network, the window and the log."""

from typing import Generic, TypeVar, cast

from msgspec.structs import replace

from app.domain.attempts import Attempt, Exchange, Leg, Lookup, Ping, Search
from app.domain.connections import Connection
from app.domain.events import (
    AnswerRead,
    AttemptFinished,
    AttemptStarted,
    BindTried,
    Bound,
    CertificateJudged,
    Connected,
    ControllerAnswered,
    EntriesReceived,
    Event,
    NameResolved,
    ProxyAnswered,
    RecordsReceived,
    RequestSent,
    ResponseReceived,
    Retrieved,
    RouteChosen,
)
from app.domain.failures import Failure
from app.domain.recorder import Reporter

MOST_PARTS = 100
"""Connections and legs of an attempt, and resolutions of a connection: a real one has a handful,
and a hostile log could make every event copy thousands. What comes beyond is left out."""


def grown(attempt: Attempt, connection: int, event: Event) -> Attempt:
    """Give the attempt with one more event in it.

    An event that says nothing of it, or that it has no room for, changes nothing: then it is the
    same object.
    """
    match event, attempt:
        case AttemptFinished(failure=failure), _:
            return replace(attempt, finished=True, failure=failure)
        case AnswerRead(reading=reading), Exchange():
            failure = reading if isinstance(reading, Failure) else None
            return replace(attempt, reading=reading, failure=failure)
        case (
            (
                NameResolved()
                | RouteChosen()
                | Connected()
                | ProxyAnswered()
                | Retrieved()
                | CertificateJudged()
            ),
            (Exchange() | Search()),
        ):
            return _connected(attempt, connection, event)
        case ((NameResolved() | ControllerAnswered()), Ping()):
            return _pinged(attempt, event)
        case RequestSent(request=request), Exchange() if len(attempt.legs) < MOST_PARTS:
            return replace(attempt, legs=(*attempt.legs, Leg(request=request)))
        case ResponseReceived(response=response), Exchange() if _awaits_response(attempt):
            answered = replace(attempt.legs[-1], response=response)
            return replace(attempt, legs=(*attempt.legs[:-1], answered))
        case RecordsReceived(records=records), Lookup():
            return replace(attempt, records=records)
        case BindTried(tried=tried), Exchange() if len(attempt.tries) < MOST_PARTS:
            return replace(attempt, tries=(*attempt.tries, tried))
        case ((BindTried() | Bound() | EntriesReceived()), Search()):
            return _searched(attempt, event)
        case _:
            return attempt


_OfConnection = (
    NameResolved | RouteChosen | Connected | ProxyAnswered | Retrieved | CertificateJudged
)


def _awaits_response(exchange: Exchange) -> bool:
    # The response to a request that was left out must not take the place of another's.
    return bool(exchange.legs) and exchange.legs[-1].response is None


def _connected(attempt: Exchange | Search, number: int, event: _OfConnection) -> Attempt:
    connections = _with(attempt.connections, number, event)
    if connections is attempt.connections:
        return attempt
    return replace(attempt, connections=connections)


def _pinged(ping: Ping, event: NameResolved | ControllerAnswered) -> Ping:
    match event:
        case ControllerAnswered(controller=controller):
            return replace(ping, controller=controller)
        case NameResolved(resolution=resolution) if len(ping.resolutions) < MOST_PARTS:
            return replace(ping, resolutions=(*ping.resolutions, resolution))
        case _:
            return ping


def _searched(search: Search, event: BindTried | Bound | EntriesReceived) -> Search:
    match event:
        case BindTried(tried=tried):
            if len(search.tries) >= MOST_PARTS:
                return search
            return replace(search, tries=(*search.tries, tried))
        case Bound(bind=bind, base=base):
            return replace(search, bind=bind, base=base)
        case EntriesReceived(entries=entries, references=references, referrals=referrals):
            return replace(search, entries=entries, references=references, referrals=referrals)


def _with(
    connections: tuple[Connection, ...],
    number: int,
    event: _OfConnection,
) -> tuple[Connection, ...]:
    if connections and connections[-1].number == number:
        longer = _longer(connections[-1], event)
        return connections if longer is None else (*connections[:-1], longer)
    # DNS that is asked beside may answer after a later connection has begun: look it up by number.
    known = {one.number: one for one in connections}
    if number not in known and len(known) >= MOST_PARTS:
        return connections
    found = known.get(number, Connection(number=number))
    longer = _longer(found, event)
    if longer is None:
        return connections
    return tuple({**known, number: longer}.values())


def _longer(found: Connection, event: _OfConnection) -> Connection | None:
    """Give the connection with the event in it; None where there is no room for it."""
    match event:
        case NameResolved(resolution=resolution):
            parts = (*found.resolutions, resolution)
            return replace(found, resolutions=parts) if len(parts) <= MOST_PARTS else None
        case RouteChosen(route=route):
            return replace(found, route=route)
        case ProxyAnswered(answer=answer):
            answers = (*found.proxy_answers, answer)
            return replace(found, proxy_answers=answers) if len(answers) <= MOST_PARTS else None
        case Connected(dial=dial):
            return replace(found, dial=dial)
        case Retrieved(retrieval=retrieval):
            more = (*found.retrievals, retrieval)
            return replace(found, retrievals=more) if len(more) <= MOST_PARTS else None
        case CertificateJudged(judged=judged):
            return replace(found, judged=judged)


A = TypeVar("A", bound=Attempt)


class Watched(Generic[A]):
    """Follows one attempt while the network works on it: records and folds each event at once."""

    def __init__(self, attempt: A, report: Reporter) -> None:
        """Report the start of a fresh attempt; `report` is bound to it."""
        self._report = report
        self.attempt = attempt
        report(AttemptStarted(question=attempt.question))

    def report(self, event: Event) -> None:
        """Record an event of the attempt as a whole."""
        self._add(event, self._report)

    def report_on(self, connection: Reporter, event: Event) -> None:
        """Record an event of one of its connections."""
        self._add(event, connection)

    @property
    def place(self) -> Reporter:
        """The attempt as a whole."""
        return self._report

    def new_connection(self) -> Reporter:
        """Give the place of a further connection."""
        return self._report.in_new_connection()

    def finish(self, failure: Failure | None = None) -> A:
        """Report the end, and give the attempt as it came out."""
        self.report(AttemptFinished(failure=failure))
        return self.attempt

    def _add(self, event: Event, place: Reporter) -> None:
        place(event)
        # An event never turns an attempt into one of another kind.
        self.attempt = cast("A", grown(self.attempt, place.place.connection, event))
