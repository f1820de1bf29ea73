"""The next window looks like the last one, and knows whom and what it was about."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtWidgets import QApplication, QMenu, QSplitter
from pytestqt.qtbot import QtBot

from app.gui.frame import Frame
from app.gui.models.tree_cells import Column
from app.gui.remembered import Recent, Remembered
from app.gui.window import Window
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import choose, click, drag, open_log, press, retype, run, type_into
from tests.gui.recordings import found
from tests.gui.values import ADDRESS

Opened = Callable[[], Window]


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine(found())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


@pytest.fixture
def opened(qtbot: QtBot, engine: FakeEngine, file: Path) -> Iterator[Opened]:
    windows: list[Window] = []
    frames: list[Frame] = []

    def start() -> Window:
        """Close the window that is open, and start the program once more."""
        for before in windows:
            before.close()
        remembered = Remembered(QSettings(str(file), QSettings.Format.IniFormat))
        frame = Frame(remembered.geometry)
        qtbot.addWidget(frame)
        frames.append(frame)
        frame.show_at_once()
        window = frame.fill(lambda rows: Window(engine, remembered, rows=rows), remembered)
        windows.append(window)
        chosen: list[object] = []
        window.choices_read.connect(chosen.append)
        qtbot.waitUntil(lambda: bool(chosen))
        return window

    yield start
    for window in windows:
        assert window.stop(5)


def entries(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.text()][:-1]


def splitters(window: Window) -> list[QSplitter]:
    return [window.tab.view.parts, window.tab.view.parts.sideways]


def is_laid_out(window: Window) -> bool:
    """Tell whether all parts are on show, and the frame has become as wide as they have to be."""
    is_wide = window.window().width() == window.width() >= window.minimumSizeHint().width()
    return is_wide and all(splitters(window)[0].sizes())


def test_the_window_is_where_it_was(opened: Opened) -> None:
    window = opened()
    window.window().setGeometry(0, 40, 640, 703)

    again = opened().window().geometry()

    # The screen of the tests is narrower than the window has to be.
    assert (again.top(), again.height()) == (40, 703)


def test_a_window_on_a_screen_that_is_gone_comes_back_in_sight(opened: Opened) -> None:
    window = opened()
    window.window().setGeometry(9_000, 7_000, 700, 600)

    again = opened().window()

    screen = QApplication.primaryScreen().availableGeometry()
    assert screen.contains(again.frameGeometry().topLeft())


def test_parts_and_columns_keep_the_sizes_that_they_were_given_by_mouse(
    qtbot: QtBot, opened: Opened
) -> None:
    window = opened()
    # As wide as the screen of the tests lets the next window be, and higher: else nothing moves.
    window.window().resize(max(window.minimumSizeHint().width(), 790), 1_000)
    run(qtbot, window)
    qtbot.waitUntil(lambda: is_laid_out(window))
    before = [splitter.sizes() for splitter in splitters(window)]
    for splitter, by in zip(splitters(window), (QPoint(0, 40), QPoint(-60, 0)), strict=True):
        handle = splitter.handle(1)
        drag(handle, handle.rect().center(), by)
    header = window.tab.view.tree_panel.header()
    for column, further in ((Column.WHAT, 40), (Column.TIME, 15)):
        edge = header.sectionViewportPosition(column) + header.sectionSize(column) - 1
        drag(header.viewport(), QPoint(edge, header.height() // 2), QPoint(further, 0))
    moved = [splitter.sizes() for splitter in splitters(window)]
    columns = window.tab.view.tree_panel.columns
    for old, new in zip(before, moved, strict=True):
        assert abs(old[0] - new[0]) > 20

    # In the next tab of the same window, and in the next window.
    with qtbot.waitSignal(window.session_ended):
        click(window.form.start)
    qtbot.waitUntil(lambda: is_laid_out(window))
    beside = [splitter.sizes() for splitter in splitters(window)]
    window = opened()
    run(qtbot, window)
    qtbot.waitUntil(lambda: is_laid_out(window))
    again = [splitter.sizes() for splitter in splitters(window)]

    for was, now in zip(moved, beside, strict=True):
        assert now == pytest.approx(was, abs=12)
    assert again[1] == pytest.approx(moved[1], abs=12)
    # The screen makes this window lower: what was wished is remembered all the same.
    assert list(window.tab.view.parts.arrangement.heights) == pytest.approx(moved[0], abs=2)
    assert window.tab.view.tree_panel.columns == columns
    assert header.sectionSize(Column.TIME) == columns[1]
    assert columns[1] > 70


def test_the_addresses_of_runs_are_offered_while_one_types(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    run(qtbot, window)
    with qtbot.waitSignal(window.session_ended):
        choose(window, "Practice", "Expired certificate")
    window = opened()
    field, recent = window.form.address, window.form.recent

    type_into(field, "CONTOSO")
    qtbot.waitUntil(recent.popup.isVisible)
    press(recent.popup, Qt.Key.Key_Down)
    press(recent.popup, Qt.Key.Key_Return)

    assert field.text() == ADDRESS
    assert entries(recent.menu) == [ADDRESS]


def test_enter_starts_with_what_was_typed_though_the_list_is_open(
    qtbot: QtBot, opened: Opened, engine: FakeEngine
) -> None:
    window = opened()
    run(qtbot, window)
    window = opened()
    type_into(window.form.address, ADDRESS[:-1])
    qtbot.waitUntil(window.form.recent.popup.isVisible)

    with qtbot.waitSignal(window.session_ended):
        press(window.form.recent.popup, Qt.Key.Key_Return)

    assert engine.options
    assert engine.options.address == ADDRESS[:-1]
    assert not window.form.recent.popup.isVisible()


def test_an_address_is_chosen_from_the_list_by_keys_and_the_list_is_cleared(
    qtbot: QtBot, opened: Opened, file: Path
) -> None:
    window = opened()
    assert not window.form.recent.open.isVisible()
    press(window.form.address, "Alt+Down")
    assert not window.form.recent.menu.isVisible()
    run(qtbot, window)
    click(window.form.address)
    retype(window.form.address, "")

    press(window.form.address, "Alt+Down")
    menu = window.form.recent.menu
    qtbot.waitUntil(menu.isVisible)
    press(menu, Qt.Key.Key_Down)
    press(menu, Qt.Key.Key_Return)
    assert window.form.address.text() == ADDRESS
    press(window.form.address, "Alt+Down")
    qtbot.waitUntil(menu.isVisible)
    press(menu, "C")

    assert not window.form.recent.open.isVisible()
    assert ADDRESS not in file.read_text()


def test_recent_sessions_are_opened_from_the_menu(
    qtbot: QtBot, opened: Opened, engine: FakeEngine, tmp_path: Path
) -> None:
    window = opened()
    assert not window.menus.recent.menuAction().isEnabled()
    engine.log = tmp_path / "run.autodiscope"
    run(qtbot, window)
    with qtbot.waitSignal(window.session_ended):
        open_log(window, tmp_path / "R&D.autodiscope")
    window = opened()
    assert entries(window.menus.recent) == ["R&&D.autodiscope", "run.autodiscope"]
    assert str(tmp_path) in window.menus.recent.actions()[0].toolTip()

    with qtbot.waitSignal(window.session_ended):
        choose(window, "File", "Open recent", "run.autodiscope")

    assert window.tab.source == tmp_path / "run.autodiscope"
    assert entries(window.menus.recent)[0] == "run.autodiscope"
    choose(window, "File", "Open recent", "Clear this list")
    assert not window.menus.recent.menuAction().isEnabled()


def test_a_session_that_cannot_be_read_any_more_is_offered_no_more(
    qtbot: QtBot, opened: Opened, engine: FakeEngine, tmp_path: Path
) -> None:
    window = opened()
    with qtbot.waitSignal(window.session_ended):
        open_log(window, tmp_path / "gone.autodiscope")
    engine.records, engine.wrong_log = [], "gone.autodiscope is not there."

    with qtbot.waitSignal(window.session_ended):
        choose(window, "File", "Open recent", "gone.autodiscope")

    assert window.complaint.text == engine.wrong_log
    assert entries(window.menus.recent) == []


def test_no_password_is_remembered(qtbot: QtBot, opened: Opened, file: Path) -> None:
    window = opened()
    type_into(window.form.password, "Winter!2007")
    run(qtbot, window)
    window.close()

    assert "Winter" not in file.read_text()
    assert Remembered(QSettings(str(file), QSettings.Format.IniFormat)).recent(Recent.ADDRESSES)
