"""Removes session logs: those that are wished away, and by age and size the oldest."""

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from app.domain.listed import Keeping, Removal
from app.sessionlog.index import session_files
from app.sessionlog.lines import LONGEST_LINE, decoded_header
from app.sessionlog.lock import is_written, lock
from app.sessionlog.places import SUFFIX

_DAY_NS: Final = 24 * 60 * 60 * 10**9
_MEGABYTE: Final = 10**6


def remove_chosen(paths: Iterable[Path]) -> Removal:
    """Remove files that a person chose, also damaged and foreign ones, but none being written."""
    removed: list[str] = []
    troubles: list[str] = []
    size = 0
    for path in paths:
        try:
            size += _remove_chosen(path)
            removed.append(path.name)
        except FileNotFoundError:
            # Another window was faster: it is gone, as was wished.
            removed.append(path.name)
        except OSError as error:
            troubles.append(_undeleted(path.name, error))
    return Removal(removed=tuple(removed), bytes=size, troubles=tuple(troubles))


def remove_old(folder: Path, keeping: Keeping, now_ns: int) -> Removal:
    """Remove what is beyond the limits, the oldest first.

    Never what is being written or on show anywhere, nor what this program did not write.
    """
    removed: list[str] = []
    troubles: list[str] = []
    size = 0
    try:
        files = session_files(folder, SUFFIX)
    except OSError as error:
        reason = error.strerror or error
        text = f"{folder} cannot be read: {reason}."
        return Removal(troubles=(text,))
    for name in too_many(files, keeping, now_ns):
        try:
            if _remove_own(folder / name):
                removed.append(name)
                size += files[name].st_size
        except FileNotFoundError:
            continue
        except OSError as error:
            troubles.append(_undeleted(name, error))
    return Removal(removed=tuple(removed), bytes=size, troubles=tuple(troubles[:1]))


def too_many(files: Mapping[str, os.stat_result], keeping: Keeping, now_ns: int) -> Iterator[str]:
    """Name what is beyond the limits, the oldest first; the age counts from the last change."""
    by_age = sorted(files, key=lambda name: (files[name].st_mtime_ns, name))
    total = sum(status.st_size for status in files.values())
    for name in by_age:
        status = files[name]
        is_old = keeping.days > 0 and now_ns - status.st_mtime_ns > keeping.days * _DAY_NS
        is_over = keeping.megabytes > 0 and total > keeping.megabytes * _MEGABYTE
        if is_old or is_over:
            total -= status.st_size
            yield name


def _undeleted(name: str, error: OSError) -> str:
    reason = error.strerror or error
    return f"{name} cannot be deleted: {reason}."


def _remove_chosen(path: Path) -> int:
    # As a link it would be the link that goes, not where it leads.
    status = path.lstat()
    if stat.S_ISREG(status.st_mode):
        with path.open("rb") as stream:
            if is_written(stream.fileno()):
                raise PermissionError(0, "its run is still going on")
    path.unlink()
    return status.st_size


def _remove_own(path: Path) -> bool:
    with path.open("rb") as stream:
        first = stream.readline(LONGEST_LINE)
        # What is empty may be a log that is about to begin.
        is_ours = first.endswith(b"\n") and decoded_header(first) is not None
        if not is_ours or not lock(stream.fileno(), alone=True):
            return False
        if os.name != "nt":
            # As long as it is locked nobody begins to show it.
            path.unlink()
            return True
    try:
        path.unlink()
    except PermissionError:
        # Open somewhere, which Windows itself minds.
        return False
    return True
