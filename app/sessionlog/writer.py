"""Appends each event to a file the moment it happens; the run goes on where that fails."""

import os
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self

from app import __version__
from app.domain.events import Recorded
from app.sessionlog.lines import FORMAT, MOST_RECORDS, Header, encoded_line
from app.sessionlog.lock import lock

_TRIES = 10
_PAUSE_S = 0.01


def _is_free(descriptor: int) -> bool:
    """Take the file for this program alone; whoever only looks whether it is free lets it go."""
    for tried in range(_TRIES):
        if tried:
            time.sleep(_PAUSE_S)
        if lock(descriptor, alone=True):
            return True
    return False


def _silent(_trouble: str) -> None:
    """Leave the trouble where it can be read."""


class SessionWriter:
    """Writes a session log.

    Nothing is raised for a disk: the first thing that goes wrong stands in `trouble`, one plain
    line that `on_trouble` is told once, and from then on nothing more is written.
    """

    def __init__(self, path: Path, on_trouble: Callable[[str], None] = _silent) -> None:
        self.path = path
        self.trouble = ""
        self._on_trouble = on_trouble
        self._descriptor: int | None = None
        self._whole = 0
        self._records = 0
        self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, recorded: Recorded) -> None:
        """Put one whole line into the operating system's hands, which a killed process keeps."""
        if self._records >= MOST_RECORDS:
            # One more, and nobody could open it again.
            self._stop(f"{self.path} is full: a session has at most {MOST_RECORDS:,} events.")
            return
        self._records += 1
        self._append(encoded_line(recorded))

    def close(self) -> None:
        """Wait until the file is on the disk; may be called twice."""
        if self._descriptor is None:
            return
        try:
            os.fsync(self._descriptor)
        except OSError as error:
            self._fail(error)
        else:
            self._look_for_file(self._descriptor)
        finally:
            self._release()

    def _open(self) -> None:
        # Windows would turn each end of line into two bytes; elsewhere a pipe that nobody reads
        # would keep the program waiting.
        special: int = getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | special
        try:
            self._descriptor = os.open(self.path, flags, 0o600)
            status = os.fstat(self._descriptor)
        except OSError as error:
            self._fail(error)
            return
        except ValueError:
            # A NUL in it.
            self._stop("The session cannot be saved: that is no name of a file.")
            return
        if not stat.S_ISREG(status.st_mode):
            self._stop(f"{self.path} is not a file.")
            return
        if status.st_size:
            # Never a second session behind the first one, and never one lost for another.
            self._stop(f"{self.path} exists already; choose another name.")
            return
        if not _is_free(self._descriptor):
            self._stop(f"{self.path} is open in another Autodiscope; choose another name.")
            return
        if hasattr(os, "fchmod"):
            # An empty file that was there may have been open to others.
            with suppress(OSError):
                os.fchmod(self._descriptor, 0o600)
        self._append(encoded_line(Header(autodiscope=FORMAT, program_version=__version__)))

    def _append(self, line: bytes) -> None:
        if self._descriptor is None:
            return
        rest = memoryview(line)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError as error:
            # Half a line helps nobody; a reader would drop it anyway.
            with suppress(OSError):
                os.ftruncate(self._descriptor, self._whole)
            self._fail(error)
            return
        self._whole += len(line)
        self._look_for_file(self._descriptor)

    def _look_for_file(self, descriptor: int) -> None:
        # Elsewhere than on Windows, which does not let it be deleted, writing would go on into a
        # file without a name.
        with suppress(OSError):
            if os.fstat(descriptor).st_nlink == 0:
                self._stop(
                    f"{self.path} was deleted while the run was going on: this session is no"
                    " longer saved."
                )

    def _fail(self, error: OSError) -> None:
        self._stop(f"{self.path} cannot be written: {error.strerror or error}.")

    def _stop(self, trouble: str) -> None:
        self._release()
        if not self.trouble:
            self.trouble = trouble
            self._on_trouble(trouble)

    def _release(self) -> None:
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            # Whatever close() still complains about was said by fsync() before.
            with suppress(OSError):
                os.close(descriptor)
