"""Where session logs lie when nobody says where."""

import os
import re
import sys
from contextlib import suppress
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Final

import platformdirs

SUFFIX = ".autodiscope"

_LONGEST_ADDRESS = 80
_FOR_THE_OWNER: Final = 0o700


def data_folder() -> Path:
    """Give the program's own folder for sessions; it need not exist yet."""
    return Path(platformdirs.user_data_dir("autodiscope", appauthor=False)) / "sessions"


def make_private(folder: Path) -> None:
    """Make the folder where there is none, and keep others than its owner out of it.

    Raises OSError.
    """
    folder.mkdir(mode=_FOR_THE_OWNER, parents=True, exist_ok=True)
    # On Windows the folder lies in the user's profile, whose access list lets in the user, the
    # administrators and the system alone; modes mean nothing there.
    if sys.platform != "win32" and folder.stat().st_mode & 0o077:
        folder.chmod(_FOR_THE_OWNER)


def new_log_path(folder: Path, address: str, now: datetime) -> Path:
    """Make an empty file of a new name, so that a folder sorts by time and reads by address.

    Makes the folder, too, where it can; where it cannot, the writer says so.
    """
    with suppress(OSError):
        make_private(folder)
    # Windows forbids some marks in names, and everything else is safe without them.
    readable = re.sub(r"[^A-Za-z0-9.@_+-]", "_", address)[:_LONGEST_ADDRESS] or "nobody"
    stem = f"{now:%Y-%m-%d_%H%M%S}_{readable}"
    names = (f"{stem}{f'_{number}' if number else ''}{SUFFIX}" for number in count())
    return next(folder / name for name in names if _is_taken_now(folder / name))


def _is_taken_now(path: Path) -> bool:
    """Take a name for this run alone: two windows may begin within the same second."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return False
    except OSError:
        # The writer meets the same trouble, and says so.
        return True
    return True
