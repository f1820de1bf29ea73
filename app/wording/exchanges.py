"""Exchanges with web servers and their legs, each in one line."""

from http import HTTPStatus
from typing import assert_never

from app.domain.attempts import Exchange, Leg, Reading, Request, Response
from app.domain.authentication import Scheme, offered_schemes
from app.domain.connections import Dial
from app.domain.failures import Failure, FailureKind
from app.domain.settings import AddressRedirect, HttpRedirect, ServerError, Settings, UrlRedirect
from app.wording.certificates import accepted_because
from app.wording.course import black_hole_text
from app.wording.failures import failure_text, server_error_text
from app.wording.language import _
from app.wording.lines import Line, Mark, Verdict, line, under_way
from app.wording.tokens import token_text


def exchange_line(exchange: Exchange, *, over: bool, duration_ms: float | None) -> Line:
    """Describe an HTTP attempt; `over` says that nothing more can come of it."""
    question = exchange.question
    verdict, mark = _exchange_verdict(exchange, duration_ms) or under_way(
        _waiting_for(exchange), over=over
    )
    return line(f"{question.method} {question.url}", verdict, mark)


def leg_line(leg: Leg, *, over: bool) -> Line:
    """Describe one request with its response."""
    what = f"{leg.request.method}, {_signs_in(leg.request)}"
    if leg.response is None:
        return line(what, *under_way(_("waiting for the response"), over=over))
    status = leg.response.status
    if 200 <= status < 300:
        mark = Mark.GOOD
    else:
        # A redirect and a 401 are part of the way.
        mark = Mark.INFORMATION if status < 400 or status == 401 else Mark.WARNING
    return line(what, f"{_status(leg.response)}{_challenge(leg)}", mark)


def _signs_in(request: Request) -> str:
    if request.scheme is None:
        return _("anonymous")
    scheme = scheme_title(request.scheme)
    if request.token is not None:
        return f"{scheme}: {token_text(request.token)}"
    if not request.username:
        return _("signed in with {scheme}").format(scheme=scheme)
    return _("signed in with {scheme} as {who}").format(scheme=scheme, who=request.username)


def _challenge(leg: Leg) -> str:
    """Say what a response wants of whoever signs in, or answers to it."""
    if leg.response is None:
        return ""
    if leg.response.token is not None:
        return f"; {token_text(leg.response.token)}"
    schemes = _schemes(leg.response) if leg.response.status == 401 else ()
    return "; " + _("offers {schemes}").format(schemes=", ".join(schemes)) if schemes else ""


def scheme_title(scheme: Scheme) -> str:
    """Name a way of signing in as servers write it."""
    match scheme:
        case Scheme.NEGOTIATE:
            return "Negotiate"
        case Scheme.NTLM:
            return "NTLM"
        case Scheme.BASIC:
            return "Basic"
        case _:
            assert_never(scheme)


def asks_for_sign_in(schemes: tuple[str, ...]) -> str:
    """Say what a 401 proves, and no more. protocol.md 7.5"""
    offer = f" ({', '.join(schemes)})" if schemes else ""
    return _("reachable, asks for a sign-in{offer}").format(offer=offer)


def _exchange_verdict(exchange: Exchange, duration_ms: float | None) -> Verdict | None:
    if exchange.failure:
        return _exchange_failure(exchange, exchange.failure, duration_ms)
    if exchange.reading is not None:
        return _reading_verdict(exchange.reading)
    if not exchange.finished or exchange.response is None:
        return None
    return _answered(exchange.response)


def _exchange_failure(exchange: Exchange, failure: Failure, duration_ms: float | None) -> Verdict:
    response, judged = exchange.response, exchange.judged
    match failure.kind:
        case FailureKind.SIGN_IN_NEEDED:
            return asks_for_sign_in(_schemes(response)), Mark.INFORMATION
        case FailureKind.CERTIFICATE_REJECTED if judged and not judged.acceptance.accepted:
            return accepted_because(judged), Mark.BAD
        case FailureKind.TIMED_OUT if hole := _black_hole(exchange):
            return black_hole_text(hole), Mark.BAD
        case FailureKind.HTTP_STATUS if response:
            return _answered(response)[0], Mark.BAD
        case FailureKind.TIMED_OUT if any(
            one.dial and one.dial.address for one in exchange.connections
        ):
            # Somebody is there: what he did not do in time says more than the time alone.
            return failure_text(failure), Mark.BAD
        case _:
            return failure_text(failure, duration_ms=duration_ms), Mark.BAD


def _black_hole(exchange: Exchange) -> Dial | None:
    newest = exchange.connections[-1].dial if exchange.connections else None
    return newest if newest and newest.is_black_hole else None


def _reading_verdict(reading: Reading) -> Verdict:
    match reading:
        case Settings():
            return _("settings found"), Mark.GOOD
        case AddressRedirect(address=address):
            return _("the server names another address: {address}").format(
                address=address
            ), Mark.INFORMATION
        case UrlRedirect(url=url):
            return _("the server names another URL: {url}").format(url=url), Mark.INFORMATION
        case HttpRedirect(status=status, location=location):
            return _("redirects to {location} (HTTP {status})").format(
                location=location, status=status
            ), Mark.INFORMATION
        case ServerError():
            return server_error_text(reading), Mark.BAD
        case Failure():
            return failure_text(reading), Mark.BAD
        case _:
            assert_never(reading)


def _answered(response: Response) -> Verdict:
    if response.status == 401:
        return asks_for_sign_in(_schemes(response)), Mark.INFORMATION
    if response.status == 403:
        # protocol.md 7.5
        return (
            _("blocked (HTTP 403): SSL required, a publishing rule, or an IP restriction"),
            Mark.BAD,
        )
    if response.status < 400:
        return _status(response), Mark.INFORMATION
    return _status(response), Mark.BAD


def _status(response: Response) -> str:
    reason = response.reason
    if not reason and response.status in set(HTTPStatus):
        reason = HTTPStatus(response.status).phrase
    return f"HTTP {response.status} {reason}".rstrip()


def _schemes(response: Response | None) -> tuple[str, ...]:
    return offered_schemes(response.header("www-authenticate")) if response else ()


def _waiting_for(exchange: Exchange) -> str:
    if exchange.legs:
        return _("waiting for the response")
    newest = exchange.connections[-1] if exchange.connections else None
    if newest is None:
        return _("looking the name up")
    if newest.judged:
        return _("sending the request")
    return _("securing the connection") if newest.dial else _("connecting")
