"""Reads a list of addresses in a thread; only the one that was named last counts."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.domain.batch import Entry
from app.gui.batch_jobs import ListWish, read_entries
from app.gui.chores import Chores


class ListReading(QObject):
    """One list after another, each in the place of the one before.

    Signals:
        read(entries): this is the list.
        failed(complaint): the list cannot be read, as one plain line tells.
    """

    read = Signal(object)
    failed = Signal(str)
    _came = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chores = Chores()
        self._newest = 0
        self._came.connect(self._take)

    def begin(self, wish: ListWish) -> None:
        """Read this list; one that is being read is given up."""
        self._newest += 1
        reading = self._newest
        if wish.is_given:
            job = read_entries(wish, lambda entries: self._came.emit(reading, entries))
            self._chores.begin(job, lambda complaint: self._end(reading, complaint))

    def stop(self, seconds: float) -> bool:
        """At the end of the program: stop, and wait at most so long; tell whether all has ended."""
        self._chores.cancel()
        return self._chores.join(seconds)

    def _take(self, reading: int, entries: Sequence[Entry]) -> None:
        if reading == self._newest:
            self.read.emit(entries)

    def _end(self, reading: int, complaint: str) -> None:
        if complaint and reading == self._newest:
            self.failed.emit(complaint)
