"""The certificates of a report, each verdict once."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from msgspec import Struct

from app.domain.acceptors import opinions, security_alert
from app.domain.connections import Judged
from app.domain.rows import Row
from app.domain.session import Session
from app.domain.steps import StepName
from app.domain.verdict import Certificate
from app.wording import (
    Mark,
    accepted_because,
    alert_lines,
    concluded_line,
    opinion_lines,
    problem_title,
    revocation_text,
    three_answers,
)
from app.wording.inspection import certificate_facts, certificate_role
from app.wording.language import said

MOST_REASONS: Final = 60
MOST_LINKS: Final = 20
"""Certificates of one chain."""


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


def told_certificates(session: Session, normal: frozenset[int]) -> Iterator[ToldCertificate]:
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
        reasons=tuple(map(said, verdict.reasons[:MOST_REASONS])),
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
