"""The folder of session logs, as it is listed, searched, kept small and written notes into."""

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from app import __version__
from app.domain.listed import Keeping, Listed, Removal
from app.domain.session import Session
from app.domain.system_reasons import english_reason
from app.findings import examine
from app.sessionlog import SUFFIX, WrongLogError, data_folder, read_session, write_note
from app.sessionlog.index import is_fresh, read_index, session_files, write_index
from app.sessionlog.lock import is_written
from app.sessionlog.removal import remove_chosen, remove_old
from app.wording.language import language
from app.wording.listed import is_match, searched

BATCH: Final = 250
BREATH: Final = 500
"""After so many records of a long log a reader may be stopped."""

Batches = Iterator[tuple[Listed, ...]]


class SessionFolder:
    """Everything about the logs of one folder; the logs are the truth, the index a copy."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or data_folder()

    def sessions(self) -> Batches:
        """List all in batches, first those known already, each part with the newest first.

        A batch without anything is a breath, in which the reader may be stopped. Raises
        WrongLogError where the folder cannot be read.
        """
        try:
            files = session_files(self.folder, SUFFIX)
        except OSError as error:
            reason = english_reason(error)
            raise WrongLogError(f"{self.folder} cannot be read: {reason}.") from error
        known = read_index(self.folder, edition())
        fresh = {name: known[name] for name, one in files.items() if is_fresh(known.get(name), one)}
        ready = tuple(fresh.values())
        for start in range(0, len(ready), BATCH):
            yield ready[start : start + BATCH]
        read = dict(fresh)
        try:
            yield from self._read(files, read)
        finally:
            # Also of a reader that was stopped: what it has read need not be read again.
            if read != known:
                write_index(self.folder, edition(), read.values())

    def _read(self, files: Iterable[str], read: dict[str, Listed]) -> Batches:
        for name in files:
            if name in read:
                continue
            for one in self._look_at(name):
                if one is None:
                    yield ()
                    continue
                if not one.is_running:
                    read[name] = one
                yield (one,)

    def _look_at(self, name: str) -> Iterator[Listed | None]:
        """Read one log, with breaths; nothing where it is gone meanwhile."""
        path = self.folder / name
        try:
            with path.open("rb") as stream:
                status = os.fstat(stream.fileno())
                is_running = is_written(stream.fileno())
        except FileNotFoundError:
            return
        except OSError as error:
            reason = english_reason(error)
            yield Listed(
                name=name,
                size=0,
                changed_ns=0,
                trouble=f"Cannot be read: {reason}.",
            )
            return
        blank = Listed(name=name, size=status.st_size, changed_ns=status.st_mtime_ns)
        session = Session()
        try:
            for count, recorded in enumerate(read_session(path), start=1):
                session.apply(recorded)
                if count % BREATH == 0:
                    yield None
        except WrongLogError as wrong:
            # The name stands beside it already.
            reason = str(wrong).removeprefix(f"{path} ")
            yield replace(blank, trouble=reason[:1].upper() + reason[1:])
            return
        yield replace(listed(session, blank), is_running=is_running)

    def found(self, text: str) -> list[Listed]:
        """List those in which every word of the text stands, the newest first."""
        every = (one for batch in self.sessions() for one in batch)
        return sorted(
            (one for one in every if is_match(searched(one), text)), key=_age, reverse=True
        )

    def take_in(self, path: Path) -> Listed | None:
        """Put a log that has just come to its end, or got a note, into the index; and tell of it.

        None for what is not, or no longer, in the folder.
        """
        if path.parent != self.folder:
            return None
        seen = {one.name: one for one in self._look_at(path.name) if one}
        if seen:
            known = read_index(self.folder, edition())
            write_index(self.folder, edition(), (known | seen).values())
        return seen.get(path.name)

    def delete(self, names: Iterable[str]) -> Removal:
        """Remove what a person chose."""
        return remove_chosen(self.folder / name for name in names)

    def tidy(self, keeping: Keeping) -> Removal:
        """Remove what is beyond the limits."""
        return remove_old(self.folder, keeping, time.time_ns())

    def write_note(self, path: Path, text: str) -> Listed | None:
        """Write a note behind a log, wherever it lies; raises WrongLogError with one plain line."""
        write_note(path, text)
        return self.take_in(path)


def edition() -> str:
    """Name what the index was made by: another version or language may tell otherwise."""
    return f"{__version__} {language()}"


def _age(one: Listed) -> tuple[float, str]:
    # What cannot be read has no start; by its file it stands about where it belongs.
    started = one.started_at.timestamp() if one.started_at else one.changed_ns / 10**9
    return started, one.name


def listed(session: Session, blank: Listed) -> Listed:
    """Tell of a session what the list shows."""
    findings = examine(session)
    first = findings[0] if findings else None
    started = session.started
    return replace(
        blank,
        started_at=started.started_at if started else None,
        address=started.address if started else "",
        source=started.source if started else blank.source,
        outcome=session.outcome,
        severity=first.severity if first else None,
        code=first.code if first else "",
        finding=first.title if first else "",
        note=session.note,
    )
