"""The status line: what is being waited for, for how long, and that something is going on."""

import time
from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar, QStatusBar

from app.gui.models.waiting import Wait
from app.gui.panels.labels import PlainLabel
from app.gui.plain_text import one_line
from app.wording import milliseconds

REFRESH_MS = 200


class StatusLine(QStatusBar):
    """Asks for the newest wait by itself while a run is on."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._wait: Wait | None = None
        self._told_at = 0.0
        self._now_ms = 0.0
        self._text = PlainLabel("Status", "Ready")
        self._text.setWordWrap(False)
        self._bar = QProgressBar()
        self._bar.setAccessibleName("A run is under way")
        # No end is known: a bar without a range moves to and fro.
        self._bar.setRange(0, 0)
        self._bar.setMaximumWidth(180)
        self._bar.setTextVisible(False)
        self._bar.hide()
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self._refresh)
        self.setContentsMargins(10, 0, 10, 2)
        self.addWidget(self._text, 1)
        self.addPermanentWidget(self._bar)

    @property
    def text(self) -> str:
        """What the line says."""
        return self._text.text()

    def begin(self, text: str) -> None:
        """Show that something is under way."""
        self._wait = None
        self._bar.show()
        self._timer.start()
        self._text.show_text(text)

    def show_wait(self, wait: Wait | None, now_ms: float) -> None:
        """Take note of the newest wait; `now_ms` is the engine's time of the newest event."""
        self._wait, self._now_ms, self._told_at = wait, now_ms, self._clock()
        self._refresh()

    def end(self, text: str) -> None:
        """Show that nothing is under way any more."""
        self._wait = None
        self._timer.stop()
        self._bar.hide()
        self._text.show_text(one_line(text))

    def _refresh(self) -> None:
        if self._wait is None:
            return
        now_ms = self._now_ms + (self._clock() - self._told_at) * 1_000
        waited = milliseconds(max(0.0, now_ms - self._wait.since_ms))
        self._text.show_text(f"Waiting for {self._wait.what} — {waited}")
