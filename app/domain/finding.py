"""A conclusion from a session: what is wrong, or well, and what an administrator must do."""

from enum import StrEnum

from msgspec import Struct


class Severity(StrEnum):
    """How much a finding matters, the worst first."""

    ERROR = "error"
    """Users suffer from it, and somebody must change something."""
    WARNING = "warning"
    """It works here and now, at a price or not for long."""
    NOTICE = "notice"
    """Worth knowing; often that something is as it should be."""


class Finding(Struct, frozen=True, kw_only=True):
    """One conclusion. All texts are plain, for a person, and free of control characters."""

    code: str
    """Stable: scripts rest on it, and the page of help is found by it."""
    severity: Severity
    title: str
    """One sentence that can be read aloud."""
    meaning: str
    """What it means for the user."""
    advice: str
    """What the administrator must do; that nothing is to be done is advice too."""
    command: str = ""
    """What can be typed, a command a line; empty where there is none."""
    source: str = ""
    """The document that states it; empty where it is this program's own conclusion."""
    evidence: tuple[int, ...] = ()
    """Numbers of events, in order."""


Findings = tuple[Finding, ...]


class Conclusions(Struct, frozen=True, kw_only=True):
    """What the rules make of a session."""

    findings: Findings = ()
    """The one that explains most first."""
    normal: frozenset[int] = frozenset()
    """The rows that show a problem which a notice explains, and nothing worse does."""
