"""Hands values from the engine's thread to the window's, with one wake-up for many of them."""

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from app.domain.events import Recorded

FULL = 25_000
"""So many records waiting are enough: a reader of a file pauses here. A run ends by itself."""


Letter = TypeVar("Letter")


class Mailbox(Generic[Letter]):
    """A queue that wakes its taker once, and again only after it was emptied."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._lock = threading.Lock()
        self._letters: deque[Letter] = deque()
        self._is_awake = False

    @property
    def is_full(self) -> bool:
        """Whether a producer that can wait should do so."""
        return len(self._letters) >= FULL

    def put(self, letter: Letter) -> None:
        """Add one value; any thread may call this."""
        with self._lock:
            self._letters.append(letter)
            was_awake, self._is_awake = self._is_awake, True
        if not was_awake:
            self._wake()

    def take(self, most: int) -> list[Letter]:
        """Give at most so many; where some are left the taker must come again by itself."""
        with self._lock:
            count = min(most, len(self._letters))
            taken = [self._letters.popleft() for _ in range(count)]
            self._is_awake = bool(self._letters)
        return taken

    def __len__(self) -> int:
        return len(self._letters)


class Inbox(Mailbox[Recorded]):
    """The mailbox of a run, or of a log that is read."""
