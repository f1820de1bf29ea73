"""Makes text from the network harmless and short enough before a widget shows it."""

import html
import re
import unicodedata
from typing import Final

from app.wording.language import _

LONGEST_LINE: Final = 600
LONGEST_TEXT: Final = 200_000
"""What a text view is given at most; the session log has the rest."""

LONGEST_SHOWN_LINE: Final = 5_000
"""Characters of a line of a text view: Qt lays out each as a whole, and takes seconds for more."""

USUAL_PATH: Final = re.compile(r"/autodiscover/autodiscover\.xml(?!\.?[\w/?#%&;-])", re.IGNORECASE)

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"


def visible(text: str) -> str:
    """Replace what would be drawn as something else; the length stays the same.

    Control characters become their pictures, so that no text can break out of its line; what
    turns the direction of writing becomes a replacement character, so that no host name can be
    made to look like another.
    """
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return "".join(_visible_mark(mark) for mark in text)


def _visible_mark(mark: str) -> str:
    if mark in "\n\t" or mark.isprintable():
        return mark
    if mark < " ":
        return chr(0x2400 + ord(mark))
    if unicodedata.category(mark) == "Zs":
        return " "
    return REPLACEMENT


def one_line(text: str, longest: int = LONGEST_LINE) -> str:
    """Give the text on one line, cut where it is too long."""
    shown = visible(text[: longest + 1]).replace("\n", " ").replace("\t", " ")
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def many_lines(text: str) -> str:
    """Give the text for a text view, cut where it is too long."""
    if len(text) <= LONGEST_TEXT:
        return visible(text)
    return visible(text[:LONGEST_TEXT]) + cut_note()


def broken_lines(text: str) -> tuple[str, list[int], list[int]]:
    """Break lines that are too long for a text view.

    Beside the text are given, of each of its lines, where that began in the text as it was; and
    of each line that was, the number of its first line now.
    """
    pieces: list[str] = []
    starts: list[int] = []
    firsts: list[int] = []
    at = 0
    for line in text.split("\n"):
        firsts.append(len(pieces))
        for begin in range(0, len(line) or 1, LONGEST_SHOWN_LINE):
            pieces.append(line[begin : begin + LONGEST_SHOWN_LINE])
            starts.append(at + begin)
        at += len(line) + 1
    return "\n".join(pieces), starts, firsts


def cut_note() -> str:
    """Say where the rest of a text is."""
    return "\n\n" + _("[cut here: the session log holds the whole]")


def without_usual_path(text: str) -> str:
    """Leave out what ends every Autodiscover URL, so that the hosts, which differ, are in sight."""
    return USUAL_PATH.sub("/…", text)


def tool_tip(text: str) -> str:
    """Give a tool tip: Qt takes one that looks like markup for markup, so all of it is escaped."""
    return f"<p>{html.escape(one_line(text))}</p>" if text else ""
