"""Where the time of an attempt went: names, connections, TLS, waiting, receiving."""

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from app.domain.attempts import Attempt, Exchange, Leg, Lookup
from app.domain.connections import Dial, Judged, Resolution
from app.domain.rows import Row
from app.domain.session import Session


class Phase(StrEnum):
    """What the time was spent on."""

    DNS = "dns"
    TCP = "tcp"
    TLS = "tls"
    WAITING = "waiting"
    RECEIVING = "receiving"


class Span(Struct, frozen=True, kw_only=True):
    """One phase; times are milliseconds, counted from the start of the run."""

    phase: Phase
    started_ms: float
    duration_ms: float
    row: int
    """The number of the row that tells of it."""

    @property
    def ended_ms(self) -> float:
        return self.started_ms + self.duration_ms


def spans(session: Session, row: Row) -> tuple[Span, ...]:
    """Give the phases of an attempt in the order in which they ended.

    What was asked only for comparison took nobody's time, and is left out.
    """
    below = (session.row(number) for number in session.children(row.number))
    told = [span for one in below for span in _of(one)]
    attempt = row.subject
    if isinstance(attempt, Attempt) and not isinstance(attempt, Exchange):
        told.extend(_rest(row, told, Phase.DNS if isinstance(attempt, Lookup) else Phase.WAITING))
    return tuple(told)


def phase_ms(told: tuple[Span, ...], phase: Phase) -> float | None:
    """Add up one phase; None where it never came to it."""
    among = [span.duration_ms for span in told if span.phase is phase]
    return round(sum(among), 3) if among else None


def _of(row: Row) -> Iterator[Span]:
    # A fact about the way is reported when it is over, and brings its duration along.
    match row.subject:
        case Resolution(beside=False, duration_ms=took):
            yield _before(row, Phase.DNS, took)
        case Dial(raced_ms=took):
            yield _before(row, Phase.TCP, took)
        case Judged(handshake_ms=took):
            yield _before(row, Phase.TLS, took)
        case Leg(response=response) if row.ended_ms is not None:
            whole = max(0.0, row.ended_ms - row.started_ms)
            waited = min(whole, response.waited_ms) if response and response.waited_ms else whole
            yield _span(row, Phase.WAITING, row.started_ms, waited)
            if waited < whole:
                yield _span(row, Phase.RECEIVING, row.started_ms + waited, whole - waited)
        case _:
            return


def _rest(row: Row, told: list[Span], phase: Phase) -> Iterator[Span]:
    """Give what is left of an attempt that has no legs: the other side was waited for."""
    if row.ended_ms is None:
        return
    began = max((span.ended_ms for span in told), default=row.started_ms)
    if row.ended_ms > began:
        yield _span(row, phase, began, row.ended_ms - began)


def _before(row: Row, phase: Phase, took: float) -> Span:
    took = max(0.0, took)
    return _span(row, phase, max(0.0, row.started_ms - took), took)


def _span(row: Row, phase: Phase, started: float, took: float) -> Span:
    return Span(phase=phase, started_ms=started, duration_ms=round(took, 3), row=row.number)
