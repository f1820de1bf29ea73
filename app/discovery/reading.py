"""What the answer of an exchange means."""

from app.domain.attempts import Exchange, Reading, Response
from app.domain.failures import Failure, FailureKind
from app.domain.settings import HttpRedirect
from app.protocol import pox
from app.protocol.redirects import WrongUrlError, resolved_location

_LONGEST_SHOWN = 100
"""Characters of a Location that is of no use."""


def read_exchange(exchange: Exchange, redirect_statuses: tuple[int, ...]) -> Reading:
    """Read a finished exchange by protocol.md 1.5."""
    if exchange.failure:
        return exchange.failure
    response = exchange.response
    if response is None:
        return Failure(kind=FailureKind.PROTOCOL, detail="The server gave no answer.")
    if response.status in redirect_statuses:
        return _redirect(exchange.question.url, response)
    if response.status != 200:
        return Failure(
            kind=FailureKind.HTTP_STATUS,
            detail=f"The server answered {response.status} {response.reason}".rstrip() + ".",
        )
    content_type = next(iter(response.header("content-type")), "")
    return pox.read_answer(response.body, content_type)


def _redirect(url: str, response: Response) -> HttpRedirect | Failure:
    location = next(iter(response.header("location")), "").strip()
    if not location:
        return Failure(
            kind=FailureKind.HTTP_STATUS,
            detail=f"The server answered {response.status} without saying where to go.",
        )
    try:
        return HttpRedirect(status=response.status, location=resolved_location(url, location))
    except WrongUrlError as wrong:
        why = str(wrong)
        return Failure(
            kind=FailureKind.REDIRECT_REFUSED,
            detail=f"It leads to {_shown(location)}: {why[0].lower()}{why[1:]}",
        )


def _shown(location: str) -> str:
    return location if len(location) <= _LONGEST_SHOWN else f"{location[:_LONGEST_SHOWN]}..."
