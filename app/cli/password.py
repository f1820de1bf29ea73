"""Takes a password from standard input or from a person, and keeps it hidden."""

import getpass
from typing import TextIO, assert_never

from app.cli.commands import PasswordFrom
from app.domain.options import WrongUseError
from app.domain.secret import Secret
from app.wording.language import _

LONGEST = 1024
"""Bytes; Windows takes 127 or 256 characters."""


PROXY = "proxy-"
"""What the options about the proxy's password have in their names."""


def read_password(source: PasswordFrom, stdin: TextIO | None, whose: str = "") -> Secret | None:
    """Give the password, None where none is wanted; raises WrongUseError.

    `whose` is PROXY for the proxy's, which comes after the account's on standard input.
    """
    match source:
        case PasswordFrom.NOWHERE:
            return None
        case PasswordFrom.STANDARD_INPUT:
            return _first_line(stdin, f"--{whose}password-stdin")
        case PasswordFrom.QUESTION:
            return _asked(stdin, whose)
        case _:
            assert_never(source)


def _first_line(stdin: TextIO | None, option: str) -> Secret:
    if stdin is None:
        raise WrongUseError(_("{option}: there is no standard input.").format(option=option))
    line = stdin.buffer.readline(LONGEST + 2)
    text = line.removesuffix(b"\n").removesuffix(b"\r")
    if not text:
        raise WrongUseError(
            _("{option}: the line of standard input is empty.").format(option=option)
        )
    if len(text) > LONGEST:
        raise WrongUseError(
            _("{option}: the password is longer than {most} bytes.").format(
                option=option, most=LONGEST
            )
        )
    try:
        return Secret(text.decode())
    except UnicodeDecodeError:
        # The cause would show the password.
        raise WrongUseError(
            _("{option}: the password is not in UTF-8.").format(option=option)
        ) from None


def _asked(stdin: TextIO | None, whose: str) -> Secret:
    if stdin is None or not stdin.isatty():
        raise WrongUseError(
            _("{option} needs a terminal; else there is {other}.").format(
                option=f"--ask-{whose}password", other=f"--{whose}password-stdin"
            )
        )
    try:
        text = getpass.getpass((_("Password for the proxy:") if whose else _("Password:")) + " ")
    except EOFError:
        text = ""
    if not text:
        raise WrongUseError(_("No password was typed."))
    return Secret(text)
