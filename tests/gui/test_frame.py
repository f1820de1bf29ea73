"""The frame is on the screen before the window is made, and goes with it."""

import subprocess
import sys

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui import application
from app.gui.application import run_window
from app.gui.frame import HEIGHT, PICTURE, TITLE, WIDTH, Frame
from app.gui.remembered import Remembered
from app.gui.window import Window
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import choose, open_menu, press, run, type_into
from tests.gui.recordings import found

IMPORTS = """
import sys
from app.gui import frame
from PySide6.QtWidgets import QApplication

shown = frame.begin()
assert shown.isVisible()
print(*sorted({"msgspec", "asyncio", "lxml", "app.domain", "app.wording"} & set(sys.modules)))
"""


@pytest.fixture
def frame(qtbot: QtBot) -> Frame:
    made = Frame()
    qtbot.addWidget(made)
    made.show_at_once()
    return made


@pytest.fixture
def window(qtbot: QtBot, frame: Frame) -> Window:
    remembered = Remembered()
    made = Window(FakeEngine(found()), remembered)
    with qtbot.waitSignal(made.choices_read):
        frame.fill(made, remembered)
    return made


def test_the_frame_is_painted_before_anything_of_the_program_is_loaded() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


@pytest.mark.parametrize(
    ("room", "height"), [(QRect(0, 0, 1_366, 728), 688), (QRect(0, 0, 1_920, 1_040), HEIGHT)]
)
def test_it_is_no_larger_than_the_screen_leaves_room_for(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, room: QRect, height: int
) -> None:
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _screen: room)

    made = Frame()
    qtbot.addWidget(made)

    assert (made.width(), made.height()) == (WIDTH, height)


def test_until_it_is_filled_it_shows_the_programs_icon_in_its_middle(frame: Frame) -> None:
    image = frame.grab().toImage()
    middle, ground = image.rect().center(), image.pixel(5, 5)

    seen = {
        image.pixel(x, y)
        for x in range(middle.x() - PICTURE // 2, middle.x() + PICTURE // 2, 4)
        for y in range(middle.y() - PICTURE // 2, middle.y() + PICTURE // 2, 4)
    }
    assert frame.windowTitle() == TITLE
    assert len(seen - {ground}) > 2
    assert image.pixel(middle.x() - PICTURE, middle.y()) == ground


def test_the_filled_frame_can_be_typed_into_at_once_and_bears_the_windows_title(
    qtbot: QtBot, frame: Frame, window: Window
) -> None:
    qtbot.waitUntil(lambda: QApplication.focusWidget() is window.form.address)
    type_into(window.form.address, "ann@contoso.example")
    run(qtbot, window)

    assert "ann@contoso.example" in frame.windowTitle()
    assert frame.windowTitle() == window.windowTitle()
    # The window fills the frame, and the icon is gone.
    assert window.size() == frame.size()
    assert window.window() is frame


def test_menus_and_keys_work_in_the_frame(qtbot: QtBot, frame: Frame, window: Window) -> None:
    qtbot.waitUntil(frame.isActiveWindow)
    menu = open_menu(window, window.menus, "File")
    assert window.menus.open in menu.actions()
    press(menu, Qt.Key.Key_Escape)

    count = window.tabs.count()
    QTest.keyClick(window.form.address, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert window.tabs.count() == count + 1


@pytest.mark.parametrize("closed", ["frame", "window", "menu"])
def test_frame_and_window_go_together(frame: Frame, window: Window, closed: str) -> None:
    match closed:
        case "frame":
            frame.close()
        case "window":
            window.close()
        case _:
            choose(window, "File", "Quit")

    assert not frame.isVisible()
    assert not window.isVisible()
    assert frame._remembered is not None
    assert not frame._remembered.geometry.isEmpty()


def test_who_closes_the_frame_before_it_is_filled_ends_the_program(
    frame: Frame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "Window", None)

    frame.close()

    assert run_window(FakeEngine(), frame=frame) == 0
