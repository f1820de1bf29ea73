"""One line about one value: what it is, what came of it, and how that is to be taken."""

import unicodedata
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from app.wording.language import _, marks

LONGEST = 400
"""Characters of one part of a line: what a server sends must not fill a screen."""


class Mark(StrEnum):
    """How a line is to be taken; beside it the verdict always says the same in words."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"
    INFORMATION = "information"
    BUSY = "busy"
    SKIPPED = "skipped"


Verdict = tuple[str, Mark]
"""What came of something, and how that is to be taken."""
PROBLEMS: Final = frozenset({Mark.BAD, Mark.WARNING})
"""What somebody who looks for a fault looks at."""


class Line(Struct, frozen=True, kw_only=True):
    """One line of the tree; both texts are a single line of printable characters."""

    what: str
    verdict: str
    mark: Mark


def as_normal(told: Line) -> Line:
    """Give the line of what looks bad and is as it should be."""
    return replace(told, mark=Mark.INFORMATION)


def line(what: str, verdict: str, mark: Mark) -> Line:
    """Make a line out of texts that may hold anything that a server sends."""
    return Line(what=one_line(what), verdict=one_line(verdict), mark=mark)


def under_way(doing: str, *, over: bool) -> Verdict:
    """Say what is being done; `over`: nothing more can come of it."""
    return (_("interrupted"), Mark.WARNING) if over else (f"{doing} ...", Mark.BUSY)


def one_line(text: str) -> str:
    """Make a text from the network harmless: no control or direction marks, no end of line."""
    shown = plain(" ".join(text[: 4 * LONGEST].split()))
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 3] + "..."


def plain(text: str) -> str:
    """Replace every character that could make a text say something else than it does."""
    if text.isprintable():
        # None of those is printable: most texts need not be looked through mark by mark.
        return text
    # Terminal escapes (Cc) and marks that turn the direction of writing (Cf) could make a
    # line say something else; a lone surrogate (Cs) could not be written at all.
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(mark) in {"Cc", "Cf", "Cs"} else mark
        for mark in text
    )


def milliseconds(value: float | None) -> str:
    """Give a duration with the precision that a person wants; nothing for None."""
    if value is None:
        return ""
    if value < 1:
        return "< 1 ms"
    if value < 999.5:
        return f"{value:.0f} ms"
    seconds = value / 1000
    if seconds < 59.95:
        return _("{seconds} s").format(seconds=number(seconds, 1))
    minutes, rest = divmod(round(seconds), 60)
    return _("{minutes} min {seconds} s").format(minutes=minutes, seconds=rest)


def number(value: float, digits: int = 0) -> str:
    """Give a number with the marks of the system, else of the language, as the reader writes it."""
    return f"{value:,.{digits}f}".translate(str.maketrans(",.", marks()))
