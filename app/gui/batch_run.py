"""Runs through one list at a time in the engine's thread, and hands its rows on in batches."""

from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.batch import BatchRow
from app.gui.batch_jobs import BatchWish, run_through
from app.gui.chores import Chores
from app.gui.engine import Engine
from app.gui.inbox import Mailbox

BATCH_MS: Final = 50
LARGEST_BATCH: Final = 2_500


class BatchRun(QObject):
    """At most one list is under way.

    Signals:
        held(files): these hold results already, so that nothing is run without a yes.
        began(before): it is under way, and so many of its entries had their row before.
        came(rows): the next batch.
        ended(complaint): it is over, and all its rows have come.
    """

    held = Signal(object)
    began = Signal(int)
    came = Signal(object)
    ended = Signal(str)
    _woken = Signal()

    def __init__(self, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._chores = Chores()
        self._mailbox: Mailbox[BatchRow] = Mailbox(self._woken.emit)
        self._complaint: str | None = None
        self.wish: BatchWish | None = None
        """What is run, or was run last."""
        self.is_running = False
        self.is_stopping = False
        """Whether the one under way, or the last one, was asked to stop."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._deliver)
        self._woken.connect(self._wait_for_more)

    def start(self, wish: BatchWish) -> None:
        """Run through a list."""
        assert not self.is_running, "one list at a time"
        self.wish, self._complaint = wish, None
        self.is_running, self.is_stopping = True, False
        job = run_through(self._engine, wish, self._mailbox, self.held.emit, self.began.emit)
        self._chores.begin(job, self._note_end)

    def go_on(self) -> None:
        """Run through the last list once more, and go on with the files that hold something."""
        if self.wish is not None and not self.is_running:
            self.start(replace(self.wish, resume=True))

    def cancel(self) -> None:
        """Ask it to stop; `ended` tells when it has."""
        self.is_stopping = True
        self._chores.cancel()

    def stop(self, seconds: float) -> bool:
        """At the end of the program: stop, and wait at most so long; tell whether all has ended."""
        self._chores.cancel()
        return self._chores.join(seconds)

    def _wait_for_more(self) -> None:
        if not self._timer.isActive():
            self._timer.start(BATCH_MS)

    def _note_end(self, complaint: str) -> None:
        self._complaint = complaint
        self._timer.start(0)

    def _deliver(self) -> None:
        rows = self._mailbox.take(LARGEST_BATCH)
        if rows:
            self.came.emit(rows)
        if len(self._mailbox):
            # So many that one batch would hold the window up: the next one after its events.
            self._timer.start(0)
        elif self._complaint is not None:
            complaint, self._complaint = self._complaint, None
            self.is_running = False
            self.ended.emit(complaint)
