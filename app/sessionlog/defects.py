"""Keeps reports of defects, and what a crash could still write, beside the session logs."""

import faulthandler
import os
import re
from contextlib import suppress
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Final

from app.sessionlog.lock import lock
from app.sessionlog.places import data_folder, make_private

MOST_REPORTS: Final = 20
LONGEST_TRACE: Final = 100_000

_REPORT: Final = re.compile(r"defect_\d{4}-\d\d-\d\d_\d{6}(?:_\d+)?\.txt")
_CRASH: Final = re.compile(r"crash_\d+(?:_\d+)?\.txt")


def defects_folder() -> Path:
    """Give the folder of reports; it need not exist yet."""
    return data_folder().parent / "defects"


def save_report(text: str, now: datetime, folder: Path | None = None) -> Path:
    """Write a report into a file of its own, and keep the newest few; raises OSError."""
    folder = folder or defects_folder()
    make_private(folder)
    path, descriptor = _new_file(folder, f"defect_{now:%Y-%m-%d_%H%M%S}")
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(text.encode("utf-8", "replace"))
    every = sorted(one for one in folder.iterdir() if _REPORT.fullmatch(one.name))
    for old in every[:-MOST_REPORTS]:
        with suppress(OSError):
            old.unlink()
    return path


class CrashLog:
    """A file into which Python writes where it was when it is ended by a fault; one a process.

    It is gone after an orderly end, so that one which is left and holds something tells of a crash.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or defects_folder()
        self._path: Path | None = None
        self._descriptor: int | None = None
        self._was_enabled = False

    def begin(self) -> None:
        """Have a fault written down from now on; where no file can be made, it will not be."""
        with suppress(OSError):
            make_private(self._folder)
            self._path, self._descriptor = _new_file(self._folder, f"crash_{os.getpid()}")
            # So that another window does not take it for one that was left.
            lock(self._descriptor, alone=True)
            self._was_enabled = faulthandler.is_enabled()
            faulthandler.enable(self._descriptor)

    def end(self) -> None:
        """Come to an orderly end; may be called twice."""
        if self._descriptor is None or self._path is None:
            return
        faulthandler.disable()
        if self._was_enabled:
            # As Python was asked to by an option: to standard error.
            with suppress(OSError, RuntimeError, ValueError):
                faulthandler.enable()
        os.close(self._descriptor)
        self._descriptor = None
        with suppress(OSError):
            self._path.unlink()

    def left(self) -> str:
        """Give what crashes before this run have left, and take it away."""
        traces: list[str] = []
        with suppress(OSError):
            others = (one for one in sorted(self._folder.iterdir()) if one != self._path)
            traces += [_taken(one) for one in others if _CRASH.fullmatch(one.name)]
        return "\n".join(filter(None, traces))[:LONGEST_TRACE]


def _taken(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            if not lock(stream.fileno(), alone=True):
                # Of a program that still runs.
                return ""
            text = stream.read(LONGEST_TRACE).decode("utf-8", "replace")
        path.unlink()
    except OSError:
        # Windows keeps open files from others.
        return ""
    return text.strip()


def _new_file(folder: Path, stem: str) -> tuple[Path, int]:
    for number in count():
        path = folder / f"{stem}{f'_{number}' if number else ''}.txt"
        with suppress(FileExistsError):
            return path, os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    raise AssertionError("numbers have no end")
