"""The attempts of a session as a table for Excel and its like. RFC 4180"""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from app.domain.attempts import Attempt, Exchange, Search
from app.domain.connections import Judged
from app.domain.finding import Conclusions
from app.domain.questions import target
from app.domain.rows import Row
from app.domain.session import Session
from app.domain.waterfall import Phase, phase_ms, spans
from app.export.json_attempts import attempt_failure, attempt_kind
from app.export.moments import moment
from app.wording import describe, one_line

COLUMNS: Final = (
    "event",
    "round",
    "step",
    "kind",
    "method",
    "target",
    "address",
    "proxy",
    "started_at",
    "started_ms",
    "duration_ms",
    "dns_ms",
    "tcp_ms",
    "tls_ms",
    "waiting_ms",
    "receiving_ms",
    "status",
    "failure",
    "result",
    "detail",
    "scheme",
    "requests",
    "tls_version",
    "accepted",
    "trusted",
    "in_date",
    "name_matches",
    "problems",
    "subject",
    "issuer",
    "not_after",
    "sha256",
)
"""Scripts rest on them: more may be added at the end, none taken away or moved."""

_Cell = str | int | float | None

# Excel tells from these that a file is UTF-8 and not of the system's code page.
_BYTE_ORDER_MARK = "\ufeff"

# OWASP, "CSV Injection"; and their full-width forms, which East Asian Excel takes for the same.
_STARTS_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def as_csv(session: Session, _concluded: Conclusions) -> str:
    """Give a line for each attempt, with its times and its certificate."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row, attempt in session.attempts:
        cells = _cells(session, row, attempt)
        writer.writerow([harmless(cells.get(column)) for column in COLUMNS])
    return _BYTE_ORDER_MARK + lines.getvalue()


def harmless(cell: _Cell) -> _Cell:
    """Keep a text one line, and keep spreadsheets from calculating with it."""
    if not isinstance(cell, str):
        return cell
    text = one_line(cell)
    return (
        f"'{text}" if cell.startswith(_STARTS_FORMULA) or text.startswith(_STARTS_FORMULA) else text
    )


def _cells(session: Session, row: Row, attempt: Attempt) -> dict[str, _Cell]:
    place = session.step_of(row)
    told = spans(session, row)
    ended = row.ended_ms
    return {
        "event": row.event,
        "round": place[0] if place else None,
        "step": place[1].value if place else None,
        "kind": attempt_kind(attempt),
        "target": target(attempt.question),
        "started_at": _moment(moment(session, row.started_ms)),
        "started_ms": row.started_ms,
        "duration_ms": None if ended is None else round(ended - row.started_ms, 3),
        **{f"{phase}_ms": phase_ms(told, phase) for phase in Phase},
        "failure": attempt_failure(attempt),
        "result": describe(row, over=True).verdict,
        "detail": attempt.failure.detail if attempt.failure else None,
        **_of_exchange(attempt),
        **_of_connection(attempt),
    }


def _of_exchange(attempt: Attempt) -> dict[str, _Cell]:
    if not isinstance(attempt, Exchange):
        return {}
    response = attempt.response
    schemes = [leg.request.scheme for leg in attempt.legs if leg.request.scheme]
    return {
        "method": attempt.question.method,
        "status": response.status if response else None,
        "scheme": schemes[-1].value if schemes else None,
        "requests": len(attempt.legs),
    }


def _of_connection(attempt: Attempt) -> dict[str, _Cell]:
    connections = attempt.connections if isinstance(attempt, Exchange | Search) else ()
    dials = [one.dial for one in connections if one.dial]
    judged = [one.judged for one in connections if one.judged]
    return {
        "address": dials[-1].address if dials else None,
        "proxy": next((one.proxy for one in reversed(connections) if one.proxy), None),
        **(dict(_of_certificate(judged[-1])) if judged else {}),
    }


def _of_certificate(judged: Judged) -> Iterator[tuple[str, _Cell]]:
    verdict = judged.verdict
    yield "tls_version", judged.tls_version
    yield "accepted", _yes(judged.acceptance.accepted)
    yield "trusted", _yes(verdict.trusted)
    yield "in_date", _yes(verdict.in_date)
    yield "name_matches", _yes(verdict.name_matches)
    yield "problems", " ".join(verdict.problems)
    for leaf in verdict.presented[:1]:
        yield "subject", leaf.subject
        yield "issuer", leaf.issuer
        yield "not_after", _moment(leaf.not_after) if leaf.not_after else None
        yield "sha256", leaf.sha256


def _yes(good: bool) -> str:  # noqa: FBT001 - the value itself is what is told.
    return "yes" if good else "no"


def _moment(when: datetime) -> str:
    return when.isoformat(timespec="milliseconds")
