"""The program's window from its first to its last moment."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.options import RunOptions
from app.domain.secret import Secret
from app.gui import application
from app.gui.application import GRACE_S, INTERRUPTED, run_window
from app.gui.frame import begin
from app.gui.panels.entry_rows import EntryRows
from app.gui.remembered import Remembered
from app.gui.settings import settings
from app.gui.window import Window
from tests.gui.fake_engine import FakeEngine
from tests.gui.recordings import found, under_way


class Kept(Window):
    """Remembers how long the program waited for its end."""

    def __init__(self, engine: FakeEngine, remembered: Remembered, *, rows: EntryRows) -> None:
        super().__init__(engine, remembered, rows=rows)
        self.waits: list[float] = []

    def stop(self, seconds: float) -> bool:
        self.waits.append(seconds)
        return super().stop(seconds)


class Made(list[Kept]):
    """The windows that the program has made, and what is to be done with each."""

    def __init__(self) -> None:
        super().__init__()
        # Else frame and window would be gone when the program has come to its end.
        self.frame = begin()
        self.then: Callable[[Kept], object] = lambda window: window.close()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Iterator[Made]:
    """Keep the windows that the program makes."""
    windows = Made()

    def make(engine: FakeEngine, remembered: Remembered, *, rows: EntryRows) -> Kept:
        windows.append(Kept(engine, remembered, rows=rows))
        # Else it would go when the garbage is collected, in whichever thread that happens.
        qtbot.addWidget(windows[-1])
        QTimer.singleShot(20, lambda: windows.then(windows[-1]))
        return windows[-1]

    monkeypatch.setattr(application, "Window", make)
    yield windows
    for window in windows:
        # A thread that tells a window which is gone would fail in the next test.
        assert window.stop(20)


def _close_when(done: Callable[[Kept], bool], made: Made) -> None:
    """Close the window as soon as that is so."""

    def look(window: Kept) -> None:
        if done(window):
            window.close()
        else:
            QTimer.singleShot(20, lambda: look(window))

    made.then = look


def test_the_program_ends_when_its_window_is_closed(made: Made) -> None:
    assert run_window(FakeEngine(), frame=made.frame) == 0
    assert QApplication.applicationName() == "autodiscope"
    # Where it was is remembered.
    assert made[0].window().saveGeometry() == Remembered(settings()).geometry


def test_a_session_log_is_opened_at_once(made: Made) -> None:
    _close_when(lambda window: window.tab.tree.session.finished is not None, made)

    log = Path("a.autodiscope")
    assert run_window(FakeEngine(found()), file=log, frame=made.frame) == 0
    assert made[0].tab.view.services.rowCount() == 4


def test_a_practice_scenario_begins_at_once_and_may_be_closed_in_the_middle(
    made: Made,
) -> None:
    engine = FakeEngine(under_way())
    engine.hangs = True
    _close_when(lambda window: window.tab.tree.session.row_count > 0, made)

    overrides, password = RunOptions(profile="outlook-2007-rtm", save="a"), Secret("x")
    status = run_window(
        engine, practice="expired", overrides=overrides, password=password, frame=made.frame
    )
    assert status == 0
    assert engine.practised == ["expired"]
    assert (engine.options, engine.password) == (overrides, password)
    assert engine.was_cancelled.wait(5)
    assert made[0].waits == [GRACE_S]


def test_ctrl_c_closes_the_window_and_what_it_did_before_is_back(made: Made) -> None:
    engine = FakeEngine(under_way())
    engine.hangs = True
    before = signal.getsignal(signal.SIGINT)

    def look(window: Kept) -> None:
        if window.tab.tree.session.row_count:
            os.kill(os.getpid(), signal.SIGINT)
        else:
            QTimer.singleShot(20, lambda: look(window))

    made.then = look

    assert run_window(engine, practice="expired", frame=made.frame) == INTERRUPTED
    assert engine.was_cancelled.is_set()
    assert made[0].waits == [GRACE_S]
    assert signal.getsignal(signal.SIGINT) is before
