"""What an HTML report shows, part by part, as plain texts: the template only arranges them."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from msgspec import Struct

from app import __version__
from app.domain.acceptors import opinions, security_alert
from app.domain.connections import Dial, Judged, Resolution
from app.domain.features import FeatureName, features
from app.domain.finding import Conclusions, Finding
from app.domain.questions import target
from app.domain.rows import Row, ServicesState, ServiceState, StepState
from app.domain.session import Session
from app.domain.settings import Scope
from app.domain.steps import StepName
from app.domain.verdict import Certificate
from app.domain.waterfall import Phase, Span, spans
from app.export.plan import as_plan
from app.export.text import Around, circumstances, remarks, steps_with_alert
from app.wording import (
    Line,
    Mark,
    accepted_because,
    alert_lines,
    clock_lines,
    concluded_line,
    continued_text,
    course_lines,
    describe,
    feature_mark,
    feature_result,
    feature_title,
    finding_line,
    milliseconds,
    opinion_lines,
    phase_title,
    problem_title,
    revocation_text,
    scope_title,
    service_title,
    source_text,
    summary,
    three_answers,
)
from app.wording.connections import resolver_title
from app.wording.forms import moment_text
from app.wording.inspection import certificate_facts, certificate_role
from app.wording.language import _, said

# A real run has some hundred rows and a dozen certificates; a hostile one must not make a report
# that no browser opens.
MOST_ROWS: Final = 3_000
MOST_CERTIFICATES: Final = 100
MOST_BARS: Final = 300
MOST_REMARKS: Final = 60
MOST_LINKS: Final = 20
"""Certificates of one chain."""
MOST_PLAN: Final = 60_000
"""Characters of the certificate plan."""


class Evidence(Struct, frozen=True, kw_only=True):
    row: int
    text: str


class ToldFinding(Struct, frozen=True, kw_only=True):
    finding: Finding
    line: Line
    source: str
    evidence: tuple[Evidence, ...]


class ServiceLine(Struct, frozen=True, kw_only=True):
    title: str
    scope: str
    url: str
    line: Line


class FeatureSide(Struct, frozen=True, kw_only=True):
    """What is known of a feature inside, or outside."""

    mark: Mark
    text: str


class ToldFeature(Struct, frozen=True, kw_only=True):
    title: str
    sides: tuple[FeatureSide, ...]
    """In the order of the scopes."""


class StepLine(Struct, frozen=True, kw_only=True):
    line: Line
    row: int
    round: int
    took: str


class Asked(Struct, frozen=True, kw_only=True):
    host: str
    by: str
    addresses: str
    ports: str


class Bar(Struct, frozen=True, kw_only=True):
    """One attempt of the waterfall; places are thousandths of the run's time."""

    row: int
    title: str
    mark: Mark
    took: str
    parts: tuple[tuple[Phase, float, float], ...]
    text: str
    """The same in words, for who cannot see it."""


class Link(Struct, frozen=True, kw_only=True):
    role: str
    facts: tuple[tuple[str, str], ...]


class ToldCertificate(Struct, frozen=True, kw_only=True):
    row: int
    place: str
    mark: Mark
    accepted: str
    answers: tuple[tuple[str, bool], ...]
    matched: str
    problems: tuple[str, ...]
    reasons: tuple[str, ...]
    accepted_by: tuple[str, ...]
    alert: tuple[tuple[bool, str], ...]
    revocation: tuple[str, ...]
    connection: str
    chain: tuple[Link, ...]


class Branch(Struct, frozen=True, kw_only=True):
    row: int
    line: Line
    took: str
    remarks: tuple[str, ...]
    below: tuple["Branch", ...]


class Report(Struct, frozen=True, kw_only=True):
    """All that stands in a report."""

    address: str
    continues: str
    """The earlier run whose services were tried again; empty where there is none."""
    circumstances: str
    started: str
    took: str
    version: str
    outcome: Line
    note: tuple[str, ...]
    """The technician's, line by line."""
    told: tuple[str, ...]
    findings: tuple[ToldFinding, ...]
    services: tuple[ServiceLine, ...]
    scopes: tuple[str, ...]
    features: tuple[ToldFeature, ...]
    steps: tuple[StepLine, ...]
    asked: tuple[Asked, ...]
    bars: tuple[Bar, ...]
    certificates: tuple[ToldCertificate, ...]
    tree: tuple[Branch, ...]
    rows: int
    """How many rows the tree has at most: no link leads beyond."""
    left_out: int
    """Rows of the tree for which there was no room."""
    plan: str


def report_of(session: Session, concluded: Conclusions) -> Report:
    """Gather what a report shows."""
    started, normal = session.started, concluded.normal
    around = Around(alerts=steps_with_alert(session), normal=normal)
    return Report(
        address=started.address if started else _("an unknown address"),
        continues=continued_text(started.continues) if started and started.continues else "",
        circumstances=circumstances(session, started) if started else "",
        started=moment_text(started.started_at, seconds=True) if started else "",
        took=milliseconds(session.last_ms),
        version=__version__,
        outcome=summary(session),
        note=tuple(session.note.splitlines()),
        told=(*course_lines(session), *clock_lines(session)),
        findings=tuple(_finding(session, one) for one in concluded.findings),
        services=tuple(_services(session)),
        scopes=tuple(map(scope_title, Scope)),
        features=tuple(_features(session)),
        steps=tuple(_steps(session, normal)),
        asked=tuple(islice(_asked(session), MOST_ROWS)),
        bars=tuple(islice(_bars(session, normal), MOST_BARS)),
        certificates=tuple(islice(_certificates(session, normal), MOST_CERTIFICATES)),
        tree=tuple(
            _branch(session, number, around)
            for number in session.children(0)
            if number <= MOST_ROWS and not isinstance(session.row(number).subject, ServicesState)
        ),
        rows=MOST_ROWS,
        left_out=max(0, session.row_count - MOST_ROWS),
        plan=as_plan(session)[:MOST_PLAN],
    )


def _finding(session: Session, finding: Finding) -> ToldFinding:
    rows = dict.fromkeys(
        row.number
        for row in map(session.row_of_event, finding.evidence)
        if row and row.number <= MOST_ROWS and not _is_service(row)
    )
    return ToldFinding(
        finding=finding,
        line=finding_line(finding),
        source=source_text(finding),
        evidence=tuple(
            Evidence(row=number, text=describe(session.row(number), over=True).what)
            for number in islice(rows, MOST_REMARKS)
        ),
    )


def _is_service(row: Row) -> bool:
    # They have a table of their own, and no line in the tree.
    return isinstance(row.subject, ServicesState | ServiceState)


def _services(session: Session) -> Iterator[ServiceLine]:
    for row in islice(session.rows, MOST_ROWS):
        if isinstance(state := row.subject, ServiceState):
            yield ServiceLine(
                title=service_title(state.service_url.service),
                scope=scope_title(state.service_url.scope),
                url=state.service_url.url,
                line=describe(row, over=True),
            )


def _features(session: Session) -> Iterator[ToldFeature]:
    found = features(session)
    for name in FeatureName:
        sides = [one for scope in Scope for one in found if (one.name, one.scope) == (name, scope)]
        if sides:
            yield ToldFeature(
                title=feature_title(name),
                sides=tuple(
                    FeatureSide(
                        mark=feature_mark(one.result, from_outside=one.from_outside),
                        text=feature_result(one.result, from_outside=one.from_outside),
                    )
                    for one in sides
                ),
            )


def _steps(session: Session, normal: frozenset[int]) -> Iterator[StepLine]:
    for row in islice(session.rows, MOST_ROWS):
        place = session.step_of(row) if isinstance(row.subject, StepState) else None
        if place:
            line = concluded_line(row, normal)
            yield StepLine(line=line, row=row.number, round=place[0], took=took(row))


def _asked(session: Session) -> Iterator[Asked]:
    """Give each host that was looked up or connected to, with what told its addresses."""
    hosts: dict[str, tuple[dict[str, None], dict[str, None], dict[str, None]]] = {}
    for row in session.rows:
        match row.subject:
            case Resolution() as resolution:
                by, addresses, _ports = hosts.setdefault(resolution.host, ({}, {}, {}))
                by.setdefault(resolver_title(resolution.by))
                addresses.update(dict.fromkeys(resolution.addresses))
            case Dial(host=host, port=port, tried=tried):
                _by, addresses, ports = hosts.setdefault(host, ({}, {}, {}))
                addresses.update(dict.fromkeys(one.address for one in tried))
                ports.setdefault(str(port))
            case _:
                continue
    for host, (by, addresses, ports) in hosts.items():
        yield Asked(
            host=host,
            by=", ".join(by),
            addresses=", ".join(addresses) or _("none"),
            ports=", ".join(ports) or _("not connected"),
        )


def _bars(session: Session, normal: frozenset[int]) -> Iterator[Bar]:
    whole = session.last_ms or 1.0
    for row, attempt in session.attempts:
        told = spans(session, row)
        line = concluded_line(row, normal)
        yield Bar(
            row=row.number,
            title=target(attempt.question),
            mark=line.mark,
            took=took(row),
            parts=tuple(_part(span, whole) for span in told),
            text=", ".join(
                f"{phase_title(one.phase)} {milliseconds(one.duration_ms)}" for one in told
            )
            or _("nothing was measured"),
        )


def _part(span: Span, whole: float) -> tuple[Phase, float, float]:
    start = min(1_000.0, max(0.0, span.started_ms * 1_000 / whole))
    # What took next to nothing is still to be seen.
    width = min(1_000.0 - start, max(1.5, span.duration_ms * 1_000 / whole))
    return span.phase, round(start, 2), round(max(0.0, width), 2)


def _certificates(session: Session, normal: frozenset[int]) -> Iterator[ToldCertificate]:
    """Give each verdict once: a server that is asked ten times shows the same one ten times."""
    seen: set[tuple[object, ...]] = set()
    for row in session.rows:
        judged = row.subject
        if not isinstance(judged, Judged):
            continue
        place = session.step_of(row)
        ground = judged.acceptance.ground
        mark = concluded_line(row, normal).mark
        sameness = (judged.host, judged.port, judged.verdict.leaf_sha256, ground, mark)
        if sameness not in seen:
            seen.add(sameness)
            yield _certificate(row, judged, mark, place)


def _certificate(
    row: Row, judged: Judged, mark: Mark, place: tuple[int, StepName] | None
) -> ToldCertificate:
    verdict = judged.verdict
    step = place[1] if place else None
    alert = security_alert(judged, step)
    return ToldCertificate(
        row=row.number,
        place=f"{judged.host}:{judged.port}",
        mark=mark,
        accepted=accepted_because(judged),
        answers=three_answers(verdict),
        matched=verdict.matched_name,
        problems=tuple(problem_title(one) for one in verdict.problems),
        reasons=tuple(map(said, verdict.reasons[:MOST_REMARKS])),
        accepted_by=opinion_lines(opinions(judged, step)),
        alert=alert_lines(alert) if alert and alert.shown else (),
        revocation=tuple(
            f"{one.subject}: {revocation_text(one)}" for one in judged.revocation[:MOST_LINKS]
        ),
        connection=", ".join(part for part in (judged.tls_version, judged.cipher) if part),
        chain=tuple(_chain(judged)),
    )


def _chain(judged: Judged) -> Iterator[Link]:
    verdict = judged.verdict
    chain: dict[str, Certificate] = {}
    for one in (*verdict.presented, *verdict.path):
        chain.setdefault(one.sha256, one)
    for one in islice(chain.values(), MOST_LINKS):
        yield Link(role=certificate_role(verdict, one), facts=certificate_facts(one, None))


def _branch(session: Session, number: int, around: Around) -> Branch:
    row = session.row(number)
    line = concluded_line(row, around.normal)
    return Branch(
        row=number,
        line=line,
        took=took(row),
        remarks=tuple(islice(remarks(session, row, line, around.alerts), MOST_REMARKS)),
        below=tuple(
            _branch(session, child, around)
            for child in session.children(number)
            if child <= MOST_ROWS
        ),
    )


def took(row: Row) -> str:
    """Tell how long a row took; nothing where nothing takes time."""
    if row.ended_ms is None or row.ended_ms <= row.started_ms:
        return ""
    return milliseconds(row.ended_ms - row.started_ms)
