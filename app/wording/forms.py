"""The form in which days, times and numbers are written: the system's, or the neutral one."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from typing import Protocol


class Form(Protocol):
    """How a system writes what its users read."""

    @property
    def marks(self) -> str:
        """Give the marks of thousands and of decimals; empty for those of the language."""
        ...

    def day(self, day: date) -> str:
        """Write a day, its year with four digits."""
        ...

    def time(self, time: time, *, seconds: bool) -> str:
        """Write a time of day."""
        ...


class Neutral:
    """Days and times as ISO 8601 has them: what is read elsewhere is understood there."""

    marks = ""

    def day(self, day: date) -> str:
        """Write a day."""
        return f"{day:%Y-%m-%d}"

    def time(self, time: time, *, seconds: bool) -> str:
        """Write a time of day."""
        return f"{time:%H:%M:%S}" if seconds else f"{time:%H:%M}"


NEUTRAL = Neutral()
# A PC has one form, whichever thread writes; what is made for machines is made in a context.
_systems: list[Form] = [NEUTRAL]
_chosen: ContextVar[Form | None] = ContextVar("form", default=None)


def form() -> Form:
    """Give the form in which this context writes."""
    return _chosen.get() or _systems[-1]


def write_as(form: Form) -> None:
    """Take this for the system's form from now on, in every thread."""
    _systems[:] = [form]


@contextmanager
def writing_as(form: Form) -> Iterator[None]:
    """Write in this form inside."""
    before = _chosen.set(form)
    try:
        yield
    finally:
        _chosen.reset(before)


def day_text(day: date) -> str:
    """Write a day, or the day of a moment."""
    return form().day(day)


def moment_text(moment: datetime, *, seconds: bool = False) -> str:
    """Write a day and a time, with the name of the zone where the moment has one."""
    system = form()
    day, clock = system.day(moment), system.time(moment.time(), seconds=seconds)
    return f"{day} {clock} {moment.tzname() or ''}".rstrip()
