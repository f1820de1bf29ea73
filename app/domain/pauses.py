"""Tells by the clocks of a PC that it slept or stood still, or that it was given another time."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from app.domain.notes import NoteCode, Noted

STOOD_STILL_S: Final = 5.0
"""Far more than a busy PC keeps a program waiting."""
SET_S: Final = 5.0
"""A time service moves a clock by less in a run: RFC 5905 steps it from 0.128 s on, seldom."""


class Clocks(Struct, frozen=True, kw_only=True):
    """What the clocks of this PC show at one moment, in seconds."""

    running: float
    """Counts while the PC runs: the limits of the program go by it."""
    passed: float
    """Counts on while the PC sleeps, and knows nothing of the time of day."""
    of_day: float
    """The time of day, which anybody may set."""


def remarks(before: Clocks, after: Clocks, expected_s: float) -> Iterator[Noted]:
    """Say what happened to this PC between two looks that should have been so far apart."""
    passed = after.passed - before.passed
    stood = passed - expected_s
    if stood >= STOOD_STILL_S:
        yield Noted(code=NoteCode.STOOD_STILL, subject=f"{stood:.0f} s")
    moved = after.of_day - before.of_day - passed
    if abs(moved) >= SET_S:
        code = NoteCode.CLOCK_SET_FORWARD if moved > 0 else NoteCode.CLOCK_SET_BACK
        yield Noted(code=code, subject=f"{abs(moved):.0f} s")
