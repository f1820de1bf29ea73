"""The report of a defect, for those who mend the program: always English, and without secrets."""

import platform
import sys
from collections.abc import Iterator, Sequence
from typing import Final

from app import __version__
from app.domain.defect import Defect
from app.wording.lines import plain

LIBRARIES: Final = (
    *("PySide6-Essentials", "anyio", "httpx", "httpcore", "pyopenssl", "cryptography"),
    *("msgspec", "dnspython", "pyspnego", "sansldap", "lxml"),
)
MOST_CHARACTERS: Final = 60_000


def defect_report(defect: Defect, events: Sequence[str] = ()) -> str:
    """Give the report: what it is, where, and after which kinds of events."""
    lines = (*_head(), *_told(defect), *_events(events))
    return "\n".join(map(plain, lines))[:MOST_CHARACTERS] + "\n"


def crash_report(trace: str) -> str:
    """Give the report of a crash, of which the program could only write down where it was."""
    lines = (*_head(), "Noticed in: a run of the program that ended suddenly", "", trace.rstrip())
    return "\n".join(plain(line) for part in lines for line in part.split("\n"))[:MOST_CHARACTERS]


def _head() -> Iterator[str]:
    frozen = "frozen" if getattr(sys, "frozen", False) else "not frozen"
    yield f"Autodiscope {__version__}: report of a defect"
    yield f"Python {platform.python_version()}, {frozen}, {platform.platform()}"
    yield ", ".join(f"{name} {_version(name)}" for name in LIBRARIES)


def _version(name: str) -> str:
    # Its parsers of text take their time, and a window that starts looks up no version.
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    try:
        return version(name)
    except PackageNotFoundError:
        return "?"


def _told(defect: Defect) -> Iterator[str]:
    yield f"Noticed in: {defect.origin}"
    if defect.message:
        yield f"Told by Qt: {defect.message}"
    for at, link in enumerate(defect.links):
        yield ""
        yield f"{link.kind}{', which led to' if at + 1 < len(defect.links) else ''}"
        for place in link.places:
            yield f"  {place.file}:{place.line} in {place.function}"


def _events(kinds: Sequence[str]) -> Iterator[str]:
    if kinds:
        yield ""
        yield "Newest events, the last one last:"
        yield from (f"  {kind}" for kind in kinds)
