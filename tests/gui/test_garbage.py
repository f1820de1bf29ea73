"""Garbage is looked for by the window's thread alone, and does not pile up."""

import gc
import threading
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from app.gui.engine_thread import EngineThread
from app.gui.garbage import GROWN, NEW, Garbage
from app.gui.inbox import Inbox
from tests.gui.conftest import OpenWindow
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import press, run
from tests.gui.recordings import found


class Knot:
    """Something that only a look for garbage takes away."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def looks() -> Iterator[list[tuple[int, str]]]:
    """Which generation was looked at, and by which thread."""
    seen: list[tuple[int, str]] = []

    def note(phase: str, about: dict[str, Any]) -> None:
        if phase == "start":
            seen.append((about["generation"], threading.current_thread().name))

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)


@pytest.fixture
def garbage() -> Iterator[QObject]:
    """As in a program in which Python has looked by itself before."""
    gc.enable()
    parent = QObject()
    Garbage(parent)
    yield parent
    parent.deleteLater()


def knots(count: int) -> "weakref.ref[Knot]":
    made = [Knot() for _ in range(count)]
    return weakref.ref(made[-1])


@pytest.mark.usefixtures("garbage")
def test_what_a_thread_leaves_behind_is_taken_away_by_the_windows(
    qtbot: QtBot, looks: list[tuple[int, str]]
) -> None:
    left: list[weakref.ref[Knot]] = []

    async def job(_: Inbox) -> None:
        left.append(knots(200_000))

    thread = EngineThread(job)
    with qtbot.waitSignal(thread.ended):
        thread.start()
    assert thread.join(5)

    assert looks == []
    assert left[0]() is not None
    qtbot.waitUntil(lambda: left[0]() is None)
    assert {name for _, name in looks} == {threading.main_thread().name}


@pytest.mark.usefixtures("garbage")
def test_what_is_qts_is_destroyed_by_the_thread_that_it_lives_in(qtbot: QtBot) -> None:
    """In another, a timer or a view that is destroyed while it is at work ends the program."""
    destroyed: list[str] = []

    def make() -> None:
        knot = Knot()
        timer = QTimer()
        knot.timer = timer  # type: ignore[attr-defined]
        timer.destroyed.connect(lambda: destroyed.append(threading.current_thread().name))
        timer.start(1)

    async def job(_: Inbox) -> None:
        knots(200_000)

    make()
    thread = EngineThread(job)
    with qtbot.waitSignal(thread.ended):
        thread.start()
    assert thread.join(5)

    qtbot.waitUntil(lambda: bool(destroyed))
    assert destroyed == [threading.main_thread().name]


@pytest.mark.usefixtures("garbage")
def test_only_what_is_new_is_looked_at_while_something_goes_on(
    qtbot: QtBot, looks: list[tuple[int, str]]
) -> None:
    kept: list[list[Knot]] = []
    busy = QTimer()
    busy.timeout.connect(lambda: kept.append([Knot() for _ in range(NEW)]))
    busy.start(50)

    qtbot.waitUntil(lambda: {one for one, _ in looks} == {0, 1})
    busy.stop()
    assert {generation for generation, _ in looks} == {0, 1}


@pytest.mark.usefixtures("garbage")
def test_when_much_has_come_and_all_is_quiet_everything_is_looked_at(
    qtbot: QtBot, looks: list[tuple[int, str]]
) -> None:
    kept = [Knot() for _ in range(GROWN)]
    gc.collect(1)
    old = weakref.ref(kept[0])

    kept.clear()
    qtbot.waitUntil(lambda: old() is None, timeout=20_000)

    assert looks[-1][0] == 2


@pytest.mark.usefixtures("garbage")
def test_what_grows_far_is_looked_at_whatever_goes_on(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list of thousands runs for hours, and there is not one quiet second in it."""
    monkeypatch.setattr("app.gui.garbage.FAR_GROWN", 20_000)
    busy = QTimer()
    kept: list[list[Knot]] = []
    busy.timeout.connect(lambda: kept.append([Knot() for _ in range(NEW)]))
    busy.start(50)
    # Old by now, and of no use from now on: the looks at what is new pass it over.
    old = [Knot() for _ in range(10)]
    gc.collect(1)
    gone = weakref.ref(old[0])
    old.clear()

    qtbot.waitUntil(lambda: gone() is None, timeout=20_000)
    busy.stop()


def test_a_closed_tab_is_kept_by_nothing_else(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(FakeEngine(found()))
    run(qtbot, window)
    press(window, window.menus.new_tab.shortcut())
    run(qtbot, window)
    session, tab = weakref.ref(window.tab.tree.session), weakref.ref(window.tab)

    press(window, window.menus.close_tab.shortcut())

    qtbot.waitUntil(lambda: tab() is None)
    gc.collect()
    assert session() is None
