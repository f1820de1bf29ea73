"""The system's form of days, times and numbers, as Qt knows it."""

import re
from datetime import date, time

from PySide6.QtCore import QDate, QLocale, QTime

from app.wording.forms import NEUTRAL, Form

_SHORT = QLocale.FormatType.ShortFormat


class SystemForm:
    """Days and times as a locale has them in short; a year has four digits, though."""

    def __init__(self, locale: QLocale) -> None:
        self._locale = locale
        # A certificate that ends in '39 may have ended or not.
        day = locale.dateFormat(_SHORT)
        self._day = day if "yyyy" in day else day.replace("yy", "yyyy")
        self._minutes = locale.timeFormat(_SHORT)
        self._seconds = with_seconds(self._minutes)
        self.marks = f"{locale.groupSeparator()}{locale.decimalPoint()}"

    def day(self, day: date) -> str:
        """Write a day."""
        return self._locale.toString(QDate(day.year, day.month, day.day), self._day)

    def time(self, time: time, *, seconds: bool) -> str:
        """Write a time of day."""
        clock = QTime(time.hour, time.minute, time.second)
        return self._locale.toString(clock, self._seconds if seconds else self._minutes)


def with_seconds(pattern: str) -> str:
    """Have the seconds follow the minutes, behind the mark that stands before those, or a colon.

    The locale's long form has them too, and the time zone with them.
    """
    found = re.search(r"(?<=[^m])m+(?!.*s)", pattern)
    if found is None:
        return pattern
    before = pattern[found.start() - 1]
    mark = before if before in ":." else ":"
    return f"{pattern[: found.end()]}{mark}ss{pattern[found.end() :]}"


def system_form(locale: QLocale) -> Form:
    """Give the form of a locale; the neutral one for days as nobody's locale (C) has them.

    On Linux the system's locale may be called after the language of texts, which is another's.
    """
    is_nobodys = locale.dateFormat(_SHORT) == QLocale.c().dateFormat(_SHORT)
    return NEUTRAL if is_nobodys else SystemForm(locale)
