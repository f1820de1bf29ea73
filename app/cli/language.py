"""Which language is wished for, before anything else is known of what is asked of the program."""

import argparse
from collections.abc import Sequence
from typing import NoReturn

from app.domain.options import WrongUseError
from app.wording.language import LANGUAGES, _


def wished_language(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """Take --language out of the arguments: its code, or an empty text, and the other arguments.

    It comes before the parser, whose own texts are in that language. Raises WrongUseError.
    """
    asked = _Parser(add_help=False, allow_abbrev=False)
    asked.add_argument("--language", default="")
    before, mark, after = _parted(arguments)
    parsed, rest = asked.parse_known_args(before)
    wished: str = parsed.language
    if wished and wished not in LANGUAGES:
        raise WrongUseError(
            _("--language is one of {languages}, not {text}.").format(
                languages=", ".join(LANGUAGES), text=repr(wished)
            )
        )
    return wished, [*rest, *mark, *after]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        del message
        raise WrongUseError(_("--language wants a language, such as en or de."))


def _parted(arguments: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """Part the arguments at `--`, behind which nothing is an option."""
    listed = list(arguments)
    if "--" not in listed:
        return listed, [], []
    at = listed.index("--")
    return listed[:at], ["--"], listed[at + 1 :]
