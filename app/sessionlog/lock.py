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

if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes.wintypes import BOOL, DWORD, HANDLE

    _PLACE: Final = 0x7FFF_0000
    """A byte that no log has: Windows keeps others from what is locked, readers too."""
    _LENGTH: Final = 1
    _ERROR_LOCK_VIOLATION: Final = 33

    # Not msvcrt.locking, which moves where the file is read, and tells no error in Wine 8.
    _KERNEL: Final = ctypes.WinDLL("kernel32", use_last_error=True)
    for _call in (_KERNEL.LockFile, _KERNEL.UnlockFile):
        _call.argtypes = (HANDLE, DWORD, DWORD, DWORD, DWORD)
        _call.restype = BOOL

    def lock(descriptor: int, *, alone: bool) -> bool:
        """Mark an open file until it is closed; False where somebody else keeps this from it.

        Windows removes no file that is open, so that only writers need a mark there.
        """
        if not alone:
            return not is_written(descriptor)
        place = (msvcrt.get_osfhandle(descriptor), _PLACE, 0, _LENGTH, 0)
        return bool(_KERNEL.LockFile(*place)) or ctypes.get_last_error() != _ERROR_LOCK_VIOLATION

    def is_written(descriptor: int) -> bool:
        """Tell whether another holder of the file writes to it."""
        if not lock(descriptor, alone=True):
            return True
        _KERNEL.UnlockFile(msvcrt.get_osfhandle(descriptor), _PLACE, 0, _LENGTH, 0)
        return False

else:
    import fcntl

    _TAKEN: Final = {errno.EAGAIN, errno.EACCES, errno.EDEADLK}

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
