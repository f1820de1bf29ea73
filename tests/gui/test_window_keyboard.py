"""Everything in the window can be reached and done by keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from app.gui.panels.keyboard import KeyboardDialog
from app.gui.window import Window
from tests.gui.conftest import OpenWindow
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import click, press, run
from tests.gui.hostile import texts_of
from tests.gui.recordings import found


@pytest.fixture
def window(qtbot: QtBot, open_window: OpenWindow) -> Window:
    made = open_window(FakeEngine(found()))
    run(qtbot, made)
    click(made.form.more)
    made.activateWindow()
    made.form.address.setFocus()
    qtbot.waitUntil(made.form.address.hasFocus)
    return made


def menus_of(window: Window) -> list[QMenu]:
    menus = [action.menu() for action in window.menus.actions()]
    return [menu for menu in menus if isinstance(menu, QMenu)]


def letters(texts: list[str]) -> list[str]:
    bare = [text.replace("&&", "") for text in texts]
    return [text[text.index("&") + 1].lower() for text in bare if "&" in text]


def test_every_menu_and_every_entry_has_a_letter_of_its_own(window: Window) -> None:
    titles = [action.text() for action in window.menus.actions()]
    assert len(set(letters(titles))) == len(titles)
    for menu in menus_of(window):
        entries = [action.text() for action in menu.actions() if not action.isSeparator()]
        if menu.title() == "&Practice":
            # The names of the scenarios; arrows lead there.
            continue
        assert len(letters(entries)) == len(entries), entries
        assert len(set(letters(entries))) == len(entries), entries


def test_no_key_means_two_things(window: Window) -> None:
    keys = [
        action.shortcut().toString()
        for menu in menus_of(window)
        for action in menu.actions()
        if not action.shortcut().isEmpty()
    ]

    assert len(keys) > 20
    assert len(set(keys)) == len(keys)


def test_help_lists_every_key(qtbot: QtBot, window: Window) -> None:
    press(window, window.menus.keys.shortcut())
    dialog = window.findChild(KeyboardDialog)
    assert dialog
    qtbot.waitUntil(dialog.isVisible)

    listed = {(what, key) for _where, what, key in dialog.table.texts()}
    for menu in menus_of(window):
        for action in menu.actions():
            key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            if key:
                assert (action.text().replace("&", "").rstrip("…"), key) in listed
    assert ["Run", "Start", "F5"] in dialog.table.texts()
    assert "Keyboard" in dialog.windowTitle()
    assert texts_of(dialog)
    press(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.findChild(KeyboardDialog) is None)


def test_tab_comes_to_everything_in_sight_and_back(window: Window) -> None:
    def in_sight(widget: QWidget) -> bool:
        takes_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        is_own = widget.window() is window and widget.focusProxy() is None
        return bool(takes_tab) and is_own and widget.isVisible() and widget.isEnabled()

    wanted = {widget for widget in window.findChildren(QWidget) if in_sight(widget)}
    reached: list[QWidget] = []
    for _ in range(len(wanted) + 60):
        press(window, Qt.Key.Key_Tab)
        widget = QApplication.focusWidget()
        assert widget
        reached.append(widget)

    assert [one.accessibleName() or one for one in wanted - set(reached)] == []
    assert window.form.address in reached
    # The tabs of the sessions are among them: arrows choose one.
    assert any(isinstance(one, QTabBar) for one in reached)
