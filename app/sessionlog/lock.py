"""Marks a session log as being written or on show, for other windows and for what removes logs.

The mark is an advisory lock of the operating system, which goes away with the process that holds
it, however that ends. Where a file system knows no locks, everything counts as free.
"""

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

_TAKEN: Final = {errno.EAGAIN, errno.EACCES, errno.EDEADLK}

if sys.platform == "win32":
    import msvcrt

    _PLACE: Final = 0x7FFF_0000
    """A byte that no log has: Windows keeps others from what is locked, readers too."""

    def lock(descriptor: int, *, alone: bool) -> bool:
        """Mark an open file until it is closed; False where somebody else keeps this from it.

        Windows removes no file that is open, so that only writers need a mark there.
        """
        if not alone:
            return not is_written(descriptor)
        return _place(descriptor, msvcrt.LK_NBLCK)

    def is_written(descriptor: int) -> bool:
        """Tell whether another holder of the file writes to it."""
        if not _place(descriptor, msvcrt.LK_NBLCK):
            return True
        _place(descriptor, msvcrt.LK_UNLCK)
        return False

    def _place(descriptor: int, mode: int) -> bool:
        before = os.lseek(descriptor, 0, os.SEEK_CUR)
        try:
            os.lseek(descriptor, _PLACE, os.SEEK_SET)
            msvcrt.locking(descriptor, mode, 1)
        except OSError as error:
            return error.errno not in _TAKEN
        finally:
            os.lseek(descriptor, before, os.SEEK_SET)
        return True

else:
    import fcntl

    def lock(descriptor: int, *, alone: bool) -> bool:
        """Mark an open file until it is closed; False where somebody else keeps this from it.

        A writer is `alone`; those who show a session share it.
        """
        kind = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno not in _TAKEN
        return True

    def is_written(descriptor: int) -> bool:
        """Tell whether another holder of the file writes to it."""
        if not lock(descriptor, alone=False):
            return True
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        return False


class Shown:
    """Keeps a log from being removed by the limits as long as it is on show."""

    def __init__(self, path: Path) -> None:
        self._descriptor: int | None = None
        # What is gone already needs no keeping.
        with suppress(OSError, ValueError):
            self._descriptor = os.open(path, os.O_RDONLY)
            lock(self._descriptor, alone=False)

    def end(self) -> None:
        """Let go of it; may be called twice."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
