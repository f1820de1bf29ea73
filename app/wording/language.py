"""The language in which a person is spoken to, and the one catalogue that has its words.

Two kinds of text are shown. What is made where it is shown is written `_("… {host} …")`. What
stands in a session (a failure's detail, a reason, a remark) is English for ever, since a log may be
read on another PC: `said` finds its sentence in the catalogue when it is shown.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache, lru_cache
from gettext import GNUTranslations
from typing import TYPE_CHECKING, Final

from app.paths import resources
from app.wording.forms import NEUTRAL, day_text, form, moment_text, writing_as

if TYPE_CHECKING:
    from app.wording.templates import Templates

LANGUAGES: Final = {"en": "English", "de": "Deutsch"}
"""By their codes, each named in itself."""
ENGLISH: Final = "en"

Naming = Callable[[str], str]
"""Gives a stored text as its reader knows it."""
STORED: Final = "stored"
"""The context (msgctxt) of what stands in sessions."""
LONGEST: Final = 4000
"""Characters of a stored text: what is longer is a server's, not ours."""
# Only where our sentences put them: not in a URL, a file's name, or what is quoted.
_DATE: Final = re.compile(
    r"(?<![^\s(])(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d)(:\d\d)?)?(?![^\s.,;:)]|[.,;:)][^\s.,;:)])",
    re.ASCII,
)
_THOUSANDS: Final = re.compile(
    r"(?<![^\s(])\d{1,3}(?:,\d{3})+(?![^\s.,;:)]|[.,;:)][^\s.,;:)])", re.ASCII
)

# A thread starts without a context: what the engine's threads make stays English.
_spoken: ContextVar[str] = ContextVar("language", default=ENGLISH)


class _Catalogue(GNUTranslations):
    _catalog: dict[str | tuple[str, int], str]

    def stored(self) -> dict[str, str]:
        """Give the translations of what stands in sessions, by the English."""
        before = STORED + "\x04"
        return {
            key.removeprefix(before): text
            for key, text in self._catalog.items()
            if isinstance(key, str) and key.startswith(before)
        }


def language() -> str:
    """Tell in which language this context speaks."""
    return _spoken.get()


def speak(code: str) -> None:
    """Speak this language from now on, in this context; one that is not known is English."""
    _spoken.set(code if code in LANGUAGES else ENGLISH)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak this language inside; what machines read is made in English."""
    before = _spoken.set(code if code in LANGUAGES else ENGLISH)
    try:
        yield
    finally:
        _spoken.reset(before)


@contextmanager
def for_machines() -> Iterator[None]:
    """Make inside what programs read: English, days and times as ISO 8601 has them."""
    with speaking(ENGLISH), writing_as(NEUTRAL):
        yield


def marks() -> str:
    """Give the marks of thousands and of decimals."""
    return form().marks or pgettext("marks of thousands and of decimals", ",.")


def _(text: str) -> str:
    """Give a text in the language of this context."""
    catalogue = _catalogue(_spoken.get())
    # An empty text would give the catalogue's own header.
    return text if catalogue is None or not text else catalogue.gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """Give the form of a text that suits the count."""
    catalogue = _catalogue(_spoken.get())
    if catalogue is None:
        return one if count == 1 else many
    return catalogue.ngettext(one, many, count)


def pgettext(context: str, text: str) -> str:
    """Give a text that says different things in different places: the context tells them apart."""
    catalogue = _catalogue(_spoken.get())
    return text if catalogue is None else catalogue.pgettext(context, text)


def said(text: str) -> str:
    """Give a text that stands in a session in the language, and the form, of this context."""
    if not text or len(text) > LONGEST:
        return text
    code = _spoken.get()
    return _in_form(text if code == ENGLISH else _said(code, text))


def _in_form(text: str) -> str:
    if "," in text and marks()[0] != ",":
        text = _THOUSANDS.sub(lambda found: found.group().replace(",", marks()[0]), text)
    return text if form() is NEUTRAL else _DATE.sub(_dated, text)


def _dated(found: re.Match[str]) -> str:
    day, minutes, seconds = found.groups()
    try:
        moment = datetime.fromisoformat(f"{day} {minutes or '00:00'}{seconds or ''}")
    except ValueError:
        # A server's number that only looks like a day.
        return found.group()
    return moment_text(moment, seconds=bool(seconds)) if minutes else day_text(moment)


@lru_cache(maxsize=4096)
def _said(code: str, text: str) -> str:
    templates = _templates(code)
    return text if templates is None else templates.said(text)


@cache
def _templates(code: str) -> "Templates | None":
    # Nothing that is painted first stands in a session: the first painting does not wait for it.
    from app.wording.templates import Templates  # noqa: PLC0415

    catalogue = _catalogue(code)
    return None if catalogue is None else Templates(catalogue.stored())


@cache
def _catalogue(code: str) -> _Catalogue | None:
    if code == ENGLISH:
        return None
    with (resources() / "translations" / f"{code}.mo").open("rb") as file:
        return _Catalogue(file)
