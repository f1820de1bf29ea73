"""The View menu: finding one's way in the tree from anywhere in the window, by keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.connections import Judged
from app.domain.failures import FailureKind
from app.gui.models.tree_cells import Column
from app.gui.models.tree_filter import Kinds
from app.gui.window import Window
from app.wording import Mark
from tests.findings.runs import HOST, ROOT, SETTINGS, failed, records
from tests.gui.conftest import OpenWindow
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import click, press, run, type_into
from tests.gui.recordings import found, not_found

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot: QtBot, open_window: OpenWindow) -> Window:
    made = open_window(FakeEngine(found()))
    run(qtbot, made)
    made.activateWindow()
    made.form.address.setFocus()
    qtbot.waitUntil(made.form.address.hasFocus)
    return made


@pytest.fixture
def normal(qtbot: QtBot, open_window: OpenWindow) -> Window:
    """The settings are found, and nobody listens at the root domain, as usual."""
    made = open_window(FakeEngine(records({ROOT: failed(FailureKind.REFUSED), HOST: SETTINGS})))
    run(qtbot, made)
    made.activateWindow()
    made.form.address.setFocus()
    qtbot.waitUntil(made.form.address.hasFocus)
    return made


def signs(window: Window) -> list[Mark]:
    tree = window.tab.tree
    return [tree.line(number).mark for number in tree.order()]


def test_f8_selects_what_went_wrong_first(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(FakeEngine(not_found()))
    run(qtbot, window)

    press(window.form.address, Qt.Key.Key_F8)

    subject = window.tab.tree.session.row(window.tab.view.tree_panel.selected).subject
    assert isinstance(subject, Judged)
    assert window.tab.tree.line(window.tab.view.tree_panel.selected).mark is Mark.BAD
    qtbot.waitUntil(window.tab.view.tree_panel.hasFocus)


def test_f8_says_that_there_is_no_problem_where_all_that_failed_is_normal(normal: Window) -> None:
    chosen = normal.tab.view.tree_panel.selected

    press(normal.form.address, Qt.Key.Key_F8)

    assert normal.status.text == "No problem: what failed is normal, as the findings say"
    assert normal.tab.view.tree_panel.selected == chosen
    assert normal.form.address.hasFocus()


def test_the_button_says_so_too_where_nothing_failed_at_all(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(FakeEngine(records({ROOT: SETTINGS})))
    run(qtbot, window)

    click(window.tab.view.tree_section.bar.problem)

    assert window.status.text == "No problem: nothing failed"


def test_what_is_normal_keeps_its_words_and_has_another_sign(normal: Window) -> None:
    assert Mark.BAD not in signs(normal)
    assert Mark.WARNING not in signs(normal)
    tree = normal.tab.tree
    refused = next(one for one in tree.order() if "refused" in tree.line(one).verdict)
    verdict = tree.index_of(refused, Column.VERDICT)
    assert verdict.data().startswith("connection refused")
    spoken = tree.index_of(refused).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.endswith(": information")


def test_only_problems_leaves_nothing_of_what_is_normal(normal: Window) -> None:
    QTest.keyClick(normal.form.address, Qt.Key.Key_P, CTRL_SHIFT)

    assert normal.tab.tree.filter.kinds is Kinds.PROBLEMS
    assert normal.tab.tree.order() == []


def test_a_filter_chosen_while_the_run_went_on_holds_at_its_end(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(FakeEngine(records({ROOT: failed(FailureKind.REFUSED), HOST: SETTINGS})))
    QTest.keyClick(window.form.address, Qt.Key.Key_P, CTRL_SHIFT)

    run(qtbot, window)

    assert window.tab.tree.filter.kinds is Kinds.PROBLEMS
    assert window.tab.tree.order() == []


def test_the_next_session_begins_without_what_was_normal(qtbot: QtBot, normal: Window) -> None:
    tree = normal.tab.tree
    assert tree.normal

    tree.start_anew()

    assert not tree.normal


def test_ctrl_f_and_f3_find_from_anywhere(qtbot: QtBot, window: Window) -> None:
    bar = window.tab.view.tree_section.bar
    QTest.keyClick(window.form.address, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(bar.text.hasFocus)
    type_into(bar.text, "certificate of")
    wanted = window.tab.tree.matches("certificate of")

    press(bar.text, Qt.Key.Key_F3)
    seen = [window.tab.view.tree_panel.selected]
    press(window.tab.view.tree_panel, Qt.Key.Key_F3)
    seen.append(window.tab.view.tree_panel.selected)
    QTest.keyClick(bar.text, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    seen.append(window.tab.view.tree_panel.selected)

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
