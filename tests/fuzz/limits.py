"""Ends a reading that takes too much of the processor's time; waiting is free."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

LONGEST_S: Final = 5.0
"""Of the processor's time. The longest that a limit of the program itself allows is one second."""


class HangError(BaseException):
    """A reader goes on and on; no Exception, so that no reader takes it for one of its own."""


@contextmanager
def limited(seconds: float = LONGEST_S) -> Iterator[None]:
    """Raise HangError in the block once it has computed for so long."""

    def stop(_: int, __: FrameType | None) -> None:
        raise HangError(f"It has computed for {seconds:g} s.")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
