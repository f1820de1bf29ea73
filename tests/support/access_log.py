"""What nginx saw: the requests of a stretch of time, each with or without a sign-in."""

import itertools
import socket
import time
from pathlib import Path
from typing import Final

import msgspec

from tests.support import addresses
from tests.support.daemons import Daemon

_LIMIT: Final = 5.0
_PAUSE: Final = 0.002
_MARKS: Final = itertools.count(1)


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One request, or the torso of one: any byte of HTTP makes a line in nginx's log."""

    server: str
    port: int
    sni: str
    """The name asked for in TLS; empty without TLS, and for an address."""
    host: str
    request: str
    status: int
    signs_in: bool
    """Whether an Authorization header came with it."""


class AccessLog:
    """The requests since this object was made."""

    def __init__(self, web_server: Daemon) -> None:
        """Begin behind what `web_server` has seen so far."""
        self._file = web_server.log_file.parent / "access.log"
        self._begin = self._mark_end()[1]

    def seen(self) -> list[Seen]:
        """Give all of them, in order."""
        end, _ = self._mark_end()
        lines = self._file.read_bytes()[self._begin : end].splitlines()
        return [msgspec.json.decode(line, type=Seen) for line in lines]

    def _mark_end(self) -> tuple[int, int]:
        """Where an own request stands in the log, from its first byte to behind its last.

        nginx is one process here, and writes its lines in order: what came earlier stands before.
        """
        mark = f"/mark-{next(_MARKS)}"
        with socket.create_connection((addresses.WEB, 80), timeout=_LIMIT) as connection:
            connection.sendall(f"GET {mark} HTTP/1.0\r\n\r\n".encode())
            while connection.recv(1024):
                pass
        return _line_with(self._file, f"GET {mark} ".encode())


def _line_with(file: Path, wanted: bytes) -> tuple[int, int]:
    end = time.monotonic() + _LIMIT
    while time.monotonic() < end:
        text = file.read_bytes()
        place = text.rfind(wanted)
        if place >= 0 and (after := text.find(b"\n", place)) >= 0:
            return text.rfind(b"\n", 0, place) + 1, after + 1
        time.sleep(_PAUSE)
    raise AssertionError(f"nginx has not logged {wanted!r} within {_LIMIT:g} s")
