"""Commands for the Exchange Management Shell, with names that may come from anywhere."""

from app.wording.lines import plain

LONGEST = 2048
"""Characters of one value: no host, URL or server name is longer."""

# about_Quoting_Rules: PowerShell takes each of these for a single quotation mark.
_QUOTES = "'\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
_QUOTES += "\N{SINGLE LOW-9 QUOTATION MARK}\N{SINGLE HIGH-REVERSED-9 QUOTATION MARK}"
_DOUBLED = str.maketrans({mark: mark * 2 for mark in _QUOTES})


class Blank(str):
    """A value that the session does not tell: the reader puts it in the place of the <NAME>."""

    __slots__ = ()


def quoted(text: str) -> str:
    """Give a text as one literal that PowerShell reads as no more than that text.

    In single quotes nothing is expanded; a quotation mark is written twice. Control characters,
    which could end a line, become replacement characters. A Blank stays as it is: unquoted
    angle brackets are a syntax error, so that it cannot be run unfilled.
    """
    if isinstance(text, Blank):
        return text
    return f"'{plain(text[:LONGEST]).translate(_DOUBLED)}'"


def command(name: str, *arguments: tuple[str, str]) -> str:
    """Write a command whose arguments are quoted texts: (parameter, value)."""
    return " ".join((name, *(f"-{parameter} {quoted(value)}" for parameter, value in arguments)))
