"""How long a log of 20,000 events takes to be on show, and how steady the window grows live.

.venv/bin/python -m tests.benchmarks tree-opened tree-live tree-live-worst
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.domain.events import Recorded
from app.sessionlog import SessionWriter
from tests.benchmarks.figures import Figure, NotMeasured
from tests.gui.recordings import long_run

if TYPE_CHECKING:
    from app.gui.inbox import Inbox

EVENTS: Final = 20_000
OPEN_LIMIT_S: Final = 0.5
PER_SECOND: Final = 5_000
USUAL_MS: Final = 50.0
"""What 95 frames of a hundred may take: to fold a batch in, to lay out and to paint."""
WORST_MS: Final = 150.0
RUNS: Final = 3
PATIENCE_MS: Final = 60_000
LACKING: Final = "Qt's libraries are not there"


def measure_opened() -> Figure | NotMeasured:
    """Open a log in the window: reading, folding, findings and painting. The best of some."""
    name = "20,000 events opened from a log, against 0.5 s"
    if not _has_qt():
        return NotMeasured(name=name, reason=LACKING)
    took = min(opened_s(EVENTS) for _ in range(RUNS))
    return Figure(name=name, value=f"{took:.2f} s", ratio=took / OPEN_LIMIT_S, limit=1.0)


def measure_live() -> Figure | NotMeasured:
    """Tell the frame that 95 of a hundred stay below."""
    name = "20,000 events at 5,000 a second, 95 % of frames against 50 ms"
    if not _has_qt():
        return NotMeasured(name=name, reason=LACKING)
    frames = _live()
    usual = frames[int(0.95 * (len(frames) - 1))]
    return Figure(name=name, value=f"{usual:.1f} ms", ratio=usual / USUAL_MS, limit=1.0)


def measure_live_worst() -> Figure | NotMeasured:
    """Tell the longest frame of the same run."""
    name = "20,000 events at 5,000 a second, longest frame against 150 ms"
    if not _has_qt():
        return NotMeasured(name=name, reason=LACKING)
    worst = _live()[-1]
    return Figure(name=name, value=f"{worst:.1f} ms", ratio=worst / WORST_MS, limit=1.0)


def opened_s(events: int) -> float:
    """Open a log of so many events in a window of its own."""
    from app.gui.application import collect_seldom
    from app.gui.late_engine import LateEngine
    from app.gui.window import Window

    with tempfile.TemporaryDirectory() as name:
        log = Path(name) / "long.autodiscope"
        with SessionWriter(log) as writer:
            for recorded in _records(events):
                writer.write(recorded)
        collect_seldom()
        window = Window(LateEngine())
        chosen: list[object] = []
        window.choices_read.connect(chosen.append)
        window.show()
        _wait(lambda: bool(chosen))
        over: list[float] = []
        window.session_ended.connect(lambda _: over.append(time.perf_counter()))
        begun = time.perf_counter()
        window.open_session(log)
        _wait(lambda: bool(over))
        _wait_for_painting()
        took = time.perf_counter() - begun
        assert window.tab.tree.session.row_count > events // 2
        assert window.stop(5)
        window.close()
    return took


def frames_ms(events: int) -> list[float]:
    """Let a session grow at the given speed; give how long each batch held the window up."""
    from PySide6.QtCore import QTimer

    from app.gui.feed import Feed
    from app.gui.panels.session_view import SessionView

    view, feed = SessionView(), Feed()
    view.resize(1_180, 760)
    view.show()
    view.start_anew("A run", "")
    frames: list[float] = []
    over: list[str] = []

    def take(records: Sequence[Recorded]) -> None:
        begun = time.perf_counter()
        view.apply(records)
        # Its turn comes after what the batch has posted: the layout, and the painting.
        QTimer.singleShot(0, lambda: frames.append((time.perf_counter() - begun) * 1_000))

    feed.arrived.connect(take)
    feed.ended.connect(over.append)
    feed.start(lambda inbox: _play(_records(events), inbox))
    _wait(lambda: bool(over))
    _wait_for_painting()
    assert feed.stop(5)
    view.close()
    return sorted(frames)


@cache
def _live() -> list[float]:
    return min((frames_ms(EVENTS) for _ in range(RUNS)), key=lambda frames: frames[-1])


@cache
def _records(events: int) -> tuple[Recorded, ...]:
    # Six events for an attempt, after a few of the run.
    return tuple(islice(long_run(events // 6 + 1), events))


async def _play(records: Sequence[Recorded], inbox: "Inbox") -> None:
    begun = time.perf_counter()
    sent = 0
    while sent < len(records):
        due = min(len(records), int((time.perf_counter() - begun) * PER_SECOND))
        for recorded in records[sent:due]:
            inbox.put(recorded)
        sent = max(sent, due)
        await asyncio.sleep(0.005)


def _has_qt() -> bool:
    # Whoever has a screen may say so; on none the same is drawn into memory.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        from PySide6.QtWidgets import QApplication
    except ImportError:
        return False
    _application(QApplication)
    return True


@cache
def _application(kind: Callable[[list[str]], object]) -> object:
    """Make the application, of which there is one in a process, and keep it."""
    from PySide6.QtWidgets import QApplication

    return QApplication.instance() or kind([])


def _wait(is_over: Callable[[], bool]) -> None:
    """Let the window live, as its own loop does, until something is so."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop, look, patience = QEventLoop(), QTimer(), QTimer()
    look.timeout.connect(lambda: loop.quit() if is_over() else None)
    look.start(2)
    patience.setSingleShot(True)
    patience.timeout.connect(loop.quit)
    patience.start(PATIENCE_MS)
    loop.exec()
    assert is_over(), "it takes too long to be measured"


def _wait_for_painting() -> None:
    from PySide6.QtWidgets import QApplication

    for _ in range(3):
        QApplication.processEvents()
