"""What slapd saw: the operations of a stretch of time, in its own words."""

import re
import time
from typing import Final

from tests.support.daemons import Daemon

_LIMIT: Final = 5.0
_PAUSE: Final = 0.002
# Its time and thread, the connection, and the operation or the descriptor.
_HEAD: Final = re.compile(r"^\S+ \S+ conn=\d+ (?:op|fd)=\d+ ")


class DirectoryLog:
    """The operations since this object was made."""

    def __init__(self, directory: Daemon) -> None:
        """Begin behind what `directory` has seen so far."""
        self._directory = directory
        self._begin = len(self._closed(0))

    def seen(self) -> list[str]:
        """Give binds, TLS, complaints and goodbyes, once every connection is closed."""
        lines = self._closed(self._begin)[self._begin :].splitlines()
        # A search takes two lines, and each answer one more.
        told = ("ACCEPT", "SRCH", "RESULT", "SEARCH RESULT", "EXT ")
        shown = [_HEAD.sub("", line) for line in lines if _HEAD.match(line)]
        return [line for line in shown if not line.startswith(told)]

    def _closed(self, begin: int) -> str:
        end = time.monotonic() + _LIMIT
        while time.monotonic() < end:
            log = self._directory.log()
            part = log[begin:]
            # Whoever started it asked both of its ports whether they answer.
            begun = begin or log.count(" closed") >= 2
            if (
                begun
                and log.endswith("\n")
                and part.count(" ACCEPT from ") == part.count(" closed")
            ):
                return log
            time.sleep(_PAUSE)
        raise AssertionError(f"{self._directory.name} still has connections after {_LIMIT:g} s")
