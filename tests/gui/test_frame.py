"""The frame can be typed into before the window is made, and goes with it."""

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QStatusBar
from pytestqt.qtbot import QtBot

from app.gui import application
from app.gui.application import run_window
from app.gui.frame import HEIGHT, MOST_EARLY, PICTURE, TITLE, WIDTH, Frame
from app.gui.remembered import Remembered
from app.gui.window import Window
from app.wording.language import speaking
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import choose, click, open_menu, press, run, type_into
from tests.gui.recordings import found
from tests.gui.values import ADDRESS

IMPORTS = """
import sys
from app.gui import frame
from PySide6.QtWidgets import QApplication

shown = frame.begin()
assert shown.isVisible()
assert QApplication.focusWidget() is shown.rows.address
heavy = {"msgspec", "asyncio", "lxml", "app.domain", "app.wording.words", "app.wording.templates"}
print(*sorted(heavy & set(sys.modules)))
"""
Fill = Callable[[], Window]


@pytest.fixture
def frame(qtbot: QtBot) -> Frame:
    made = Frame()
    qtbot.addWidget(made)
    made.show_at_once()
    return made


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine(found())


@pytest.fixture
def fill(frame: Frame, engine: FakeEngine) -> Iterator[Fill]:
    """Put the window into the frame, as the program does once it is loaded."""
    made: list[Window] = []

    def filled() -> Window:
        remembered = Remembered()
        made.append(frame.fill(lambda rows: Window(engine, remembered, rows=rows), remembered))
        return made[0]

    yield filled
    for window in made:
        assert window.stop(5)


@pytest.fixture
def window(qtbot: QtBot, fill: Fill) -> Window:
    made, chosen = fill(), list[object]()
    made.choices_read.connect(chosen.append)
    qtbot.waitUntil(lambda: bool(chosen))
    return made


def focus() -> QLineEdit:
    """Give the field that has the keyboard."""
    widget = QApplication.focusWidget()
    assert isinstance(widget, QLineEdit)
    return widget


def told(frame: Frame) -> str:
    """Give what the frame says of what was wished too early."""
    bars = frame.findChildren(QStatusBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return bars[0].currentMessage() if bars else ""


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


def test_what_is_typed_before_the_window_is_there_stays_and_goes_on(
    qtbot: QtBot, frame: Frame, fill: Fill
) -> None:
    qtbot.waitUntil(lambda: QApplication.focusWidget() is frame.rows.address)
    QTest.keyClicks(focus(), "ann@contoso.exam")

    window = fill()
    QTest.keyClicks(focus(), "ple")

    assert window.form.address is frame.rows.address
    assert window.form.address.text() == ADDRESS
    assert window.form.wish().options.address == ADDRESS


@pytest.mark.parametrize("backwards", [False, True])
def test_who_works_in_another_field_stays_there_with_what_is_selected(
    qtbot: QtBot, frame: Frame, fill: Fill, backwards: bool
) -> None:
    qtbot.waitUntil(lambda: QApplication.focusWidget() is frame.rows.address)
    QTest.keyClick(focus(), Qt.Key.Key_Tab)
    QTest.keyClicks(focus(), "CONTOSO.ann")
    if backwards:
        focus().setSelection(11, -3)
    else:
        focus().setSelection(8, 3)
    cursor = focus().cursorPosition()

    window = fill()

    assert focus() is window.form.username
    assert focus().selectedText() == "ann"
    assert focus().cursorPosition() == cursor
    QTest.keyClick(focus(), Qt.Key.Key_Tab)
    assert focus() is window.form.password


def test_a_cursor_in_the_middle_stays_there(frame: Frame, fill: Fill) -> None:
    type_into(frame.rows.address, "an@contoso.example")
    press(frame.rows.address, Qt.Key.Key_Home)
    for _letter in "an":
        press(frame.rows.address, Qt.Key.Key_Right)

    window = fill()
    QTest.keyClicks(window.form.address, "n")

    assert window.form.address.text() == ADDRESS


@pytest.mark.parametrize("way", ["enter", "button", "key"])
def test_a_run_that_is_started_too_early_begins_when_the_window_is_there(
    qtbot: QtBot, engine: FakeEngine, frame: Frame, fill: Fill, way: str
) -> None:
    type_into(frame.rows.address, ADDRESS)
    assert told(frame) == ""
    match way:
        case "enter":
            QTest.keyClick(frame.rows.address, Qt.Key.Key_Return)
        case "button":
            click(frame.rows.start)
        case _:
            QTest.keyClick(frame.rows.address, Qt.Key.Key_F5)

    assert told(frame) == "This is done as soon as the rest of the program is loaded"
    with speaking("de"):
        QTest.keyClick(frame.rows.address, Qt.Key.Key_F5)
        assert told(frame).startswith("Das geschieht, sobald")

    window = fill()
    qtbot.waitUntil(lambda: window.tab.tree.session.finished is not None)
    assert engine.options
    assert engine.options.address == ADDRESS
    # Wished twice, but under way already.
    assert window.tabs.count() == 1


def test_the_status_line_says_that_a_run_waits_for_its_libraries(
    frame: Frame, fill: Fill, engine: FakeEngine
) -> None:
    engine.hangs = True
    engine.records = []
    type_into(frame.rows.address, ADDRESS)
    click(frame.rows.start)

    window = fill()

    expected = "The run begins as soon as the libraries for it are loaded …"
    assert window.status.text == expected


def test_escape_takes_back_what_was_wished_too_early(
    frame: Frame, fill: Fill, engine: FakeEngine
) -> None:
    type_into(frame.rows.address, ADDRESS)
    QTest.keyClick(frame.rows.address, Qt.Key.Key_Return)
    QTest.keyClick(frame.rows.address, Qt.Key.Key_Escape)
    assert told(frame) == ""

    window = fill()

    assert not window.tab.is_running
    assert window.tab.is_blank


def test_survey_and_both_sides_can_be_wished_early_too(
    qtbot: QtBot, frame: Frame, fill: Fill, engine: FakeEngine
) -> None:
    type_into(frame.rows.address, ADDRESS)
    click(frame.rows.both)
    click(frame.rows.survey)

    window = fill()

    qtbot.waitUntil(lambda: window.tab.tree.session.finished is not None)
    assert engine.options
    assert engine.options.mode == "survey"


def test_a_question_for_both_sides_is_asked_when_the_window_is_there(
    frame: Frame, fill: Fill
) -> None:
    type_into(frame.rows.address, ADDRESS)
    click(frame.rows.both)

    assert fill().resolver.isVisible()


def test_keys_of_menus_that_are_not_there_yet_are_done_later(frame: Frame, fill: Fill) -> None:
    QTest.keyClick(frame.rows.address, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)

    window = fill()

    assert window.tabs.count() == 2


@pytest.mark.parametrize(
    ("key", "modifier"),
    [
        (Qt.Key.Key_Shift, Qt.KeyboardModifier.ShiftModifier),
        (Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_AltGr, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier),
    ],
)
def test_keys_that_mean_nothing_are_not_waited_with(
    frame: Frame, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    QApplication.sendEvent(frame.rows.address, QKeyEvent(QEvent.Type.KeyPress, key, modifier))

    assert told(frame) == ""


def test_who_presses_a_key_for_long_fills_no_memory(frame: Frame) -> None:
    for _ in range(MOST_EARLY + 5):
        QTest.keyClick(frame.rows.address, Qt.Key.Key_F5)

    assert len(frame._early) == MOST_EARLY


def test_a_menu_that_is_clicked_too_early_opens_when_it_is_there(
    qtbot: QtBot, frame: Frame, fill: Fill
) -> None:
    bar = frame.menuBar()
    tools = bar.actions()[4]
    assert [one.text() for one in bar.actions()][4:] == ["&Tools", "&Help"]
    place = bar.actionGeometry(tools).center()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=place)

    window = fill()

    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert window.menus.certificate in menu.actions()
    menu.close()


def test_nothing_moves_when_the_window_comes(qtbot: QtBot, frame: Frame, fill: Fill) -> None:
    rows = frame.rows
    fields = (rows.address, rows.username, rows.start, rows.keep)
    before = [field.mapTo(frame, QPoint()) for field in fields]
    titles = [one.text() for one in frame.menuBar().actions()]

    window = fill()
    QApplication.processEvents()

    assert [field.mapTo(frame, QPoint()) for field in fields] == before
    assert [one.text() for one in window.menus.actions()] == titles


def test_a_list_that_is_open_is_waited_for(qtbot: QtBot, frame: Frame) -> None:
    frame.rows.joined.showPopup()
    assert QApplication.activePopupWidget()
    closed: list[bool] = []

    def close() -> None:
        closed.append(True)
        frame.rows.joined.hidePopup()

    QTimer.singleShot(50, close)

    assert frame.settle()
    assert closed
    frame.close()
    assert not frame.settle()


def test_options_that_are_unfolded_too_early_are_open(frame: Frame, fill: Fill) -> None:
    click(frame.rows.more)

    assert fill().form.further.isVisible()


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
