"""A session in the words of Outlook's own test dialog, to lay the two side by side."""

from collections.abc import Iterator
from typing import Final

from app.domain.attempts import Attempt, Exchange, Lookup
from app.domain.events import PointsChosen, RedirectFollowed
from app.domain.failures import FailureKind
from app.domain.rows import PointState, RoundState, Row, StepState, Turn
from app.domain.session import Session
from app.domain.settings import (
    AddressRedirect,
    HttpRedirect,
    ProtocolSettings,
    Settings,
    UrlRedirect,
)
from app.domain.steps import Found, Readdressed, StepName
from app.wording.lines import one_line

# All lines: screenshots of Microsoft's. [PF-IMG] [KB2212902-LOGTAB], protocol.md 10.1
STARTED: Final = "Autoconfiguration has started, this may take up to a minute"
FOUND: Final = "Autoconfiguration found the following settings:"
NOT_FOUND: Final = "Autoconfiguration was unable to determine your settings!"
SUCCEEDED: Final = "Succeeded (0x00000000)"
FAILED: Final = "Failed (0x800C8203)"
# [EXTESTER], a clone of the dialog: a weak source.
REDIRECTED: Final = "Failed (0x800C8204)"
NO_OBJECT: Final = "Failed (0x8004010F)"
NO_NAME: Final = "Failed (0x80072EE7)"

_PROTOCOLS: Final = {
    # The first name is UNSOURCED, the others stand in a screenshot. protocol.md 10.1
    "EXCH": "Exchange RPC",
    "EXPR": "Exchange HTTP",
    "EXHTTP": "Exchange HTTP",
    "mapiHttp": "Exchange MAPI HTTP",
}
_URLS: Final = (
    ("ASUrl", "Availability Service URL"),
    ("OOFUrl", "OOF URL"),
    ("OABUrl", "OAB URL"),
    ("UMUrl", "Unified Message Service URL"),
)
_MAPI_URLS: Final = (
    ("MailStore/ExternalUrl", "MAPI HTTP Mailstore External Url"),
    ("AddressBook/ExternalUrl", "MAPI HTTP Addressbook External Url"),
)
_WEB_URLS: Final = (
    ("Internal/OWAUrl", "Internal OWA URL"),
    ("External/OWAUrl", "External OWA URL"),
)
# WinHTTP's numbers. protocol.md 5.8
_NUMBERS: Final = {
    FailureKind.NAME_NOT_FOUND: 12007,
    FailureKind.NO_ANSWER_FROM_DNS: 12007,
    FailureKind.TIMED_OUT: 12002,
    FailureKind.REFUSED: 12029,
    FailureKind.UNREACHABLE: 12029,
    FailureKind.RESET: 12031,
    FailureKind.TLS: 12157,
    # The umbrella that Outlook logs for whatever is wrong with a certificate. [OLKDISC]
    FailureKind.CERTIFICATE_REJECTED: 12175,
    FailureKind.PROTOCOL: 12152,
}


def results_tab(session: Session) -> str:
    """Give the Results tab, a line each; what no source words stands in words of our own."""
    lines = [STARTED]
    if session.chosen is not None:
        lines += [FOUND, *_results(session.chosen.settings)]
    elif session.finished is not None:
        lines.append(NOT_FOUND)
    return "\n".join(lines) + "\n"


def log_tab(session: Session) -> str:
    """Give the Log tab; Outlook's slip, which calls a redirect check an SRV lookup, included."""
    address = session.started.address if session.started else ""
    lines = [f"  SMTP={one_line(address)}"]
    for row in session.rows:
        if isinstance(row.subject, StepState) and row.subject.started:
            lines += _step(session, row, row.subject)
    return "\n".join(lines) + "\n"


# --- Results ---------------------------------------------------------------------------------


def _results(settings: Settings) -> Iterator[str]:
    yield f"Display Name: {one_line(settings.user.display_name)}"
    for protocol in settings.protocols:
        yield from _told(protocol, _WEB_URLS)
    for protocol in settings.protocols:
        if name := _PROTOCOLS.get(protocol.type):
            yield ""
            yield f"Protocol: {name}"
            yield from _protocol(protocol)


def _protocol(protocol: ProtocolSettings) -> Iterator[str]:
    if protocol.type == "mapiHttp":
        yield from _told(protocol, _MAPI_URLS)
        return
    yield from _told(protocol, (("Server", "Server"), ("LoginName", "Login Name")))
    if protocol.type != "EXCH":
        # [EX07-PROTOCOL]: without the element SSL is on.
        is_off = protocol.text("SSL").lower() == "off"
        yield f"SSL: {'No' if is_off else 'Yes'}"
        # "none" switches the test of the principal's name off. protocol.md 5.5
        is_none = protocol.text("CertPrincipalName").lower() == "none"
        yield f"Mutual Authentication: {'No' if is_none else 'Yes'}"
    yield from _told(protocol, _URLS)


def _told(protocol: ProtocolSettings, names: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for element, title in names:
        if text := protocol.text(element):
            yield f"{title}: {one_line(text)}"


# --- Log -------------------------------------------------------------------------------------


def _step(session: Session, row: Row, state: StepState) -> Iterator[str]:
    step = state.planned.step
    domain = _domain(session, row)
    if step is StepName.LOCAL_XML:
        yield f"Local autodiscover for {domain} starting"
        good = isinstance(state.result, Found | Readdressed)
        yield f"Local autodiscover for {domain} {SUCCEEDED if good else NO_OBJECT}"
        return
    points = set(_points(session, row))
    for number in session.children(row.number):
        subject = session.row(number).subject
        if isinstance(subject, Exchange | Lookup):
            if isinstance(subject, Exchange) and subject.question.url in points:
                yield f"Attempting URL {one_line(subject.question.url)} found through SCP"
            yield from _attempt(subject, domain)
        elif isinstance(subject, RedirectFollowed) and subject.status is not None:
            # UNSOURCED wording. protocol.md 10.1
            yield f"Autodiscover URL redirection to {one_line(subject.target)}"


def _domain(session: Session, row: Row) -> str:
    """Give the mail domain of the round."""
    above = session.row(row.parent).subject if row.parent else None
    address = above.address if isinstance(above, RoundState) else ""
    return one_line(address.rpartition("@")[2])


def _points(session: Session, row: Row) -> Iterator[str]:
    for number in session.children(row.number):
        if not isinstance(session.row(number).subject, PointsChosen):
            continue
        for below in session.children(number):
            subject = session.row(below).subject
            if isinstance(subject, PointState) and subject.turn is Turn.ASKED:
                yield subject.point.url


def _attempt(attempt: Attempt, domain: str) -> Iterator[str]:
    match attempt:
        case Lookup():
            yield f"Srv Record lookup for {domain} starting"
            if attempt.finished:
                outcome = NO_OBJECT if attempt.failure else SUCCEEDED
                yield f"Srv Record lookup for {domain} {outcome}"
        case Exchange() if attempt.question.method == "GET":
            yield from _check(attempt)
        case Exchange():
            yield from _post(attempt)
        case _:
            return


def _post(exchange: Exchange) -> Iterator[str]:
    url = one_line(exchange.question.url)
    yield f"Autodiscover to {url} starting"
    yield from _numbers(exchange)
    if exchange.finished:
        yield f"Autodiscover to {url} {_outcome(exchange)}"


def _outcome(exchange: Exchange) -> str:
    match exchange.reading:
        case Settings():
            return SUCCEEDED
        case AddressRedirect() | UrlRedirect() | HttpRedirect():
            return REDIRECTED
        case _:
            return FAILED


def _check(exchange: Exchange) -> Iterator[str]:
    url = one_line(exchange.question.url)
    yield f"Redirect check to {url} starting"
    if exchange.response is not None:
        yield from _numbers(exchange)
    if exchange.finished and exchange.failure:
        no_name = _NUMBERS.get(exchange.failure.kind) == _NUMBERS[FailureKind.NAME_NOT_FOUND]
        yield f"Srv Record lookup for {url} {NO_NAME if no_name else FAILED}"


def _numbers(exchange: Exchange) -> Iterator[str]:
    for leg in exchange.legs:
        if leg.response is not None:
            yield f"GetLastError=0; httpStatus={leg.response.status}."
    failure = exchange.failure
    if failure is not None and failure.kind in _NUMBERS and exchange.response is None:
        yield f"GetLastError={_NUMBERS[failure.kind]}; httpStatus=0."
