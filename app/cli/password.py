"""Takes a password from standard input or from a person, and keeps it hidden."""

import getpass
from typing import TextIO, assert_never

from app.cli.commands import PasswordFrom
from app.domain.options import WrongUseError
from app.domain.secret import Secret

LONGEST = 1024
"""Bytes; Windows takes 127 or 256 characters."""


def read_password(source: PasswordFrom, stdin: TextIO | None) -> Secret | None:
    """Give the password, None where none is wanted; raises WrongUseError."""
    match source:
        case PasswordFrom.NOWHERE:
            return None
        case PasswordFrom.STANDARD_INPUT:
            return _first_line(stdin)
        case PasswordFrom.QUESTION:
            return _asked(stdin)
        case _:
            assert_never(source)


def _first_line(stdin: TextIO | None) -> Secret:
    if stdin is None:
        raise WrongUseError("--password-stdin: there is no standard input.")
    line = stdin.buffer.readline(LONGEST + 2)
    text = line.removesuffix(b"\n").removesuffix(b"\r")
    if not text:
        raise WrongUseError("--password-stdin: the first line of standard input is empty.")
    if len(text) > LONGEST:
        raise WrongUseError(f"--password-stdin: the password is longer than {LONGEST} bytes.")
    try:
        return Secret(text.decode())
    except UnicodeDecodeError:
        # The cause would show the password.
        raise WrongUseError("--password-stdin: the password is not in UTF-8.") from None


def _asked(stdin: TextIO | None) -> Secret:
    if stdin is None or not stdin.isatty():
        raise WrongUseError("--ask-password needs a terminal; else there is --password-stdin.")
    try:
        text = getpass.getpass("Password: ")
    except EOFError:
        text = ""
    if not text:
        raise WrongUseError("No password was typed.")
    return Secret(text)
