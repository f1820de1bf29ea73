"""Findings in words: how much one matters, and who says so."""

from typing import assert_never

from app.domain.finding import Finding, Severity
from app.wording.language import _
from app.wording.lines import Line, Mark, line


def finding_line(finding: Finding) -> Line:
    """Give a finding in one line."""
    return line(finding.title, severity_title(finding.severity), _mark(finding.severity))


def severity_title(severity: Severity) -> str:
    """Name how much a finding matters."""
    match severity:
        case Severity.ERROR:
            return _("error")
        case Severity.WARNING:
            return _("warning")
        case Severity.NOTICE:
            return _("notice")
        case _:
            assert_never(severity)


def source_text(finding: Finding) -> str:
    """Tell who says so; what is our own conclusion is never told as Microsoft's word."""
    if finding.source:
        return _("Source: {source}.").format(source=finding.source)
    return _(
        "Source: a conclusion of this program; no document of Microsoft's is known to state it."
    )


def _mark(severity: Severity) -> Mark:
    match severity:
        case Severity.ERROR:
            return Mark.BAD
        case Severity.WARNING:
            return Mark.WARNING
        case Severity.NOTICE:
            return Mark.INFORMATION
        case _:
            assert_never(severity)
