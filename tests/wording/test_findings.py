"""Findings in words."""

import pytest

from app.domain.finding import Finding, Severity
from app.wording import Mark, finding_line, severity_title, source_text


def finding(severity: Severity = Severity.ERROR, source: str = "") -> Finding:
    return Finding(
        code="a-b", severity=severity, title="A title", meaning="M.", advice="A.", source=source
    )


@pytest.mark.parametrize(
    ("severity", "mark"),
    [
        (Severity.ERROR, Mark.BAD),
        (Severity.WARNING, Mark.WARNING),
        (Severity.NOTICE, Mark.INFORMATION),
    ],
)
def test_a_finding_is_a_line_with_the_mark_of_its_severity(severity: Severity, mark: Mark) -> None:
    line = finding_line(finding(severity))

    assert (line.what, line.verdict, line.mark) == ("A title", severity_title(severity), mark)


def test_what_is_our_own_conclusion_is_never_told_as_a_word_of_microsoft() -> None:
    assert source_text(finding(source="KB 940726")) == "Source: KB 940726."
    assert source_text(finding()).startswith("Source: a conclusion of this program")
