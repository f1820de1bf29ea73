"""Looks at the clocks while a run goes on, and remarks on what explains its strange times."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from app.domain.pauses import Clocks, remarks
from app.domain.recorder import Reporter

EVERY_S: Final = 1.0

# Linux' monotonic clock leaves sleep out, and so do the limits of this program. clock_gettime(2)
# That of Windows counts it. https://docs.python.org/3.11/library/time.html (GetTickCount64)
_WITH_SLEEP: Final[int | None] = getattr(time, "CLOCK_BOOTTIME", None)


def clocks() -> Clocks:
    """Look at the clocks."""
    running = time.monotonic()
    passed = running if _WITH_SLEEP is None else time.clock_gettime(_WITH_SLEEP)
    return Clocks(running=running, passed=passed, of_day=time.time())


@contextmanager
def clocks_watched(report: Reporter) -> Iterator[None]:
    """Watch until the block ends; to be called in the loop of the run.

    By a timer and not by a task: at a resume it is due before the limits that have run out
    meanwhile, and so the reason stands in the log before what comes of it.
    """
    loop = asyncio.get_running_loop()
    timer: asyncio.TimerHandle
    before = clocks()

    def tick() -> None:
        nonlocal before, timer
        after = clocks()
        for noted in remarks(before, after, EVERY_S):
            report(noted)
        before = after
        timer = loop.call_later(EVERY_S, tick)

    timer = loop.call_later(EVERY_S, tick)
    try:
        yield
    finally:
        timer.cancel()
