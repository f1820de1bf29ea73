"""The form of a text in plain characters: its width, and the signs of marks."""

from app.wording import Line, Mark

WIDTH = 80
"""Of what is broken into lines: tickets and mails break anew whatever is longer."""


def mark_sign(mark: Mark) -> str:
    """Give the sign of a mark, all of the same width."""
    return {
        Mark.GOOD: "[ok]",
        Mark.WARNING: "[! ]",
        Mark.BAD: "[X ]",
        Mark.INFORMATION: "[i ]",
        Mark.BUSY: "[..]",
        Mark.SKIPPED: "[- ]",
    }[mark]


def line_text(line: Line) -> str:
    """Give a line with its sign."""
    verdict = f" - {line.verdict}" if line.verdict else ""
    return f"{mark_sign(line.mark)} {line.what}{verdict}"
