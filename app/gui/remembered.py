"""What the window remembers from one start to the next: place, columns, addresses and sessions."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QByteArray, QDeadlineTimer, QLockFile, QSettings, QThread

from app.gui.settings import VERSION

MOST_RECENT: Final = 20
LONGEST: Final = 4_096
"""Characters of an entry: the longest path that Linux takes."""
LARGEST_SIZE: Final = 100_000
"""Of a part of the window, in pixels."""
LONGEST_LOCK_MS: Final = 500
"""Another window has the file for itself for a few milliseconds; one that hangs holds nobody up."""
NEXT_TRY_MS: Final = 2
"""Qt's own waiting begins with a tenth of a second."""


class Recent(StrEnum):
    """What there is a list of."""

    ADDRESSES = "addresses"
    SESSIONS = "sessions"
    KEPT_USERS = "kept-users"
    """Whose password the key store holds; nobody else's is asked for there."""


class Arrangement(Struct, frozen=True, kw_only=True):
    """How a session is laid out; an empty part is as it comes."""

    heights: tuple[int, ...] = ()
    """Of findings, tree and results."""
    widths: tuple[int, ...] = ()
    """Of tree and details."""
    columns: tuple[int, ...] = ()
    """Of the tree: the thousandths that the first two share, then the pixels of the others."""


class Remembered:
    """One file of settings; without one, what is remembered ends with the window."""

    def __init__(self, kept: QSettings | None = None) -> None:
        self._kept = kept
        self._values: dict[str, object] = {}
        if kept is not None and kept.value("window/version") != str(VERSION):
            kept.remove("window")
            kept.remove("recent")
            # Now, before another window has written what would go, too.
            kept.sync()

    # --- recent addresses and sessions ---------------------------------------------------------

    def recent(self, kind: Recent) -> tuple[str, ...]:
        """Give the list, the newest first."""
        value = self._value(f"recent/{kind}")
        # Qt reads a list of one back as a text.
        entries = [value] if isinstance(value, str) else value
        if not isinstance(entries, list):
            return ()
        right = (one for one in entries if isinstance(one, str) and 0 < len(one) <= LONGEST)
        return tuple(dict.fromkeys(right))[:MOST_RECENT]

    def add(self, kind: Recent, entry: str) -> None:
        """Put an entry in front; of too many, the oldest goes."""
        with self._alone():
            others = (one for one in self.recent(kind) if one != entry)
            if 0 < len(entry) <= LONGEST:
                self._keep(f"recent/{kind}", [entry, *others][:MOST_RECENT])

    def drop(self, kind: Recent, entry: str) -> None:
        """Forget one entry."""
        with self._alone():
            self._keep(f"recent/{kind}", [one for one in self.recent(kind) if one != entry])

    def clear(self, kind: Recent) -> None:
        """Forget them all."""
        self._keep(f"recent/{kind}", [])

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Know what another window has written, and let none write until the block is over."""
        if self._kept is None:
            yield
            return
        file = Path(self._kept.fileName())
        try:
            # Before the first settings are written, there is none.
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            # Where nothing can be written, no other window writes either.
            yield
            return
        lock = QLockFile(f"{file}.change")
        limit = QDeadlineTimer(LONGEST_LOCK_MS)
        # Where the folder cannot be written, it goes on without.
        while not lock.tryLock(0) and _is_taken(lock) and not limit.hasExpired():
            QThread.msleep(NEXT_TRY_MS)
        self._kept.sync()
        try:
            yield
        finally:
            lock.unlock()

    # --- how the window looks ------------------------------------------------------------------

    @property
    def geometry(self) -> QByteArray:
        """Where the window was, as Qt writes it; empty where that is not known."""
        value = self._value("window/geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._keep("window/geometry", geometry)

    @property
    def arrangement(self) -> Arrangement:
        """How sessions are laid out."""
        return Arrangement(
            heights=self._sizes("window/heights", 3),
            widths=self._sizes("window/widths", 2),
            columns=self._sizes("window/columns", 3),
        )

    @arrangement.setter
    def arrangement(self, arrangement: Arrangement) -> None:
        self._keep("window/heights", _listed(arrangement.heights))
        self._keep("window/widths", _listed(arrangement.widths))
        self._keep("window/columns", _listed(arrangement.columns))

    def _sizes(self, key: str, count: int) -> tuple[int, ...]:
        value = self._value(key)
        parts = value.split() if isinstance(value, str) else []
        sizes = tuple(int(part) for part in parts if part.isascii() and part.isdigit())
        is_right = len(sizes) == len(parts) == count and max(sizes) <= LARGEST_SIZE
        return sizes if is_right else ()

    def _value(self, key: str) -> object:
        return self._values.get(key) if self._kept is None else self._kept.value(key)

    def _keep(self, key: str, value: object) -> None:
        if self._kept is None:
            self._values[key] = value
            return
        self._kept.setValue(key, value)
        self._kept.setValue("window/version", str(VERSION))
        self._kept.sync()
        file = Path(self._kept.fileName())
        if file.exists():
            # Addresses are nobody else's business. On Windows the profile keeps others out.
            file.chmod(0o600)


def _listed(sizes: tuple[int, ...]) -> str:
    return " ".join(map(str, sizes))


def _is_taken(lock: QLockFile) -> bool:
    return lock.error() is QLockFile.LockError.LockFailedError
