"""Closes the window upon Ctrl-C, so that the run and its log come to their end."""

import signal
from types import FrameType, TracebackType
from typing import Self

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

TICK_MS = 200
"""Qt's loop comes back to Python, which alone hears signals, only where it has something to do."""


class Interruption:
    """While it is entered, Ctrl-C closes the window; `came` tells afterwards whether it did."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._before = signal.getsignal(signal.SIGINT)
        self._tick = QTimer()
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(_let_python_run)
        self.came = False

    def __enter__(self) -> Self:
        signal.signal(signal.SIGINT, self._close)
        self._tick.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._tick.stop()
        signal.signal(signal.SIGINT, self._before)

    def _close(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - as signal calls
        self.came = True
        self._window.close()


def _let_python_run() -> None:
    """Nothing is to be done: being called is all."""
