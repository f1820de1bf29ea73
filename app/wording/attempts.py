"""Attempts and their parts, each in one line."""

from http import HTTPStatus
from typing import assert_never

from app.domain.acceptance import Ground
from app.domain.attempts import Exchange, Leg, Lookup, Ping, Reading, Request, Response, Search
from app.domain.authentication import Scheme, offered_schemes
from app.domain.connections import AddressOutcome, Dial, Judged, Resolution, ResolvedBy
from app.domain.failures import Failure, FailureKind
from app.domain.settings import AddressRedirect, HttpRedirect, ServerError, Settings, UrlRedirect
from app.wording.certificates import accepted_because, problem_title
from app.wording.course import black_hole_text, overtaken_text
from app.wording.failures import error_title, failure_text
from app.wording.language import _, ngettext
from app.wording.lines import Line, Mark, line
from app.wording.tokens import token_text

Verdict = tuple[str, Mark]


def exchange_line(exchange: Exchange, *, over: bool, duration_ms: float | None) -> Line:
    """Describe an HTTP attempt; `over` says that nothing more can come of it."""
    question = exchange.question
    verdict, mark = _exchange_verdict(exchange, duration_ms) or _open_verdict(
        _waiting_for(exchange), over=over
    )
    return line(f"{question.method} {question.url}", verdict, mark)


def lookup_line(lookup: Lookup, *, over: bool, duration_ms: float | None) -> Line:
    """Describe a DNS attempt."""
    verdict, mark = _lookup_verdict(lookup, duration_ms) or _open_verdict(
        _("asking DNS"), over=over
    )
    return line(f"SRV {lookup.question.name}", verdict, mark)


def search_line(search: Search, *, over: bool, duration_ms: float | None) -> Line:
    """Describe an LDAP attempt."""
    verdict, mark = _search_verdict(search, duration_ms) or _open_verdict(
        _("asking the directory"), over=over
    )
    return line(_("Search {url}").format(url=search.question.url), verdict, mark)


def ping_line(ping: Ping, *, over: bool, duration_ms: float | None) -> Line:
    """Describe a ping of a domain controller."""
    what = _("Ping {url}").format(url=ping.question.url)
    if ping.failure:
        # Nothing but the site is missing then.
        return line(what, failure_text(ping.failure, duration_ms=duration_ms), Mark.WARNING)
    if ping.controller is None:
        return line(what, *_open_verdict(_("asking the domain controller"), over=over))
    site = ping.controller.client_site
    if site:
        return line(what, _("this PC is in AD site {site}").format(site=site), Mark.GOOD)
    return line(what, _("the subnet of this PC is mapped to no AD site"), Mark.WARNING)


def resolution_line(resolution: Resolution) -> Line:
    """Describe how a name was resolved."""
    what = (
        _("Name {host} ({resolver}, for comparison)")
        if resolution.beside
        else _("Name {host} ({resolver})")
    ).format(host=resolution.host, resolver=resolver_title(resolution.by))
    if resolution.failure:
        text = failure_text(resolution.failure, duration_ms=resolution.duration_ms)
        return line(what, text, Mark.INFORMATION if resolution.beside else Mark.BAD)
    mark = Mark.INFORMATION if resolution.beside else Mark.GOOD
    addresses = ", ".join(resolution.addresses)
    if resolution.canonical_name:
        addresses = _("{addresses}, an alias of {name}").format(
            addresses=addresses, name=resolution.canonical_name
        )
    return line(what, addresses, mark)


def dial_line(dial: Dial) -> Line:
    """Describe the race for a connection."""
    what = _("Connect to {host}:{port}").format(host=dial.host, port=dial.port)
    if dial.is_black_hole:
        return line(what, black_hole_text(dial), Mark.BAD)
    if dial.failure:
        waited = max((one.started_ms + one.duration_ms for one in dial.tried), default=None)
        return line(what, failure_text(dial.failure, duration_ms=waited), Mark.BAD)
    vias = (one.via for one in dial.tried if one.outcome is AddressOutcome.CONNECTED)
    via = next(vias, "")
    connected = (
        _("connected to {address}, reached at {via}") if via else _("connected to {address}")
    ).format(address=dial.address, via=via)
    count = len(dial.tried)
    if count > 1:
        connected += " " + _("(of {count} addresses tried)").format(count=count)
    if slower := overtaken_text(dial):
        mark = Mark.WARNING if dial.unanswered else Mark.INFORMATION
        return line(what, f"{connected}; {slower}", mark)
    return line(what, connected, Mark.GOOD)


def judged_line(judged: Judged) -> Line:
    """Describe a certificate's verdict."""
    what = _("Certificate of {host}:{port}").format(host=judged.host, port=judged.port)
    verdict = accepted_because(judged)
    match judged.acceptance.ground:
        case Ground.GOOD:
            problems = "; ".join(problem_title(one) for one in judged.verdict.problems)
            if problems:
                return line(
                    what,
                    _("{verdict}; but: {problems}").format(verdict=verdict, problems=problems),
                    Mark.WARNING,
                )
            return line(what, verdict, Mark.GOOD)
        case Ground.TOLERATED | Ground.GRANTED:
            return line(what, verdict, Mark.WARNING)
        case Ground.REJECTED:
            return line(what, verdict, Mark.BAD)
        case _:
            assert_never(judged.acceptance.ground)


def leg_line(leg: Leg, *, over: bool) -> Line:
    """Describe one request with its response."""
    what = f"{leg.request.method}, {_signs_in(leg.request)}"
    if leg.response is None:
        return line(what, *_open_verdict(_("waiting for the response"), over=over))
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


def server_error_text(error: ServerError) -> str:
    """Tell an Autodiscover Error element in one line."""
    title = error_title(error.code)
    says_more = title and title != error.message.rstrip(".").lower()
    meaning = f" ({title})" if says_more else ""
    message = f': "{error.message}"' if error.message else ""
    return _("the server answers with error {code}{meaning}{message}").format(
        code=error.code, meaning=meaning, message=message
    )


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


def _lookup_verdict(lookup: Lookup, duration_ms: float | None) -> Verdict | None:
    if lookup.failure:
        if lookup.failure.kind is FailureKind.NAME_NOT_FOUND:
            return _("there is no such record"), Mark.INFORMATION
        return failure_text(lookup.failure, duration_ms=duration_ms), Mark.BAD
    if not lookup.records:
        return (_("there is no such record"), Mark.INFORMATION) if lookup.finished else None
    if all(record.target == "." for record in lookup.records):
        # RFC 2782: "." means that the service is decidedly not available at this domain.
        return _("the record says that there is no such service"), Mark.WARNING
    best = lookup.records[0]
    others = len(lookup.records) - 1
    text = _("{target}, port {port}, and {others} more") if others else _("{target}, port {port}")
    return text.format(target=best.target, port=best.port, others=others), Mark.GOOD


def _search_verdict(search: Search, duration_ms: float | None) -> Verdict | None:
    if search.failure:
        return failure_text(search.failure, duration_ms=duration_ms), Mark.BAD
    if not search.entries and not search.finished:
        return None
    count, references = len(search.entries), search.references
    text = (
        ngettext("{count} object found", "{count} objects found", count).format(count=count)
        if count
        else _("no object found")
    )
    if references:
        text += "; " + ngettext(
            "the answer points to {count} other directory, not asked",
            "the answer points to {count} other directories, not asked",
            references,
        ).format(count=references)
    return text, Mark.GOOD if count else Mark.WARNING


def _open_verdict(doing: str, *, over: bool) -> Verdict:
    return (_("interrupted"), Mark.WARNING) if over else (f"{doing} ...", Mark.BUSY)


def _waiting_for(exchange: Exchange) -> str:
    if exchange.legs:
        return _("waiting for the response")
    newest = exchange.connections[-1] if exchange.connections else None
    if newest is None:
        return _("looking the name up")
    if newest.judged:
        return _("sending the request")
    return _("securing the connection") if newest.dial else _("connecting")


def resolver_title(by: ResolvedBy) -> str:
    match by:
        case ResolvedBy.OPERATING_SYSTEM:
            return _("operating system")
        case ResolvedBy.DNS:
            return "DNS"
        case ResolvedBy.GIVEN:
            return _("as given")
        case _:
            assert_never(by)
