"""A finished run as JSON, with names that other people's scripts rest on."""

from collections.abc import Iterator

from app import __version__
from app.domain.clock import read_clocks, wronged
from app.domain.conditions import Continued
from app.domain.finding import Conclusions, Finding, Findings
from app.domain.prompts import Answer
from app.domain.rows import PromptState
from app.domain.session import Session
from app.export.indented import indented
from app.export.json_attempts import attempt_entry
from app.export.json_certificates import certificate_entries, sni_entries
from app.export.json_machine import machine_entry, point_entries
from app.export.json_services import feature_entries, probe_entries, service_entries
from app.export.json_steps import course_entry, step_entries
from app.export.json_values import Json
from app.export.plan import plan_document
from app.wording import prompt_text

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
        "services": list(service_entries(session)),
        "steps": list(step_entries(session)),
        "outlook": course_entry(session),
        "attempts": [attempt_entry(session, row, attempt) for row, attempt in session.attempts],
        "machine": machine_entry(session.machine) if session.machine else None,
        "clock": _clock(session),
        "without_sni": list(sni_entries(session)),
        "service_points": list(point_entries(session)),
        "certificates": list(certificate_entries(session)),
        "prompts": list(_prompts(session)),
        "probes": list(probe_entries(session)),
        "features": list(feature_entries(session)),
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
