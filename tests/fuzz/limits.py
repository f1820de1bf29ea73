"""Ends a reading that computes or waits too long, and keeps what was read."""

import faulthandler
import hashlib
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

LONGEST_S: Final = 5.0
"""Of the processor's time. The longest that a limit of the program itself allows is one second."""
LONGEST_WAIT_S: Final = 20.0
"""In all: nothing here waits for more than half a second, but the machine may be busy."""
LAST_S: Final = 30.0
"""Then it sits in a call that lets nothing else run, and the whole process is ended."""
KEPT: Final = Path(__file__).parents[2] / "build" / "fuzz" / "hanging"
SHOWN: Final = 60


class HangError(BaseException):
    """A reader goes on and on; no Exception, so that no reader takes it for one of its own."""


class Limits:
    """Of each reading; what has hung once is not read again by whoever wants to see it again."""

    def __init__(self, compute_s: float = LONGEST_S, wait_s: float = LONGEST_WAIT_S) -> None:
        self._compute_s, self._wait_s = compute_s, wait_s
        self._hanging: dict[tuple[str, bytes], str] = {}

    @contextmanager
    def hold(self, reader: str, data: bytes) -> Iterator[None]:
        """Raise HangError in the block, and again behind it where somebody took it for theirs."""
        if told := self._hanging.get((reader, data)):
            raise HangError(told)

        def stop(_: int, __: FrameType | None) -> None:
            told = self._hanging[reader, data] = self._tell(reader, data)
            raise HangError(told)

        before = signal.signal(signal.SIGVTALRM, stop)
        main = threading.main_thread().ident or 0
        waiting = threading.Timer(self._wait_s, signal.pthread_kill, (main, signal.SIGVTALRM))
        waiting.daemon = True
        try:
            # Time and again: a loop may take it for the end of one of its callbacks alone.
            signal.setitimer(signal.ITIMER_VIRTUAL, self._compute_s, self._compute_s)
            waiting.start()
            with at_hand(reader, data):
                yield
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            waiting.cancel()
            waiting.join()
            signal.signal(signal.SIGVTALRM, before)
        if told := self._hanging.get((reader, data)):
            raise HangError(told)

    def _tell(self, reader: str, data: bytes) -> str:
        path = KEPT / reader / hashlib.sha256(data).hexdigest()[:16]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return (
            f"{reader} has computed for {self._compute_s:g} s, or waited for {self._wait_s:g} s,"
            f" over {len(data)} bytes, kept in {path}: {data[:SHOWN]!r}"
        )


@contextmanager
def at_hand(reader: str, data: bytes, last_s: float = LAST_S) -> Iterator[None]:
    """Have the process ended in a call that never comes back; what it read is on the disk then."""
    path = KEPT / f"{reader}-{os.getpid()}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    trace = path.with_suffix(".trace")
    with trace.open("wb") as stream:
        faulthandler.dump_traceback_later(last_s, exit=True, file=stream)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
    path.unlink()
    trace.unlink()
