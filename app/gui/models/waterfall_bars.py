"""The bar of each row in the run's waterfall: when it was under way, and with what."""

from msgspec import Struct

from app.domain.attempts import Exchange, Leg, Lookup, Ping, Search
from app.domain.connections import Dial, Judged, Resolution
from app.domain.rows import Row, StepState
from app.domain.session import Session
from app.domain.waterfall import Span, spans


class Bar(Struct, frozen=True, kw_only=True):
    """One row's part of the run; times are milliseconds since the start."""

    started_ms: float
    ended_ms: float
    whole_ms: float
    """How long the run is by now: the width of the column."""
    spans: tuple[Span, ...] = ()
    """What the time went into, as far as it is known."""


def bar(session: Session, row: Row) -> Bar | None:
    """Give a row's bar; None where it took no time of its own."""
    told: tuple[Span, ...] = ()
    started = row.started_ms
    ended = session.last_ms if row.ended_ms is None else row.ended_ms
    match row.subject:
        case StepState(started=True):
            pass
        case Exchange() | Lookup() | Search() | Ping():
            told = spans(session, row)
        case Resolution() | Dial() | Judged() | Leg() if row.parent:
            # A fact about the way is told when it is over, within its attempt.
            attempt = session.row(row.parent)
            told = tuple(one for one in spans(session, attempt) if one.row == row.number)
            began = min((one.started_ms for one in told), default=started)
            started = min(started, max(began, attempt.started_ms))
        case _:
            return None
    if ended <= started:
        return None
    whole = max(session.last_ms, ended)
    return Bar(started_ms=started, ended_ms=ended, whole_ms=whole, spans=told)
