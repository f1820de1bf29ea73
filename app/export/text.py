"""A session as a text to read and to send."""

import textwrap
from collections.abc import Iterator
from itertools import chain

from app.domain.events import RunStarted, Source
from app.domain.features import features
from app.domain.finding import Conclusions
from app.domain.rows import Row, ServiceState
from app.domain.session import Session
from app.domain.settings import Scope
from app.export.text_findings import findings_lines
from app.export.text_form import WIDTH, mark_sign
from app.export.text_tree import tree_lines
from app.wording import (
    clock_lines,
    course_lines,
    describe,
    feature_lines,
    membership,
    milliseconds,
    one_line,
    scope_title,
    service_title,
    source_title,
    summary,
)
from app.wording.forms import moment_text
from app.wording.language import _
from app.wording.lines import plain


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


def outcome_lines(session: Session) -> Iterator[str]:
    """Give what the session came to."""
    line = summary(session)
    yield f"{mark_sign(line.mark)} {line.what} ({milliseconds(session.last_ms)})"
    if line.verdict:
        yield f"     {line.verdict}"
    yield from (f"     {told}" for told in (*course_lines(session), *clock_lines(session)))
