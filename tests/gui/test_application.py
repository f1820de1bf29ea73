"""The program's window from its first to its last moment."""

import os
import signal
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.options import RunOptions
from app.domain.secret import Secret
from app.gui import application
from app.gui.application import GRACE_S, INTERRUPTED, run_window
from app.gui.remembered import Remembered
from app.gui.settings import settings
from app.gui.window import Window
from tests.gui.fake_engine import FakeEngine
from tests.gui.recordings import found, under_way


class Kept(Window):
    """Remembers how long the program waited for its end."""

    def __init__(self, engine: FakeEngine, remembered: Remembered) -> None:
        super().__init__(engine, remembered)
        self.waits: list[float] = []

    def stop(self, seconds: float) -> bool:
        self.waits.append(seconds)
        return super().stop(seconds)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> list[Kept]:
    """Keep the windows that the program makes."""
    windows: list[Kept] = []

    def make(engine: FakeEngine, remembered: Remembered) -> Kept:
        windows.append(Kept(engine, remembered))
        # Else it would go when the garbage is collected, in whichever thread that happens.
        qtbot.addWidget(windows[-1])
        return windows[-1]

    monkeypatch.setattr(application, "Window", make)
    return windows


def _close_when(done: str, made: list[Kept]) -> None:
    """Close the window at the end of its job, or when its first rows are there."""

    def watch() -> None:
        (window,) = made
        getattr(window.tab._feed, done).connect(lambda _: QTimer.singleShot(0, window.close))

    QTimer.singleShot(0, watch)


def test_the_program_ends_when_its_window_is_closed(made: list[Kept]) -> None:
    QTimer.singleShot(20, lambda: [window.close() for window in made])

    assert run_window(FakeEngine()) == 0
    assert QApplication.applicationName() == "autodiscope"
    # Where it was is remembered.
    assert made[0].saveGeometry() == Remembered(settings()).geometry


def test_a_session_log_is_opened_at_once(made: list[Kept]) -> None:
    _close_when("ended", made)

    assert run_window(FakeEngine(found()), file=Path("a.autodiscope")) == 0
    assert made[0].tab.services.rowCount() == 4


def test_a_practice_scenario_begins_at_once_and_may_be_closed_in_the_middle(
    made: list[Kept],
) -> None:
    engine = FakeEngine(under_way())
    engine.hangs = True
    _close_when("arrived", made)

    overrides, password = RunOptions(profile="outlook-2007-rtm", save="a"), Secret("x")
    assert run_window(engine, practice="expired", overrides=overrides, password=password) == 0
    assert engine.practised == ["expired"]
    assert (engine.options, engine.password) == (overrides, password)
    assert engine.was_cancelled.wait(5)
    assert made[0].waits == [GRACE_S]


def test_ctrl_c_closes_the_window_and_what_it_did_before_is_back(made: list[Kept]) -> None:
    engine = FakeEngine(under_way())
    engine.hangs = True
    before = signal.getsignal(signal.SIGINT)

    def watch() -> None:
        (window,) = made
        window.session_began.connect(lambda _: os.kill(os.getpid(), signal.SIGINT))

    QTimer.singleShot(0, watch)

    assert run_window(engine, practice="expired") == INTERRUPTED
    assert engine.was_cancelled.is_set()
    assert made[0].waits == [GRACE_S]
    assert signal.getsignal(signal.SIGINT) is before
