"""The View menu: finding one's way in the tree from anywhere in the window, by keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.connections import Judged
from app.gui.models.tree_filter import Kinds
from app.gui.window import Window
from tests.gui.conftest import OpenWindow
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import press, run, type_into
from tests.gui.recordings import found

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot: QtBot, open_window: OpenWindow) -> Window:
    made = open_window(FakeEngine(found()))
    run(qtbot, made)
    made.activateWindow()
    made.form.address.setFocus()
    qtbot.waitUntil(made.form.address.hasFocus)
    return made


def test_f8_selects_what_went_wrong_first(qtbot: QtBot, window: Window) -> None:
    press(window.form.address, Qt.Key.Key_F8)

    assert isinstance(window.tab.tree.session.row(window.tab.tree_panel.selected).subject, Judged)
    assert window.tab.tree_panel.hasFocus()


def test_ctrl_f_and_f3_find_from_anywhere(qtbot: QtBot, window: Window) -> None:
    bar = window.tab.view.tree_section.bar
    QTest.keyClick(window.form.address, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(bar.text.hasFocus)
    type_into(bar.text, "certificate of")
    wanted = window.tab.tree.matches("certificate of")

    press(bar.text, Qt.Key.Key_F3)
    seen = [window.tab.tree_panel.selected]
    press(window.tab.tree_panel, Qt.Key.Key_F3)
    seen.append(window.tab.tree_panel.selected)
    QTest.keyClick(bar.text, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    seen.append(window.tab.tree_panel.selected)

    assert seen[0] in wanted
    assert wanted.index(seen[1]) == (wanted.index(seen[0]) + 1) % len(wanted)
    assert seen[2] == seen[0]


@pytest.mark.parametrize(
    ("key", "kinds"), [(Qt.Key.Key_P, Kinds.PROBLEMS), (Qt.Key.Key_E, Kinds.CERTIFICATES)]
)
def test_one_key_filters_and_shows_everything_again(
    qtbot: QtBot, window: Window, key: Qt.Key, kinds: Kinds
) -> None:
    QTest.keyClick(window.form.address, key, CTRL_SHIFT)
    filtered = window.tab.tree.filter.kinds
    QTest.keyClick(window.form.address, key, CTRL_SHIFT)

    assert filtered is kinds
    assert window.tab.tree.filter.is_open
