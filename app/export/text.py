"""A session as a text to read and to send: the tree, the service URLs, the outcome."""

import textwrap
from collections.abc import Iterator
from itertools import chain, islice

from msgspec import Struct

from app.domain.acceptors import opinions, security_alert
from app.domain.attempts import Exchange, Lookup, Ping, Search
from app.domain.conditions import Continued
from app.domain.connections import Judged
from app.domain.events import MachineDetected, RunStarted, Source
from app.domain.failures import FailureKind
from app.domain.features import features
from app.domain.finding import Conclusions, Finding, Findings, Severity
from app.domain.prompts import PromptKind
from app.domain.rows import PromptState, Row, ServicesState, ServiceState
from app.domain.session import Session
from app.domain.settings import Scope
from app.domain.steps import StepName
from app.wording import (
    Line,
    Mark,
    alert_lines,
    alert_source,
    certificate_fault,
    clock_lines,
    concluded_line,
    conditions_lines,
    course_lines,
    describe,
    eras_differ,
    feature_lines,
    finding_line,
    membership,
    milliseconds,
    name_rules,
    one_line,
    opinion_lines,
    problem_title,
    prompt_source,
    prompt_text,
    revocation_text,
    scope_title,
    service_title,
    source_text,
    source_title,
    summary,
    three_answers,
)
from app.wording.forms import day_text, moment_text
from app.wording.language import _, said
from app.wording.lines import plain

_STEP = "    "
WIDTH = 80
"""Of what is broken into lines: tickets and mails break anew whatever is longer."""
MOST_PLACES = 4


class Around(Struct, frozen=True, kw_only=True):
    """What is known of all rows, when the line of one is made."""

    alerts: frozenset[int]
    """Those below which a security alert stands."""
    normal: frozenset[int]
    """Those that look bad and are as they should be."""


def as_text(session: Session, concluded: Conclusions) -> str:
    """Give the whole session in plain characters; every mark is a word or ASCII."""
    parts = (
        head_lines(session),
        tree_lines(session, concluded.normal),
        services_lines(session),
        features_lines(session),
        findings_lines(session, concluded.findings),
        outcome_lines(session),
    )
    return "\n".join(chain.from_iterable(parts)) + "\n"


def mark_sign(mark: Mark) -> str:
    """Give the sign of a mark, all of the same width."""
    return {
        Mark.GOOD: "[ok]",
        Mark.WARNING: "[! ]",
        Mark.BAD: "[X ]",
        Mark.INFORMATION: "[i ]",
        Mark.BUSY: "[..]",
        Mark.SKIPPED: "[- ]",
    }[mark]


def line_text(line: Line) -> str:
    """Give a line with its sign."""
    verdict = f" - {line.verdict}" if line.verdict else ""
    return f"{mark_sign(line.mark)} {line.what}{verdict}"


def head_lines(session: Session) -> Iterator[str]:
    """Give what was looked for, how and when, and the technician's note."""
    started = session.started
    if started is None:
        yield _("A session without its start")
    else:
        text = (
            _("Services tried again, for {address}")
            if started.continues
            else _("Autodiscover as Outlook does it, for {address}")
        )
        yield text.format(address=one_line(started.address))
        yield f"  {one_line(circumstances(session, started))}"
        yield f"  {moment_text(started.started_at, seconds=True)}"
    yield ""
    yield from _note(session)


def _note(session: Session) -> Iterator[str]:
    """Give what a technician wrote, marked off from what the program says."""
    if session.note:
        yield _("Note by the technician:")
        for each in session.note.splitlines():
            for part in textwrap.wrap(plain(each), WIDTH - 2) or [""]:
                yield f"  | {part}".rstrip()
        yield ""


def circumstances(session: Session, started: RunStarted) -> str:
    """Tell as which client, on which PC and how the run was made."""
    if started.source is not Source.THIS_PROGRAM:
        return source_title(started.source)
    parts = [
        _("profile {profile}").format(profile=started.profile),
        _("mode {mode}").format(mode=started.mode),
    ]
    if session.machine:
        parts.append(membership(session.machine))
    parts.append(_("with credentials") if started.with_credentials else _("without credentials"))
    return ", ".join(parts)


def branch_lines(session: Session, number: int, most: int, normal: frozenset[int]) -> list[str]:
    """Give one row with all below it as in the whole text, at most so many lines of it."""
    around = Around(alerts=steps_with_alert(session), normal=normal)
    return list(islice(_branch(session, number, "", around), most))


def tree_lines(session: Session, normal: frozenset[int]) -> Iterator[str]:
    """Give everything that happened."""
    around = Around(alerts=steps_with_alert(session), normal=normal)
    for number in session.children(0):
        # The service URLs have a part of their own, where they can be compared.
        if not isinstance(session.row(number).subject, ServicesState):
            yield from _branch(session, number, "", around)
            yield ""


def _branch(session: Session, number: int, indent: str, around: Around) -> Iterator[str]:
    row = session.row(number)
    line = concluded_line(row, around.normal)
    yield f"{indent}{line_text(line)}{_took(row)}"
    for remark in remarks(session, row, line, around.alerts):
        yield f"{indent}     | {remark}"
    for child in session.children(number):
        yield from _branch(session, child, indent + _STEP, around)


def _took(row: Row) -> str:
    if row.ended_ms is None or row.ended_ms <= row.started_ms:
        return ""
    return f" ({milliseconds(row.ended_ms - row.started_ms)})"


def remarks(session: Session, row: Row, line: Line, alerts: frozenset[int]) -> Iterator[str]:
    """Give what stands below a line of the tree, in lines of their own."""
    match row.subject:
        case PromptState(prompt=prompt):
            yield from prompt_text(prompt).splitlines()
            yield f"({prompt_source(prompt)})"
        case Judged() as judged:
            yield from _about_certificate(judged)
            for answer in judged.revocation:
                yield one_line(f"{answer.subject}: {revocation_text(answer)}")
            step = session.step_of(row)
            yield from opinion_lines(opinions(judged, step[1] if step else None))
            is_drawn = session.row(row.parent).parent in alerts
            if step and not judged.acceptance.accepted and not is_drawn:
                yield certificate_fault(step[1])
                yield from _alert(judged, step[1])
        case Continued() if session.started and session.started.conditions:
            yield from map(one_line, conditions_lines(session.started.conditions))
        case MachineDetected(troubles=troubles):
            yield from (one_line(said(trouble)) for trouble in troubles)
        case (Exchange() | Lookup() | Search() | Ping()) as attempt if attempt.failure:
            detail = one_line(said(attempt.failure.detail))
            is_told = attempt.failure.kind is FailureKind.SIGN_IN_NEEDED
            if detail and not is_told and detail.rstrip(".") not in line.verdict:
                yield detail
        case _:
            pass


def _alert(judged: Judged, step: StepName) -> Iterator[str]:
    alert = security_alert(judged, step)
    if alert is None:
        return
    for good, text in alert_lines(alert):
        yield f"[{'ok' if good else '!'}] {text}"
    yield f"({alert_source()})"


def _about_certificate(judged: Judged) -> Iterator[str]:
    verdict = judged.verdict
    answers = (f"{name}: {_('yes') if good else _('no')}" for name, good in three_answers(verdict))
    yield ". ".join(answers) + "."
    for certificate in verdict.presented[:1]:
        yield one_line(
            _("{subject}, issued by {issuer}").format(
                subject=certificate.subject, issuer=certificate.issuer
            )
        )
        if certificate.not_before and certificate.not_after:
            yield _("valid {first} to {last}").format(
                first=day_text(certificate.not_before),
                last=day_text(certificate.not_after),
            )
        if certificate.names:
            yield one_line(_("names: {names}").format(names=", ".join(certificate.names)))
    if eras_differ(verdict):
        yield from (one_line(f"{caption}: {answer}") for caption, answer in name_rules(verdict))
    if verdict.problems:
        yield _("problems: {problems}").format(
            problems="; ".join(map(problem_title, verdict.problems))
        )
    if judged.tls_version:
        yield one_line(
            _("connection: {tls_version}, {cipher}").format(
                tls_version=judged.tls_version, cipher=judged.cipher
            )
        )
    yield from (one_line(said(note)) for note in verdict.notes)


def steps_with_alert(session: Session) -> frozenset[int]:
    """Give the rows below which a security alert stands.

    All at once: to look through what is beside each certificate takes the square of their number.
    """
    return frozenset(
        row.parent
        for row in session.rows
        if isinstance(row.subject, PromptState)
        and row.subject.prompt.kind is PromptKind.SECURITY_ALERT
    )


def services_lines(session: Session) -> Iterator[str]:
    """Give the service URLs of both sides, with what became of each."""
    states = [row for row in session.rows if isinstance(row.subject, ServiceState)]
    for scope in Scope:
        among = [
            row
            for row in states
            if isinstance(row.subject, ServiceState) and row.subject.service_url.scope is scope
        ]
        if among:
            yield _("Service URLs, {scope}").format(scope=scope_title(scope).lower())
            yield from (_service(row) for row in among)
            yield ""


def features_lines(session: Session) -> Iterator[str]:
    """Give what works in Outlook, inside and outside."""
    lines = feature_lines(features(session))
    if lines:
        yield _("What works in Outlook 2007")
        for name, *results in lines:
            inside, outside = results
            told = _("inside: {result}").format(result=inside)
            yield f"  {name:<21} {told:<35} {_('outside: {result}').format(result=outside)}"
        yield ""


def _service(row: Row) -> str:
    state = row.subject
    assert isinstance(state, ServiceState)
    line = describe(row, over=True)
    verdict = f" - {line.verdict}" if line.verdict else ""
    title = service_title(state.service_url.service)
    return f"  {mark_sign(line.mark)} {title:<25} {one_line(state.service_url.url)}{verdict}"


def findings_lines(session: Session, findings: Findings) -> Iterator[str]:
    """Give the first finding with all that is to be done, the others shorter the less they matter.

    What is worth a notice is told in a line, or the reader would not find what is wrong.
    """
    if findings:
        yield _("Findings")
    for finding in findings:
        line = finding_line(finding)
        yield f"  {mark_sign(line.mark)} {finding.title}"
        if finding is findings[0] or finding.severity is not Severity.NOTICE:
            yield from _about_finding(session, finding)
    if findings:
        yield ""


def _about_finding(session: Session, finding: Finding) -> Iterator[str]:
    for text in (finding.meaning, _("What to do: {advice}").format(advice=finding.advice)):
        yield from _hanging(text)
    yield from (f"       > {line}" for line in finding.command.split("\n") if line)
    where = ", ".join(_evidence(session, finding))
    yield from _hanging(f"{source_text(finding)} [{finding.code}]")
    if where:
        yield from _hanging(_("Seen at: {where}").format(where=where))


def _hanging(text: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent="       | ",
        subsequent_indent="       |   ",
        break_on_hyphens=False,
        break_long_words=False,
    )


def _evidence(session: Session, finding: Finding) -> Iterator[str]:
    told: dict[str, None] = {}
    for number in finding.evidence:
        row = session.row_of_event(number)
        if row is not None:
            told.setdefault(describe(row, over=True).what)
    yield from list(told)[:MOST_PLACES]


def outcome_lines(session: Session) -> Iterator[str]:
    """Give what the session came to."""
    line = summary(session)
    yield f"{mark_sign(line.mark)} {line.what} ({milliseconds(session.last_ms)})"
    if line.verdict:
        yield f"     {line.verdict}"
    yield from (f"     {told}" for told in (*course_lines(session), *clock_lines(session)))
