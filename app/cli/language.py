"""In which language the program speaks, before anything else is known of what is asked of it."""

import argparse
import ctypes
import locale
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

from app.domain.options import WrongUseError
from app.wording.language import ENGLISH, LANGUAGES, _

# The order is gettext's own. https://www.gnu.org/software/gettext/manual, "Locale Environment
# Variables"
_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


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


def _windows_language() -> int:
    # GetUserDefaultUILanguage, winnls.h: the language of menus and dialogs, not that of formats.
    return int(ctypes.windll.kernel32.GetUserDefaultUILanguage())  # type: ignore[attr-defined,unused-ignore]


def system_language(
    environment: Mapping[str, str],
    windows: Callable[[], int] | None = _windows_language if sys.platform == "win32" else None,
) -> str:
    """Tell in which of our languages the user's system speaks; English where in none of them."""
    names = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    if not names and windows is not None:
        names = locale.windows_locale.get(windows(), "")
    # LANGUAGE is a list, and what stands behind the language says only where it is spoken.
    codes = (re.split(r"[_.@-]", name)[0].lower() for name in names.split(":"))
    return next((code for code in codes if code in LANGUAGES), ENGLISH)


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
