"""Notices what nobody expected, wherever it happens, and has it told once in the main thread."""

import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from msgspec import Struct
from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)

from app.domain.defect import Defect, RecentEvents, defect_of, without_folders
from app.domain.events import Recorded
from app.sessionlog.defects import CrashLog, save_report
from app.wording.defect import crash_report, defect_report

MOST_DEFECTS: Final = 50
"""Different ones that are told in one run of the program."""
LONGEST_MESSAGE: Final = 500
_NAMES: Final = {QtMsgType.QtCriticalMsg: "critical", QtMsgType.QtFatalMsg: "fatal"}

QtTaker = Callable[[QtMsgType, QMessageLogContext, str], object]


class Report(Struct, frozen=True, kw_only=True):
    """What is told of a defect."""

    text: str
    file: Path | None = None
    """Where it was written to, if it could be."""
    is_crash: bool = False
    """Whether it ended an earlier run of the program."""


class DefectWatch(QObject):
    """Entered, it takes what Python and Qt have no other use for; made before the window.

    Signals:
        reported(report): in the main thread, once for each defect.
    """

    reported = Signal(object)
    _noticed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.recent = RecentEvents()
        self._crashes = CrashLog()
        self._lock = threading.Lock()
        self._known: set[Defect] = set()
        self._waiting: list[Report] = []
        self._is_shown = False
        self._before: tuple[object, object] | None = None
        self._qt_before: QtTaker | None = None
        # Never at once, not even in the main thread: a dialog inside of what has just failed
        # would fail, too.
        self._noticed.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def __enter__(self) -> Self:
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook = self._take_error
        threading.excepthook = self._take_thread
        self._qt_before = qInstallMessageHandler(self.take_message)
        self._crashes.begin()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._crashes.end()
        qInstallMessageHandler(self._qt_before)
        assert self._before is not None
        sys.excepthook, threading.excepthook = self._before  # type: ignore[assignment]

    def note(self, recorded: Recorded) -> None:
        """Remember the kind of an event; any thread may call this."""
        self.recent.note(recorded)

    def begin_to_tell(self) -> None:
        """Tell from now on, what came before there was a window and a crash before this run too."""
        self._is_shown = True
        if trace := self._crashes.left():
            self.reported.emit(Report(text=crash_report(without_folders(trace)), is_crash=True))
        waiting, self._waiting = self._waiting, []
        for report in waiting:
            self.reported.emit(report)

    def take(self, defect: Defect) -> None:
        """Write a report and tell of it, unless this very defect was told already."""
        with self._lock:
            if defect in self._known or len(self._known) >= MOST_DEFECTS:
                return
            self._known.add(defect)
        text = defect_report(defect, self.recent.kinds())
        file = None
        # Where no file can be written the dialog shows it all the same.
        with suppress(OSError):
            file = save_report(text, datetime.now().astimezone())
        _say(text)
        self._noticed.emit(Report(text=text, file=file))

    def take_message(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        """Take what Qt says: what is critical is a defect, the rest goes where it always went."""
        if kind in _NAMES:
            told = without_folders(message[:LONGEST_MESSAGE])
            where = context.category or "default"
            self.take(Defect(origin=f"Qt ({_NAMES[kind]}, {where})", message=told))
        if self._qt_before is not None:
            self._qt_before(kind, context, message)
        elif kind not in _NAMES:
            _say(f"{message}\n")

    def _take_error(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.take(defect_of(error.with_traceback(trace), "the window"))

    def _take_thread(self, told: threading.ExceptHookArgs) -> None:
        if told.exc_value is None or isinstance(told.exc_value, SystemExit):
            return
        name = told.thread.name if told.thread else "unknown"
        self.take(defect_of(told.exc_value, f"thread {name}"))

    def _tell(self, report: Report) -> None:
        if self._is_shown:
            self.reported.emit(report)
        else:
            self._waiting.append(report)


def _say(text: str) -> None:
    # A window without a console has no such stream.
    if sys.stderr is not None:
        with suppress(OSError, ValueError):
            sys.stderr.write(text)
