"""What the answer of a service proves, in the honest terms of protocol.md 7.5."""

from collections.abc import Callable

from msgspec import Struct

from app.domain.attempts import Exchange, Response
from app.domain.authentication import offered_schemes
from app.domain.events import ProbeResult
from app.domain.failures import Failure, FailureKind
from app.domain.probing import RpcProxyTold, Told

Read = Callable[[bytes, str], Told | Failure]
_SOAP_STATUSES = {200, 500}
"""A fault comes with 500. https://www.w3.org/TR/2000/NOTE-SOAP-20000508/ 6.2"""


class Proven(Struct, frozen=True, kw_only=True):
    """What one answer comes to."""

    result: ProbeResult
    failure: Failure | None = None
    schemes: tuple[str, ...] = ()
    told: Told | None = None


def read_look(exchange: Exchange) -> Proven:
    """Say what the answer to a plain GET proves: never that the service works."""
    response = exchange.response
    proven = _without_answer(exchange)
    if proven is not None or response is None:
        return proven or Proven(result=ProbeResult.FAILS, failure=exchange.failure)
    # A redirect is how OWA sends to its sign-in form; 405 is a service that wants a POST.
    if response.status < 400 or response.status == 405:
        return Proven(result=ProbeResult.REACHABLE, schemes=_schemes(exchange))
    return Proven(result=ProbeResult.FAILS, failure=of_status(response))


def read_rpc_proxy(exchange: Exchange) -> Proven:
    """Say whether the RPC proxy let the user in; nothing is tried through it."""
    proven = read_look(exchange)
    signed_in = any(leg.request.scheme and leg.response for leg in exchange.legs)
    is_in = exchange.response is not None and exchange.response.status == 200
    if proven.result is ProbeResult.REACHABLE and signed_in and is_in:
        return Proven(
            result=proven.result, schemes=proven.schemes, told=RpcProxyTold(), failure=None
        )
    return proven


def read_soap_answer(exchange: Exchange, read: Read) -> Proven:
    """Say whether the service did what was asked of it."""
    return _read(exchange, read, _SOAP_STATUSES)


def read_file(exchange: Exchange, read: Read) -> Proven:
    """Say whether a file came that can be read."""
    return _read(exchange, read, {200})


def _read(exchange: Exchange, read: Read, statuses: set[int]) -> Proven:
    response = exchange.response
    proven = _without_answer(exchange)
    if proven is not None or response is None:
        return proven or Proven(result=ProbeResult.FAILS, failure=exchange.failure)
    schemes = _schemes(exchange)
    if response.status not in statuses:
        failure = of_status(response)
        return Proven(result=ProbeResult.FAILS, failure=failure, schemes=schemes)
    media_type = next(iter(response.header("content-type")), "")
    told = read(response.body, media_type)
    if isinstance(told, Failure):
        if response.status != 200 and told.kind is not FailureKind.SERVER_ERROR:
            # IIS' own page about a fault says less than its status.
            told = of_status(response)
        return Proven(result=ProbeResult.FAILS, failure=told, schemes=schemes)
    return Proven(result=ProbeResult.WORKS, schemes=schemes, told=told)


def _without_answer(exchange: Exchange) -> Proven | None:
    """Give what there is to say where the service itself has said nothing yet."""
    response = exchange.response
    if response is None:
        return Proven(result=ProbeResult.FAILS, failure=exchange.failure)
    schemes = _schemes(exchange)
    if response.status == 401:
        failure = exchange.failure
        refused = failure is not None and failure.kind is FailureKind.SIGN_IN_REFUSED
        was_tried = exchange.tries or any(leg.request.scheme for leg in exchange.legs)
        if refused and was_tried:
            return Proven(result=ProbeResult.FAILS, failure=failure, schemes=schemes)
        return Proven(result=ProbeResult.REACHABLE, schemes=schemes)
    if exchange.failure:
        return Proven(result=ProbeResult.FAILS, failure=exchange.failure, schemes=schemes)
    return None


def _schemes(exchange: Exchange) -> tuple[str, ...]:
    for leg in exchange.legs:
        if leg.response and leg.response.status == 401:
            return offered_schemes(leg.response.header("www-authenticate"))
    return ()


def of_status(response: Response) -> Failure:
    """Say what a status means that no service that works gives."""
    said = f"The server answered {response.status} {response.reason}".rstrip()
    if response.status == 403:
        # protocol.md 7.5
        said += (
            ": blocked, for want of TLS (403.4), by a publishing rule, or for the address of"
            " this PC"
        )
    elif 300 <= response.status < 400:
        said += ": it leads to another page, such as a form to sign in"
    return Failure(kind=FailureKind.HTTP_STATUS, detail=f"{said}.")
