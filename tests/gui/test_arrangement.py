"""What is larger than the screen is scrolled to, by bars and by Tab."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.gui import arrangement
from app.gui.arrangement import AROUND, ScreenSized
from app.gui.window import Window
from tests.gui.conftest import OpenWindow
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import click, give_back, press
from tests.gui.recordings import found


@pytest.fixture
def screen(qapp: QApplication) -> QSize:
    return qapp.primaryScreen().availableSize()


def with_fields(count: int) -> QWidget:
    made = QWidget()
    layout = QVBoxLayout(made)
    for _ in range(count):
        layout.addWidget(QLineEdit())
    return made


def test_what_fits_the_screen_is_never_cut(qtbot: QtBot) -> None:
    inside = with_fields(5)
    area = ScreenSized(inside)
    qtbot.addWidget(area)
    before = area.minimumSizeHint()

    assert before == inside.minimumSizeHint()
    layout = inside.layout()
    assert layout
    layout.addWidget(QLineEdit())
    assert area.minimumSizeHint().height() > before.height()


def test_what_does_not_is_scrolled_and_tab_brings_it_into_sight(
    qtbot: QtBot, screen: QSize
) -> None:
    inside = with_fields(60)
    area = ScreenSized(inside)
    qtbot.addWidget(area)
    area.resize(300, 400)
    area.show()
    give_back(area)

    assert area.minimumSizeHint().height() == screen.height() - AROUND.height()
    fields = inside.findChildren(QLineEdit)
    fields[0].setFocus()
    press(fields[0], "Shift+Tab")
    assert fields[-1].hasFocus()
    assert not fields[-1].visibleRegion().isEmpty()
    assert fields[0].visibleRegion().isEmpty()


def test_the_window_is_never_larger_than_the_screen_has_to_be(
    qtbot: QtBot, open_window: OpenWindow, screen: QSize
) -> None:
    window = open_window(FakeEngine(found()))
    click(window.form.more)

    hint = window.minimumSizeHint()

    assert hint.width() <= screen.width()
    assert hint.height() <= screen.height()
    window.resize(500, 300)
    give_back(window)
    window.form.address.setFocus()
    for _ in range(30):
        press(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        widget = QApplication.focusWidget()
        assert widget
        assert not widget.visibleRegion().isEmpty(), widget.accessibleName()


def bars(window: Window) -> list[bool]:
    """Tell of the place around everything, and of the options in it, whether it scrolls."""
    around = window.centralWidget()
    assert isinstance(around, ScreenSized)
    areas = (around, window.form.unfolded)
    return [one.verticalScrollBar().maximum() > 0 for one in areas]


@pytest.mark.parametrize(
    ("screen_height", "expected"),
    [(700, [False, True]), (560, [False, True]), (330, [True, False])],
)
def test_with_all_options_unfolded_there_is_one_bar_and_never_one_in_another(
    open_window: OpenWindow,
    monkeypatch: pytest.MonkeyPatch,
    screen: QSize,
    screen_height: int,
    expected: list[bool],
) -> None:
    # Nobody can make the screen lower, but more of it can be taken by a frame.
    around = QSize(AROUND.width(), screen.height() - screen_height)
    monkeypatch.setattr(arrangement, "AROUND", around)
    window = open_window(FakeEngine(found()))
    click(window.form.more)
    window.resize(screen.width(), screen_height)
    for _ in range(5):
        QApplication.processEvents()

    assert bars(window) == expected
    # There and back: a window that is made higher needs no bar around everything.
    window.resize(screen.width(), 1_600)
    for _ in range(5):
        QApplication.processEvents()
    assert bars(window) == [False, False]
