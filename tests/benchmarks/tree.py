"""How steady the window grows while a run reports 5,000 events a second.

.venv/bin/python -m tests.benchmarks tree-live tree-live-worst
"""

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Final

from app.domain.events import Recorded
from tests.benchmarks.figures import Figure, NotMeasured
from tests.benchmarks.turns import Spread, rounds
from tests.gui.recordings import long_run

if TYPE_CHECKING:
    from app.gui.inbox import Inbox

EVENTS: Final = 20_000
PER_SECOND: Final = 5_000
USUAL_MS: Final = 50.0
"""What 95 frames of a hundred may take: to fold a batch in, to lay out and to paint."""
WORST_MS: Final = 150.0
RUNS: Final = 3
PATIENCE_MS: Final = 60_000
LACKING: Final = "Qt's libraries are not there"


def measure_live() -> Figure | NotMeasured:
    """Tell the frame that 95 of a hundred stay below."""
    name = "20,000 events at 5,000 a second, 95 % of frames against 50 ms"
    if not has_qt():
        return NotMeasured(name=name, reason=LACKING)
    usual = Spread.of([frames[int(0.95 * (len(frames) - 1))] / 1_000 for frames in _live()])
    return Figure(
        name=name,
        value=usual.ms(),
        ratio=usual.median * 1_000 / USUAL_MS,
        limit=1.0,
        about="How long folding, layout and painting of a batch of events hold the window up.",
    )


def measure_live_worst() -> Figure | NotMeasured:
    """Tell the longest frame of the same runs."""
    name = "20,000 events at 5,000 a second, longest frame against 150 ms"
    if not has_qt():
        return NotMeasured(name=name, reason=LACKING)
    worst = Spread.of([frames[-1] / 1_000 for frames in _live()])
    return Figure(
        name=name,
        value=worst.ms(),
        ratio=worst.median * 1_000 / WORST_MS,
        limit=1.0,
        about="The longest of the same holds-up, of each of some runs.",
    )


def frames_ms(events: int) -> list[float]:
    """Let a session grow at the given speed; give how long each batch held the window up."""
    from PySide6.QtCore import QTimer

    from app.gui.feed import Feed
    from app.gui.garbage import Garbage
    from app.gui.panels.session_view import SessionView

    view, feed = SessionView(), Feed()
    Garbage(view)
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
    feed.start(lambda inbox: _play(records(events), inbox))
    wait(lambda: bool(over))
    wait_for_painting()
    assert feed.stop(5)
    view.close()
    view.deleteLater()
    return sorted(frames)


@cache
def _live() -> list[list[float]]:
    return [frames_ms(EVENTS) for _ in range(rounds(RUNS))]


@cache
def records(events: int) -> tuple[Recorded, ...]:
    """Give a long run's events."""
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


def has_qt() -> bool:
    """Tell whether a window can be made, and make its application."""
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


def wait(is_over: Callable[[], bool]) -> None:
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


def wait_for_painting() -> None:
    """Let what has been posted happen."""
    from PySide6.QtWidgets import QApplication

    for _ in range(3):
        QApplication.processEvents()
