"""A finished run as JSON, with names that other people's scripts rest on."""

from collections.abc import Iterator
from typing import assert_never

from app import __version__
from app.domain.attempts import Attempt, Exchange, Lookup, Ping, Search
from app.domain.clock import read_clocks, wronged
from app.domain.conditions import Continued
from app.domain.course import outlook_course, step_cost
from app.domain.events import MachineDetected, PointsChosen
from app.domain.failures import FailureKind
from app.domain.features import features
from app.domain.finding import Conclusions, Finding, Findings
from app.domain.prompts import Answer
from app.domain.questions import target
from app.domain.rows import (
    PointerState,
    PointState,
    PromptState,
    Row,
    ServiceState,
    StepState,
    Turn,
)
from app.domain.scp import ScpPointer, ServicePoint
from app.domain.session import Session
from app.domain.settings import ServerError
from app.domain.steps import (
    Found,
    Interrupted,
    Nothing,
    Readdressed,
    Refused,
    Skipped,
    StepResult,
)
from app.export.indented import indented
from app.export.json_certificates import Json, certificate_entries, round_and_step, sni_entries
from app.export.plan import plan_document
from app.export.sign_ins import sign_in_keys
from app.wording import describe, prompt_text

FORMAT = 1


def as_json(session: Session, concluded: Conclusions) -> str:
    """Give the JSON of a run; keys may be added to it, never taken away or renamed."""
    return indented(_document(session, concluded.findings))


def _document(session: Session, findings: Findings) -> dict[str, Json]:
    started, finished, chosen = session.started, session.finished, session.chosen
    user = chosen.settings.user if chosen else None
    return {
        "format": FORMAT,
        "program": {"name": "autodiscope", "version": __version__},
        "address": started.address if started else "",
        "profile": started.profile if started else "",
        "mode": started.mode if started else "",
        "source": started.source if started else "",
        "continues": _continued(started.continues) if started and started.continues else None,
        "outcome": session.outcome,
        "started_at": started.started_at if started else None,
        "duration_ms": session.last_ms,
        "note": session.note or None,
        "found_by": finished.found_by if finished else None,
        "autodiscover_url": (finished.autodiscover_url or None) if finished else None,
        "user": {
            "display_name": user.display_name,
            "legacy_dn": user.legacy_dn,
            "smtp_address": user.smtp_address,
        }
        if user
        else None,
        "services": list(_services(session)),
        "steps": list(_steps(session)),
        "outlook": _course(session),
        "attempts": [_attempt(session, row, attempt) for row, attempt in session.attempts],
        "machine": _machine(session.machine) if session.machine else None,
        "clock": _clock(session),
        "without_sni": list(sni_entries(session)),
        "service_points": list(_service_points(session)),
        "certificates": list(certificate_entries(session)),
        "prompts": list(_prompts(session)),
        "probes": list(_probes(session)),
        "features": list(_features(session)),
        "findings": [_finding(finding) for finding in findings],
        "certificate_plan": plan_document(session),
    }


def _continued(continued: Continued) -> Json:
    return {"log": continued.log or None, "started_at": continued.started_at}


def _clock(session: Session) -> Json:
    """Give the clocks of servers beside this PC's, where any server told its own."""
    clocks = read_clocks(session)
    if not clocks.servers:
        return None
    return {
        "pc_behind_s": clocks.pc_behind_s,
        "servers": [{"host": one.host, "ahead_s": one.ahead_s} for one in clocks.servers],
        "only_seem_out_of_date": [one.host for one in wronged(session, clocks)],
    }


def _services(session: Session) -> Iterator[Json]:
    for one in session.chosen.settings.services if session.chosen else ():
        yield {
            "service": one.service,
            "scope": one.scope,
            "protocol": one.protocol,
            "url": one.url,
        }


def _steps(session: Session) -> Iterator[Json]:
    for row in session.rows:
        if isinstance(state := row.subject, StepState):
            cost = step_cost(session, row) if state.started else None
            yield {
                "step": state.planned.step,
                "round": round_and_step(session, row)[0],
                "event": row.event,
                "reason": describe(row, over=True).verdict,
                "duration_ms": _duration(row) if state.started else None,
                "result": _step_result(state),
                "outlook_ms": round(cost.ms, 3) if cost else None,
                "outlook_at_least": cost.at_least if cost else False,
            }


def _course(session: Session) -> Json:
    """What Outlook, which takes one step and one address after the other, would have waited."""
    course = outlook_course(session)
    last = course.passed[-1] if course.passed else None
    found = last if last and course.found else None
    return {
        "found_at": {"round": found.round, "position": found.position, "step": found.step}
        if found
        else None,
        "waited_ms": round(course.cost.ms, 3),
        "at_least": course.cost.at_least,
        "black_holes": [
            {
                "event": session.row(hole.row).event,
                "host": hole.dial.host,
                "port": hole.dial.port,
                "addresses": [one.address for one in hole.dial.tried],
                "waited_ms": round(hole.dial.raced_ms, 3),
                "outlook_ms": round(hole.dial.outlook_waited_ms, 3),
            }
            for hole in course.black_holes
        ],
    }


def _step_result(state: StepState) -> str:
    if state.result is None:
        return "interrupted" if state.started else "not-reached"
    return _result_name(state.result)


def _result_name(result: StepResult) -> str:
    match result:
        case Found():
            return "found"
        case Readdressed():
            return "readdressed"
        case Refused():
            return "refused"
        case Nothing():
            return "nothing"
        case Skipped():
            return "skipped"
        case Interrupted():
            return "interrupted"
        case _:
            assert_never(result)


def _attempt(session: Session, row: Row, attempt: Attempt) -> Json:
    number, step = round_and_step(session, row)
    response = attempt.response if isinstance(attempt, Exchange) else None
    return {
        "step": step,
        "round": number,
        "event": row.event,
        "kind": attempt_kind(attempt),
        "target": target(attempt.question),
        "status": response.status if response else None,
        "duration_ms": _duration(row),
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


def _machine(detected: MachineDetected) -> Json:
    machine = detected.machine
    return {
        "joined": machine.joined,
        "domain": machine.dns_domain or None,
        "site": machine.site or None,
        "proxies": {
            "https": str(machine.proxies.https) if machine.proxies.https else None,
            "http": str(machine.proxies.http) if machine.proxies.http else None,
            "exceptions": list(machine.proxies.exceptions),
            "script": machine.proxies.script or None,
            "detects": machine.proxies.detects,
        },
        "facts": [
            {
                "fact": fact.name,
                "about": fact.about or None,
                "value": fact.value,
                "origin": fact.origin,
                "used": fact.used,
            }
            for fact in detected.facts
        ],
        "troubles": list(detected.troubles),
    }


def _service_points(session: Session) -> Iterator[Json]:
    for row in session.rows:
        state = row.subject
        if not isinstance(state, PointState | PointerState):
            continue
        above = session.row(row.parent).subject
        one = state.point if isinstance(state, PointState) else state.pointer
        yield {
            "event": row.event,
            "round": round_and_step(session, row)[0],
            "directory": above.directory if isinstance(above, PointsChosen) else None,
            "kind": "url" if isinstance(state, PointState) else "pointer",
            "object": one.name,
            "url": one.url,
            "sites": list(one.sites) if isinstance(one, ServicePoint) else [],
            "domains": list(one.domains) if isinstance(one, ScpPointer) else [],
            "created_at": one.created,
            "rank": one.rank if isinstance(one, ServicePoint) else None,
            "reason": one.reason,
            "asked": state.turn is Turn.ASKED,
        }


def _prompts(session: Session) -> Iterator[Json]:
    for row in session.rows:
        if isinstance(state := row.subject, PromptState):
            yield {
                "event": row.event,
                "kind": state.prompt.kind,
                "step": state.prompt.step,
                "text": prompt_text(state.prompt),
                # Without an answer where the run ended before it came.
                "answer": Answer.YES if state.answer is Answer.ALWAYS else state.answer,
                "remembered": state.answer is Answer.ALWAYS,
            }


def _probes(session: Session) -> Iterator[Json]:
    for row in session.rows:
        if isinstance(state := row.subject, ServiceState) and state.probed:
            yield {
                "event": row.event,
                "service": state.probed.service,
                "scope": state.probed.scope,
                "url": state.probed.url,
                "result": state.probed.result,
                "detail": describe(row, over=True).verdict,
            }


def _features(session: Session) -> Iterator[Json]:
    for one in features(session):
        yield {
            "feature": one.name,
            "scope": one.scope,
            "result": one.result,
            "event": session.row(one.row).event if one.row else None,
        }


def _finding(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "title": finding.title,
        "meaning": finding.meaning,
        "advice": finding.advice,
        "command": finding.command or None,
        "source": finding.source or None,
        "evidence": list(finding.evidence),
    }


def _duration(row: Row) -> float | None:
    return None if row.ended_ms is None else round(row.ended_ms - row.started_ms, 3)
