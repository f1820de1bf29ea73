"""The index of a folder of session logs: a copy for speed, which can be thrown away at any time."""

import os
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from app.domain.listed import Listed

NAME: Final = "index.json"
FORMAT: Final = 2
"""With 1 it could hold why a log cannot be read in the language of the system."""
LARGEST: Final = 64 << 20


class Index(Struct, frozen=True, kw_only=True):
    """The whole file."""

    format: int
    edition: str
    """What read the logs: another version, or language, may say something else of the same log."""
    sessions: tuple[Listed, ...]


_decoder = msgspec.json.Decoder(Index)


def read_index(folder: Path, edition: str) -> dict[str, Listed]:
    """Give what is known by name; nothing where the index is missing, damaged or of another."""
    try:
        with (folder / NAME).open("rb") as stream:
            content = stream.read(LARGEST)
        index = _decoder.decode(content)
    except (OSError, msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return {}
    if (index.format, index.edition) != (FORMAT, edition):
        return {}
    return {one.name: one for one in index.sessions}


def write_index(folder: Path, edition: str, sessions: Iterable[Listed]) -> None:
    """Replace the index in one step; where that cannot be done, the list is slower, and right."""
    index = Index(format=FORMAT, edition=edition, sessions=tuple(sessions))
    with suppress(OSError):
        # For the owner alone, as mkstemp makes it.
        descriptor, whole = tempfile.mkstemp(prefix="index-", suffix=".new", dir=folder)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(msgspec.json.encode(index))
            Path(whole).replace(folder / NAME)
        except OSError:
            Path(whole).unlink(missing_ok=True)


def is_fresh(known: Listed | None, status: os.stat_result) -> bool:
    """Tell whether what is known of a file still holds."""
    return known is not None and (known.size, known.changed_ns) == (
        status.st_size,
        status.st_mtime_ns,
    )


def session_files(folder: Path, suffix: str) -> Mapping[str, os.stat_result]:
    """Give the session logs in a folder by name, the newest name first; no links, no folders.

    Raises OSError where the folder cannot be read; one that is not there holds nothing.
    """
    found: dict[str, os.stat_result] = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                # One that is removed meanwhile is no longer there to be listed.
                with suppress(FileNotFoundError):
                    if entry.name.endswith(suffix) and entry.is_file(follow_symlinks=False):
                        found[entry.name] = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return {}
    return dict(sorted(found.items(), reverse=True))
