"""Makes findings out of what a rule has seen, with what each of them explains."""

import re
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from msgspec import Struct

from app.domain.connections import Judged
from app.domain.finding import Finding, Severity
from app.findings.case import Case
from app.findings.parts import Asked, Tried
from app.findings.places import common_name
from app.wording.language import _
from app.wording.lines import plain

_BLANK: Final = re.compile(r"<[A-Z][A-Z ]*>")
MOST_EVIDENCE: Final = 20
LONGEST: Final = 3000
"""Characters of one text of a finding."""


class Raised(Struct, frozen=True, kw_only=True):
    """A finding, and the rows that it explains: rules further down pass over these."""

    finding: Finding
    explains: frozenset[int]


Rule = Callable[[Case], Iterable[Raised]]


def raised(  # noqa: PLR0913 - the parts of a finding, each by its name
    code: str,
    severity: Severity,
    title: str,
    *,
    meaning: str,
    advice: str,
    events: Iterable[int],
    command: str = "",
    source: str = "",
    explains: Iterable[int] = (),
) -> Raised:
    """Make a finding out of texts that may hold anything that a server sends."""
    if _BLANK.search(command):
        advice += " " + _("In the command, fill in what stands in <ANGLE BRACKETS>.")
    return Raised(
        finding=Finding(
            code=code,
            severity=severity,
            title=_text(title),
            meaning=_text(meaning),
            advice=_text(advice),
            command="\n".join(plain(line) for line in command.split("\n") if line),
            source=source,
            evidence=tuple(sorted(set(events)))[:MOST_EVIDENCE],
        ),
        explains=frozenset(explains),
    )


def _text(text: str) -> str:
    shown = plain(" ".join(text[: 2 * LONGEST].split()))
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 3] + "..."


def rows_of(parts: Iterable[Asked | Tried]) -> frozenset[int]:
    """Give all rows that are explained where these are."""
    return frozenset().union(*(one.rows for one in parts))


def events_of(parts: Iterable[Asked | Tried]) -> tuple[int, ...]:
    """Give all events that these rest on."""
    return tuple(event for one in parts for event in one.events)


A = TypeVar("A", Asked, Tried)


def by_host(parts: Iterable[A]) -> dict[str, tuple[A, ...]]:
    """Sort by host, in the order of their first appearance."""
    sorted_: dict[str, list[A]] = {}
    for one in parts:
        if one.host:
            sorted_.setdefault(one.host, []).append(one)
    return {host: tuple(among) for host, among in sorted_.items()}


def names_text(names: Iterable[str], most: int = 4) -> str:
    """List some names for a sentence."""
    listed = list(dict.fromkeys(names))
    shown = [name[:100] for name in listed[:most]]
    if len(listed) > most:
        return _("{names} and {count} more").format(
            names=", ".join(shown), count=len(listed) - most
        )
    if len(shown) > 1:
        return _("{names} and {last}").format(names=", ".join(shown[:-1]), last=shown[-1])
    return "".join(shown)


def certificate_names(judged: Judged | None) -> tuple[str, ...]:
    """Give the names of the leaf: those of the subjectAltName, else the common name."""
    if judged is None or not judged.verdict.presented:
        return ()
    leaf = judged.verdict.presented[0]
    return leaf.names or tuple(filter(None, (common_name(leaf.subject),)))
