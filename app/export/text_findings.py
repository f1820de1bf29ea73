"""Findings as a text, the shorter the less they matter."""

import textwrap
from collections.abc import Iterator

from app.domain.finding import Finding, Findings, Severity
from app.domain.session import Session
from app.export.text_form import WIDTH, mark_sign
from app.wording import describe, finding_line, source_text
from app.wording.language import _

MOST_PLACES = 4


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
