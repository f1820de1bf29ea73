"""The HTTP part of a session as HAR 1.2, which the developer tools of browsers open."""

import base64
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from app import __version__
from app.domain.attempts import Exchange, Leg, Request, Response
from app.domain.events import RunStarted
from app.domain.finding import Conclusions
from app.domain.rows import Row
from app.domain.session import Session
from app.domain.waterfall import Phase, Span, phase_ms, spans
from app.export.indented import indented
from app.export.moments import moment
from app.wording import describe, failure_text

# http://www.softwareishard.com/blog/har-12-spec/ names every field that is written here.
VERSION: Final = "1.2"
NOT_KNOWN: Final = -1
"""What the specification has for a size or a time that does not apply."""

LARGEST_BODY: Final = 1 << 20
"""Bytes of one body; no answer that is kept whole is larger."""

_SECRETS: Final = {"authorization", "proxy-authorization", "cookie", "set-cookie", "set-cookie2"}
_HIDDEN: Final = "(hidden)"
_TEXTUAL: Final = ("text/", "application/xml", "application/json", "application/soap+xml")


def as_har(session: Session, _concluded: Conclusions) -> str:
    """Give an entry for each HTTP request, with its attempt as the page that it belongs to."""
    exchanges = [(row, one) for row, one in session.attempts if isinstance(one, Exchange)]
    document = {
        "log": {
            "version": VERSION,
            "creator": {"name": "Autodiscope", "version": __version__},
            "pages": [_page(session, row, one) for row, one in exchanges],
            "entries": [entry for row, one in exchanges for entry in _entries(session, row, one)],
            "comment": _about(session.started),
        }
    }
    return indented(document)


def _about(started: RunStarted | None) -> str:
    address = f" for {started.address}" if started else ""
    return f"Autodiscover{address}; passwords, tickets, tokens and cookies are left out."


def _page(session: Session, row: Row, exchange: Exchange) -> dict[str, Any]:
    line = describe(row, over=True)
    took = None if row.took_ms is None else max(0.0, row.took_ms)
    page: dict[str, Any] = {
        "startedDateTime": _moment(session, row.started_ms),
        "id": _page_id(row),
        "title": f"{exchange.question.method} {exchange.question.url}",
        "pageTimings": {} if took is None else {"onLoad": round(took, 3)},
    }
    return page | ({"comment": line.verdict} if line.verdict else {})


def _page_id(row: Row) -> str:
    return f"attempt-{row.event}"


def _moment(session: Session, after_ms: float) -> str:
    return moment(session, after_ms).isoformat(timespec="milliseconds")


# --- entries --------------------------------------------------------------------------------


def _entries(session: Session, row: Row, exchange: Exchange) -> Iterator[dict[str, Any]]:
    """Give the legs; an attempt that no request went out for has an entry, too, with its reason."""
    told = spans(session, row)
    rows = [session.row(number) for number in session.children(row.number)]
    legs = [(one, one.subject) for one in rows if isinstance(one.subject, Leg)]
    if not legs:
        question = exchange.question
        asked = Request(method=question.method, url=question.url, headers=question.headers)
        leg = Leg(request=asked)
        yield _entry(session, row, row, leg, told, exchange)
    for place, (leg_row, leg) in enumerate(legs):
        sooner = legs[place - 1][0].number if place else 0
        among = tuple(
            span
            for span in told
            if span.row == leg_row.number or sooner < span.row < leg_row.number
        )
        yield _entry(session, row, leg_row, leg, among, exchange)


def _entry(
    session: Session,
    row: Row,
    leg_row: Row,
    leg: Leg,
    told: tuple[Span, ...],
    exchange: Exchange,
) -> dict[str, Any]:
    started = min((span.started_ms for span in told), default=leg_row.started_ms)
    timings = _timings(told)
    # "time" is the sum of what applies; ssl is a part of connect.
    time = sum(took for name, took in timings.items() if took > 0 and name != "ssl")
    comments = list(_comments(session, row, leg, exchange))
    entry: dict[str, Any] = {
        "pageref": _page_id(row),
        "startedDateTime": _moment(session, started),
        "time": round(time, 3),
        "request": _request(leg.request),
        "response": _response(leg.response),
        "cache": {},
        "timings": timings,
    }
    connection = exchange.connections[-1] if exchange.connections else None
    if connection and connection.dial and connection.dial.address:
        entry["serverIPAddress"] = connection.dial.address
        entry["connection"] = str(connection.number)
    return entry | ({"comment": " ".join(comments)} if comments else {})


def _timings(told: tuple[Span, ...]) -> dict[str, float]:
    tcp, tls = phase_ms(told, Phase.TCP), phase_ms(told, Phase.TLS)
    connect = NOT_KNOWN if tcp is None and tls is None else round((tcp or 0.0) + (tls or 0.0), 3)
    return {
        "blocked": NOT_KNOWN,
        "dns": _known(phase_ms(told, Phase.DNS)),
        "connect": connect,
        "ssl": _known(tls),
        # Not measured apart from waiting; these three must not be negative.
        "send": 0,
        "wait": phase_ms(told, Phase.WAITING) or 0,
        "receive": phase_ms(told, Phase.RECEIVING) or 0,
    }


def _known(took: float | None) -> float:
    return NOT_KNOWN if took is None else took


def _comments(session: Session, row: Row, leg: Leg, exchange: Exchange) -> Iterator[str]:
    place = session.step_of(row)
    if place:
        yield f"Step {place[1]}, round {place[0]}."
    if leg.request.scheme:
        yield f"Signed in by {leg.request.scheme}; the Authorization header is left out."
    if leg.response is None and exchange.failure:
        yield f"{failure_text(exchange.failure)}."
        yield exchange.failure.detail


def _request(request: Request) -> dict[str, Any]:
    body = request.body.encode()
    told: dict[str, Any] = {
        "method": request.method,
        "url": request.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _headers(request.headers),
        "queryString": _query(request.url),
        "headersSize": NOT_KNOWN,
        "bodySize": len(body),
    }
    if request.body:
        kind = _header(request.headers, "content-type") or "text/xml"
        told["postData"] = {"mimeType": kind, "params": [], "text": request.body}
    return told


def _query(url: str) -> list[dict[str, str]]:
    try:
        pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        # A server may name anything as its URL.
        return []
    return [{"name": name, "value": value} for name, value in pairs]


def _response(response: Response | None) -> dict[str, Any]:
    if response is None:
        # As browsers write a request that got no answer.
        return _empty(0, "", [], "", {"size": 0, "mimeType": "x-unknown"})
    headers = response.headers
    location = _header(headers, "location")
    return _empty(response.status, response.reason, _headers(headers), location, _content(response))


def _empty(
    status: int, text: str, headers: list[dict[str, str]], location: str, content: dict[str, Any]
) -> dict[str, Any]:
    return {
        "status": status,
        "statusText": text,
        "httpVersion": "HTTP/1.1" if status else "",
        "cookies": [],
        "headers": headers,
        "content": content,
        "redirectURL": location,
        "headersSize": NOT_KNOWN,
        "bodySize": NOT_KNOWN,
    }


def _content(response: Response) -> dict[str, Any]:
    kind = _header(response.headers, "content-type") or "x-unknown"
    body = response.body[:LARGEST_BODY]
    content: dict[str, Any] = {"size": len(response.body), "mimeType": kind}
    if body:
        content |= _text_of(body, kind)
    if response.cut or len(body) < len(response.body):
        content["comment"] = "Only the beginning of the body was kept."
    return content


def _text_of(body: bytes, kind: str) -> dict[str, str]:
    if kind.lower().startswith((*_TEXTUAL, "x-unknown")):
        try:
            text = body.decode()
        except UnicodeDecodeError:
            pass
        else:
            if "\x00" not in text:
                return {"text": text}
    return {"text": base64.b64encode(body).decode(), "encoding": "base64"}


def _headers(headers: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [
        {"name": name, "value": _HIDDEN if name.lower() in _SECRETS else value}
        for name, value in headers
    ]


def _header(headers: tuple[tuple[str, str], ...], name: str) -> str:
    return next((value for key, value in headers if key.lower() == name), "")
