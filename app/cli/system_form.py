"""The system's form of days, times and numbers, as Python's own `locale` tells it."""

import locale
from datetime import date, time
from typing import Final

from msgspec import Struct

from app.wording.forms import NEUTRAL, Form

_NOBODYS: Final = ("C", "POSIX")
"""Systems of which nobody said how their users write."""


class SystemForm(Struct, frozen=True, kw_only=True):
    """Days and times by patterns of strftime."""

    day_pattern: str
    time_pattern: str
    minutes_pattern: str
    marks: str

    def day(self, day: date) -> str:
        """Write a day."""
        return day.strftime(self.day_pattern)

    def time(self, time: time, *, seconds: bool) -> str:
        """Write a time of day."""
        return time.strftime(self.time_pattern if seconds else self.minutes_pattern)


def system_form() -> Form:
    """Give the form that the user's system has; the neutral one where it has none of its own.

    Python's patterns %x and %X follow the system from then on. Numbers that libraries read and
    write do not: a decimal comma would break those in C.
    """
    try:
        name = locale.setlocale(locale.LC_TIME, "")
        locale.setlocale(locale.LC_NUMERIC, "")
    except locale.Error:
        # A language that is wished for, but not installed.
        return NEUTRAL
    told = locale.localeconv()
    locale.setlocale(locale.LC_NUMERIC, "C")
    if name.partition(".")[0] in _NOBODYS:
        return NEUTRAL
    marks = f"{told['thousands_sep']}{told['decimal_point']}"
    day, clock = _patterns()
    return SystemForm(
        day_pattern=in_four_digits(day),
        time_pattern=clock,
        minutes_pattern=without_seconds(clock),
        marks=marks if len(marks) == len(",.") else "",
    )


def _patterns() -> tuple[str, str]:
    # Windows' C library knows the patterns, and tells nobody.
    if not hasattr(locale, "nl_langinfo"):
        return "%x", "%X"
    return locale.nl_langinfo(locale.D_FMT), locale.nl_langinfo(locale.T_FMT)


def in_four_digits(pattern: str) -> str:
    """Have the year written whole: a certificate that ends in '39 may have ended or not."""
    return pattern.replace("%y", "%Y").replace("%D", "%m/%d/%Y")


def without_seconds(pattern: str) -> str:
    """Leave the seconds out of a time, where the pattern says where they are."""
    spelt = pattern.replace("%T", "%H:%M:%S").replace("%r", "%I:%M:%S %p")
    return spelt.replace(":%S", "").replace(".%S", "")
