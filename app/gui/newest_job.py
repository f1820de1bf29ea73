"""Does in a thread what a window wishes for, of which only what it wished for last counts."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.gui.chores import Chores
from app.gui.engine_thread import Job

Tell = Callable[[Any], None]


class NewestJob(QObject):
    """One job after another, each in the place of the one before.

    Signals:
        came(what): the newest job has told this.
        ended(complaint): the newest job is over.
    """

    came = Signal(object)
    ended = Signal(str)
    _told = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chores = Chores()
        self._newest = 0
        self.is_running = False
        self._told.connect(self._take)

    def begin(self, job: Callable[[Tell], Job]) -> None:
        """Begin the job that is made with what it tells; one that is under way is given up."""
        self.give_up()
        number = self._newest
        self.is_running = True
        self._chores.begin(
            job(lambda what: self._told.emit(number, what)),
            lambda complaint: self._end(number, complaint),
        )

    def cancel(self) -> None:
        """Ask what is under way to stop; `ended` tells when it has."""
        self._chores.cancel()

    def give_up(self) -> None:
        """Do without what is under way: nothing more is told of it."""
        self.cancel()
        self._newest += 1
        self.is_running = False

    def stop(self, seconds: float) -> bool:
        """At the end of the program: stop, and wait at most so long; tell whether all has ended."""
        self.cancel()
        return self._chores.join(seconds)

    def _take(self, number: int, what: object) -> None:
        if number == self._newest:
            self.came.emit(what)

    def _end(self, number: int, complaint: str) -> None:
        if number == self._newest:
            self.is_running = False
            self.ended.emit(complaint)
