"""In which of our languages the user's system speaks."""

import re
import sys
from collections.abc import Callable, Mapping

from app.wording.language import ENGLISH, LANGUAGES

# The order is gettext's own. https://www.gnu.org/software/gettext/manual, "Locale Environment
# Variables"
_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def _windows_language() -> int:
    import ctypes  # noqa: PLC0415 - the first painting need not wait for it

    # GetUserDefaultUILanguage, winnls.h: the language of menus and dialogs, not that of formats.
    return int(ctypes.windll.kernel32.GetUserDefaultUILanguage())  # type: ignore[attr-defined,unused-ignore]


def system_language(
    environment: Mapping[str, str],
    windows: Callable[[], int] | None = _windows_language if sys.platform == "win32" else None,
) -> str:
    """Tell in which of our languages the user's system speaks; English where in none of them."""
    names = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    if not names and windows is not None:
        import locale  # noqa: PLC0415 - as above

        names = locale.windows_locale.get(windows(), "")
    # LANGUAGE is a list, and what stands behind the language says only where it is spoken.
    codes = (re.split(r"[_.@-]", name)[0].lower() for name in names.split(":"))
    return next((code for code in codes if code in LANGUAGES), ENGLISH)
