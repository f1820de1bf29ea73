"""Two sessions side by side."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.finding import Finding, Severity
from app.gui.compare_window import CompareWindow
from app.gui.window import Window
from app.wording.comparison import Comparison, Difference, Group, Side
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import choose, click, press, type_into

DIFFERENCE = Difference(
    group=Group.STEPS,
    what="Root domain",
    first=Side(text="no URL gave settings"),
    second=Side(text="settings from <b>here</b>"),
)

FINDING = Finding(
    code="certificate-expired",
    severity=Severity.ERROR,
    title="The certificate has expired.",
    meaning="",
    advice="",
)


@pytest.fixture
def engine() -> FakeEngine:
    made = FakeEngine()
    made.comparison = Comparison(differences=(DIFFERENCE,), first_only=(FINDING,), second_only=())
    return made


@pytest.fixture
def window(qtbot: QtBot, engine: FakeEngine) -> CompareWindow:
    main = Window(engine)
    qtbot.addWidget(main)
    with qtbot.waitSignal(main.choices_read):
        main.show()
    press(main, main.menus.compare.shortcut())
    made = main.findChild(CompareWindow)
    assert made is not None
    qtbot.waitUntil(made.isVisible)
    return made


def test_the_differences_of_two_files_are_shown_as_plain_text(
    qtbot: QtBot, window: CompareWindow, engine: FakeEngine
) -> None:
    type_into(window.first.text, "a.autodiscope")
    type_into(window.second.text, "b.autodiscope")
    with qtbot.waitSignal(window.compared):
        press(window.second.text, Qt.Key.Key_Return)

    assert engine.compared == [Path("a.autodiscope"), Path("b.autodiscope")]
    shown = ["Steps", "Root domain", "no URL gave settings", "settings from <b>here</b>"]
    assert window.table.texts() == [["What explains it", FINDING.title, "yes", ""], shown]
    click(window.copy)
    assert QApplication.clipboard().text().splitlines()[2] == "\t".join(shown)


def test_equal_sessions_are_told_to_be_equal(
    qtbot: QtBot, window: CompareWindow, engine: FakeEngine
) -> None:
    engine.comparison = Comparison(differences=(), first_only=(), second_only=())
    type_into(window.first.text, "a")
    type_into(window.second.text, "a")

    with qtbot.waitSignal(window.compared):
        click(window.compare)

    assert window.outcome.text() == "The two sessions tell the same."
    assert not window.copy.isEnabled()


def test_a_file_that_is_no_session_is_told_and_another_may_be_tried(
    qtbot: QtBot, window: CompareWindow, engine: FakeEngine
) -> None:
    engine.wrong_log = "x is nothing that can be read here."
    type_into(window.first.text, "x")
    type_into(window.second.text, "y")

    click(window.compare)

    qtbot.waitUntil(lambda: window.complaint.text == engine.wrong_log)
    assert window.compare.isEnabled()


def test_esc_closes_the_window(window: CompareWindow) -> None:
    press(window.first.text, Qt.Key.Key_Escape)

    assert not window.isVisible()


def test_one_session_is_not_enough(window: CompareWindow, engine: FakeEngine) -> None:
    type_into(window.first.text, "a")

    click(window.compare)

    assert window.complaint.text == "Two sessions are needed."
    assert engine.compared == []


def test_the_session_on_show_is_the_second_one(qtbot: QtBot, engine: FakeEngine) -> None:
    engine.log = Path("newest.autodiscope")
    main = Window(engine)
    qtbot.addWidget(main)
    main.show()
    choose(main, "File", "Compare two sessions…")

    made = main.findChild(CompareWindow)
    assert made is not None
    assert made.second.file == "newest.autodiscope"
