"""Brings the events of the engine's thread to the models, in batches of bounded size."""

import time

from PySide6.QtCore import QObject, QTimer, Signal

from app.gui.engine_thread import EngineThread, Job
from app.gui.inbox import FULL

BATCH_MS = 50
"""To repaint for one row costs as much as for two hundred."""
LARGEST_BATCH = 2_500
"""Of what has piled up in a run: each batch is laid out and painted, and nobody waits for it."""


class Feed(QObject):
    """At most one job at a time.

    Signals:
        arrived(records): the next batch.
        ended(complaint): the job is over, and everything it told has arrived.
    """

    arrived = Signal(object)
    ended = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: EngineThread | None = None
        # What is still to be waited for when all is stopped.
        self._over: list[EngineThread] = []
        self._complaint: str | None = None
        self._is_live = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._deliver)

    @property
    def is_running(self) -> bool:
        """Whether a job is under way."""
        return self._thread is not None

    def start(self, job: Job, *, is_live: bool = True) -> None:
        """Begin a job; one that is not live arrives in as few batches as there can be.

        A log is to be there at once: each batch costs a layout and a painting of its own.
        """
        assert self._thread is None, "one job at a time"
        self._is_live = is_live
        self._complaint = None
        self._thread = EngineThread(job)
        self._thread.arrived.connect(self._wait_for_more)
        self._thread.ended.connect(self._note_end)
        self._thread.start()

    def cancel(self) -> None:
        """Ask the job to stop; `ended` tells when it has."""
        if self._thread:
            self._thread.cancel()

    def stop(self, seconds: float) -> bool:
        """Cancel, and wait for the threads at most so long; tell whether all have ended."""
        if self._thread is not None:
            self._thread.arrived.disconnect(self._wait_for_more)
            self._thread.ended.disconnect(self._note_end)
            self._timer.stop()
            self._thread.cancel()
            self._lay_aside(self._thread)
        until = time.monotonic() + seconds
        return all(one.join(max(0.0, until - time.monotonic())) for one in self._over)

    def _wait_for_more(self) -> None:
        if not self._timer.isActive():
            self._timer.start(BATCH_MS)

    def _note_end(self, complaint: str) -> None:
        self._complaint = complaint
        self._timer.stop()
        self._deliver()

    def _deliver(self) -> None:
        thread = self._thread
        if thread is None:
            return
        if not (self._is_live or thread.inbox.is_full or self._complaint is not None):
            self._timer.start(BATCH_MS)
            return
        records = thread.inbox.take(LARGEST_BATCH if self._is_live else FULL)
        if records:
            self.arrived.emit(records)
        if len(thread.inbox):
            # So many that one batch would hold the window up: the next one after its events.
            self._timer.start(0)
        elif self._complaint is not None:
            self._lay_aside(thread)
            self.ended.emit(self._complaint)

    def _lay_aside(self, thread: EngineThread) -> None:
        self._thread = None
        self._over = [*(one for one in self._over if not one.join(0)), thread]
