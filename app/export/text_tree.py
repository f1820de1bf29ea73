"""Everything that happened as a text: the tree, with remarks below its lines."""

from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from app.domain.acceptors import opinions, security_alert
from app.domain.attempts import Exchange, Lookup, Ping, Search
from app.domain.conditions import Continued
from app.domain.connections import Judged
from app.domain.events import MachineDetected
from app.domain.failures import FailureKind
from app.domain.prompts import PromptKind
from app.domain.rows import PromptState, Row, ServicesState
from app.domain.session import Session
from app.domain.steps import StepName
from app.export.text_form import line_text
from app.wording import (
    Line,
    alert_lines,
    alert_source,
    certificate_fault,
    concluded_line,
    conditions_lines,
    eras_differ,
    name_rules,
    one_line,
    opinion_lines,
    problem_title,
    prompt_source,
    prompt_text,
    revocation_text,
    three_answers,
    took_text,
)
from app.wording.forms import day_text
from app.wording.language import _, said

_STEP = "    "


class Around(Struct, frozen=True, kw_only=True):
    """What is known of all rows, when the line of one is made."""

    alerts: frozenset[int]
    """Those below which a security alert stands."""
    normal: frozenset[int]
    """Those that look bad and are as they should be."""


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
    took = took_text(row)
    return f" ({took})" if took else ""


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
