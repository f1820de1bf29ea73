"""Writes values into commands of the Exchange management shell, so that none can break out."""

import re
import unicodedata
from typing import Final

_SINGLE_QUOTES: Final = "'‘’‚‛"  # noqa: RUF001 - that these look alike is the point
"""PowerShell takes each of them for a single quote. about_Quoting_Rules; the language
specification, 2.3.5.2, single-quote-character"""

_REFUSED: Final = {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}
"""Control and format characters, ends of lines, and what is no character."""

LONGEST: Final = 2_000

_SERVER = re.compile(r"[\w!@#$%^&()'{}~.-]{1,63}")
"""A computer's name: KB 909264 lists what it may not hold. The backslash, the slash and the
bracket of an identity (SERVER\\DIRECTORY (SITE)) must not come from outside."""


class UnsafeTextError(ValueError):
    """The text holds what no command may hold."""


def quoted(text: str) -> str:
    """Give a text as one argument, in which PowerShell replaces nothing.

    Raises UnsafeTextError for control characters and for what is too long.
    """
    if len(text) > LONGEST:
        raise UnsafeTextError(f"{len(text)} characters are too many for an argument")
    if any(unicodedata.category(mark) in _REFUSED for mark in text):
        raise UnsafeTextError("a control character cannot stand in a command")
    doubled = "".join(mark * 2 if mark in _SINGLE_QUOTES else mark for mark in text)
    return f"'{doubled}'"


UNSAFE: Final = "<UNSAFE TEXT>"
"""Stands where a text from the network cannot be part of a command."""


def command(name: str, *arguments: tuple[str, str]) -> str:
    """Write a command with arguments: (parameter, value); what is unsafe is left for the reader."""
    return " ".join((name, *(f"-{parameter} {shown(value)}" for parameter, value in arguments)))


def shown(text: str) -> str:
    """Give a text as one argument; one that no command may hold gives way to a placeholder."""
    try:
        return quoted(text)
    except UnsafeTextError:
        return quoted(UNSAFE)


def listed(texts: tuple[str, ...]) -> str:
    """Give several texts as one argument."""
    return ", ".join(quoted(text) for text in texts)


def is_computer_name(text: str) -> bool:
    """Tell whether a text can be a computer's name, and so a part of an identity."""
    return bool(_SERVER.fullmatch(text)) and text.isprintable() and not text.startswith(".")
