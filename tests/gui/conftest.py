"""Windows for tests: each is shown, and its threads have ended when the test is over."""

import gc
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

# What the window's threads import when they are first asked: on a busy machine that takes longer
# than a test waits, and it is no part of what these tests look at.
import app.findings.help_pages
import app.wiring.sessions  # noqa: F401
from app.gui.window import Window
from tests.gui.fake_engine import FakeEngine

NEW = 20_000
"""So many objects more are worth a look for garbage after a test."""
OpenWindow = Callable[[FakeEngine], Window]


@pytest.fixture(autouse=True)
def _application(qapp: QApplication) -> None:
    """Even an icon wants an application."""


@pytest.fixture(autouse=True)
def _garbage_in_this_thread() -> Iterator[None]:
    """Look for garbage as the program does: never in a thread that is not the window's.

    What is Qt's in it would be destroyed there.
    """
    gc.disable()
    yield
    if gc.get_count()[0] > NEW:
        gc.collect()
    gc.enable()


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[OpenWindow]:
    windows: list[Window] = []

    def opened(engine: FakeEngine) -> Window:
        window = Window(engine)
        qtbot.addWidget(window)
        windows.append(window)
        with qtbot.waitSignal(window.choices_read):
            window.show()
        return window

    yield opened
    for window in windows:
        assert window.stop(5)
