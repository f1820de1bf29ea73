"""The attempts of a run as JSON."""

from typing import assert_never

from app.domain.attempts import Attempt, Exchange, Lookup, Ping, Search
from app.domain.failures import FailureKind
from app.domain.questions import target
from app.domain.rows import Row
from app.domain.session import Session
from app.domain.settings import ServerError
from app.export.json_values import Json, duration_ms, round_and_step
from app.export.sign_ins import sign_in_keys


def attempt_entry(session: Session, row: Row, attempt: Attempt) -> Json:
    """Give an attempt, with how it signed in."""
    number, step = round_and_step(session, row)
    response = attempt.response if isinstance(attempt, Exchange) else None
    return {
        "step": step,
        "round": number,
        "event": row.event,
        "kind": attempt_kind(attempt),
        "target": target(attempt.question),
        "status": response.status if response else None,
        "duration_ms": duration_ms(row),
        "failure": attempt_failure(attempt),
        "proxy": _proxy(attempt),
        **sign_in_keys(attempt),
    }


def _proxy(attempt: Attempt) -> str | None:
    connections = attempt.connections if isinstance(attempt, Exchange) else ()
    return next((one.proxy for one in reversed(connections) if one.proxy), None)


def attempt_kind(attempt: Attempt) -> str:
    """Name the kind of an attempt."""
    match attempt:
        case Exchange():
            return "exchange"
        case Lookup():
            return "lookup"
        case Search() | Ping():
            # A ping is a search too, in a single datagram.
            return "search"
        case _:
            assert_never(attempt)


def attempt_failure(attempt: Attempt) -> FailureKind | None:
    """Give why an attempt came to nothing; None where it did not."""
    if attempt.failure:
        return attempt.failure.kind
    if isinstance(attempt, Exchange) and isinstance(attempt.reading, ServerError):
        return FailureKind.SERVER_ERROR
    return None
