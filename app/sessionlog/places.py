"""Where session logs lie when nobody says where."""

import re
from contextlib import suppress
from datetime import datetime
from itertools import count
from pathlib import Path

import platformdirs

SUFFIX = ".autodiscope"

_LONGEST_ADDRESS = 80


def data_folder() -> Path:
    """Give the program's own folder for sessions; it need not exist yet."""
    return Path(platformdirs.user_data_dir("autodiscope", appauthor=False)) / "sessions"


def new_log_path(folder: Path, address: str, now: datetime) -> Path:
    """Name a file that does not exist yet, so that a folder sorts by time and reads by address.

    Makes the folder where it can; where it cannot, the writer says so.
    """
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Windows forbids some marks in names, and everything else is safe without them.
    readable = re.sub(r"[^A-Za-z0-9.@_+-]", "_", address)[:_LONGEST_ADDRESS] or "nobody"
    stem = f"{now:%Y-%m-%d_%H%M%S}_{readable}"
    names = (f"{stem}{f'_{number}' if number else ''}{SUFFIX}" for number in count())
    return next(folder / name for name in names if not (folder / name).exists())
