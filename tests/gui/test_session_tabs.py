"""Several runs and logs at once: a tab for each, by mouse and keyboard."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QStyle, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from app.domain.prompts import Answer
from app.gui import session_tabs
from app.gui.session_tab import SessionTab
from app.gui.session_tabs import MOST_RUNNING
from app.gui.window import Window
from tests.gui.conftest import OpenWindow
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import (
    click,
    click_tab,
    drag,
    naming,
    open_log,
    press,
    run,
    type_and_start,
    type_into,
)
from tests.gui.hostile import HOSTILE, LITERAL
from tests.gui.recordings import found, not_found, under_way
from tests.gui.values import ADDRESS, consent


def labels(window: Window) -> list[str]:
    return [window.tabs.tabText(at) for at in range(window.tabs.count())]


def shortcut(window: Window, name: str) -> None:
    press(window, getattr(window.menus, name).shortcut())


def close_button(window: Window, at: int) -> QWidget:
    bar = window.tabs.tabBar()
    place = bar.style().styleHint(QStyle.StyleHint.SH_TabBar_CloseButtonPosition, None, bar)
    return bar.tabButton(at, QTabBar.ButtonPosition(place))


def hanging() -> FakeEngine:
    engine = FakeEngine(under_way())
    engine.hangs = True
    return engine


def begin(qtbot: QtBot, window: Window) -> SessionTab:
    """Begin a run that hangs, in a tab that is blank."""
    with qtbot.waitSignal(window.session_began):
        press(window.form.address, Qt.Key.Key_Return)
    return window.tab


def test_each_run_has_a_tab_of_its_own_that_says_how_it_stands(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    assert labels(window) == ["New"]
    run(qtbot, window)
    first = window.tab
    engine.records = not_found()
    with qtbot.waitSignal(window.session_ended):
        click(window.form.start)
    second = window.tab
    engine.records, engine.hangs = under_way(), True
    begin(qtbot, window)

    assert labels(window) == [
        f"{ADDRESS}: found",
        f"{ADDRESS}: nothing found",
        f"{ADDRESS}: running",
    ]
    icons = {window.tabs.tabIcon(at).cacheKey() for at in range(3)}
    assert len(icons) == 3
    assert first.tree.session.row_count > second.tree.session.row_count > 0
    click_tab(window.tabs, 0)
    assert window.tab is first
    # What can be done is what can be done with the tab in front.
    assert window.form.start.isEnabled()
    assert not window.form.cancel.isEnabled()
    assert window.status.text.startswith("Ended after ")
    click_tab(window.tabs, 2)
    assert not window.form.start.isEnabled()
    assert window.form.cancel.isEnabled()
    assert window.status.text.startswith("Waiting for ")


def test_several_runs_go_on_at_once_and_each_is_cancelled_alone(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(hanging())
    type_into(window.form.address, ADDRESS)
    first = begin(qtbot, window)
    shortcut(window, "new_tab")
    assert window.tab.is_blank
    assert window.tab.welcome.isVisible()
    second = begin(qtbot, window)

    with qtbot.waitSignal(window.session_ended):
        shortcut(window, "cancel")

    assert (first.is_running, second.is_running) == (True, False)
    assert labels(window) == [f"{ADDRESS}: running", f"{ADDRESS}: interrupted"]


def test_ctrl_tab_goes_round(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(FakeEngine())
    window.activateWindow()
    click(window.tabs.new)
    click(window.tabs.new)
    assert (window.tabs.count(), window.tabs.currentIndex()) == (3, 2)
    seen = []

    for name in ("next_tab", "next_tab", "previous_tab", "previous_tab"):
        shortcut(window, name)
        seen.append(window.tabs.currentIndex())

    assert seen == [0, 1, 0, 2]


@pytest.mark.parametrize("by_key", [True, False])
def test_closing_a_tab_cancels_its_run_and_asks_nothing(
    qtbot: QtBot, open_window: OpenWindow, by_key: bool
) -> None:
    engine = hanging()
    window = open_window(engine)
    type_into(window.form.address, ADDRESS)
    begin(qtbot, window)

    if by_key:
        shortcut(window, "close_tab")
    else:
        click(close_button(window, 0))

    assert engine.was_cancelled.wait(5)
    # Never without a tab.
    assert labels(window) == ["New"]
    assert window.form.start.isEnabled()
    qtbot.waitUntil(lambda: window.tabs._leaving == [])


def test_a_closed_tab_is_given_up_only_when_its_threads_have_ended(
    qtbot: QtBot, open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(FakeEngine(found()))
    run(qtbot, window)
    gone = window.tab
    destroyed: list[object] = []
    gone.destroyed.connect(lambda: destroyed.append(True))
    with monkeypatch.context() as patched:
        patched.setattr(SessionTab, "stop", lambda *_: False)
        shortcut(window, "close_tab")
        assert window.tabs._leaving == [gone]

    qtbot.waitUntil(lambda: destroyed == [True])


def test_closing_one_tab_leads_back_to_the_one_before(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(FakeEngine(found()))
    type_into(window.form.address, ADDRESS)
    shortcut(window, "new_tab")
    shortcut(window, "new_tab")
    click_tab(window.tabs, 0)
    kept = window.tab
    click_tab(window.tabs, 2)

    shortcut(window, "close_tab")

    assert window.tab is kept


def test_tabs_are_moved_and_keep_their_sessions(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    run(qtbot, window)
    moved = window.tab
    with qtbot.waitSignal(window.session_ended):
        open_log(window, Path("/b.autodiscope"))

    bar = window.tabs.tabBar()
    start = bar.tabRect(0).center()
    drag(bar, start, bar.tabRect(1).center() + QPoint(10, 0) - start)

    assert window.tabs.tabs[1] is moved
    assert window.tab is moved


def test_no_more_than_eight_runs_are_under_way(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(hanging())
    type_into(window.form.address, ADDRESS)
    for _ in range(MOST_RUNNING):
        begin(qtbot, window)
        shortcut(window, "new_tab")

    press(window.form.address, Qt.Key.Key_Return)

    assert window.complaint.text.startswith("8 runs are under way")
    assert window.tab.is_blank
    # A log can be read nevertheless.
    with qtbot.waitSignal(window.session_began):
        open_log(window, Path("/a.autodiscope"))
    assert window.complaint.text == ""


def test_there_is_an_end_to_tabs(
    qtbot: QtBot, open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_tabs, "MOST_TABS", 2)
    window = open_window(FakeEngine(found()))
    run(qtbot, window)
    with qtbot.waitSignal(window.session_ended):
        click(window.form.start)

    click(window.tabs.new)
    click(window.form.start)

    assert window.tabs.count() == 2
    assert "close some of them" in window.complaint.text


def test_what_comes_to_nothing_leaves_no_tab_behind_but_one_that_was_wished(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    run(qtbot, window)
    engine.records, engine.wrong_log = [], "a is nothing that can be read here."

    with qtbot.waitSignal(window.session_ended):
        open_log(window, Path("/a"))
    assert labels(window) == [f"{ADDRESS}: found"]
    shortcut(window, "new_tab")
    with qtbot.waitSignal(window.session_ended):
        open_log(window, Path("/a"))

    assert labels(window) == [f"{ADDRESS}: found", "New"]
    assert window.complaint.text == engine.wrong_log
    assert window.tab.welcome.isVisible()
    assert window.windowTitle() == "Autodiscope"
    assert window.status.text == "Ready"


def test_start_pressed_twice_runs_once(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(hanging())
    type_into(window.form.address, ADDRESS)

    for _ in range(3):
        press(window.form.address, Qt.Key.Key_Return)

    assert window.tabs.count() == 1


def test_a_question_in_a_tab_behind_is_told_on_its_label(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(under_way())
    engine.prompt = consent()
    window = open_window(engine)
    type_and_start(window)
    shortcut(window, "new_tab")

    qtbot.waitUntil(lambda: labels(window)[0] == f"{ADDRESS}: asks you")
    assert not window.tabs.tabs[0].question.isVisible()
    click_tab(window.tabs, 0)
    with qtbot.waitSignal(window.session_ended):
        click(window.tab.question.yes)

    assert engine.answers == [Answer.YES]
    assert labels(window)[0] == f"{ADDRESS}: interrupted"


def test_a_log_says_that_it_is_read_and_hostile_names_stay_text(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(FakeEngine())

    open_log(window, Path("/R&D.autodiscope"))
    assert labels(window) == ["R&&D.autodiscope: reading"]
    with qtbot.waitSignal(window.session_ended):
        click(window.form.cancel)
    open_log(window, Path("/", HOSTILE.replace("/", "-").replace("\0", "").replace("\ud800", "")))

    assert LITERAL not in window.tabs.tabToolTip(0)
    assert len(labels(window)[0]) < 60


def test_each_tab_is_saved_from_its_own_log(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    class Apart(FakeEngine):
        """Gives each tab an engine with a log of its own."""

        others = 0

        def another(self) -> FakeEngine:
            Apart.others += 1
            made = Apart(self.records)
            made.log = tmp_path / f"{Apart.others}"
            made.log.write_text(f"{Apart.others}")
            return made

    engine = Apart(found())
    engine.log = tmp_path / "first"
    engine.log.write_text("first")
    window = open_window(engine)
    run(qtbot, window)
    with qtbot.waitSignal(window.session_ended):
        click(window.form.start)
    target = tmp_path / "kept.autodiscope"

    with naming(target):
        shortcut(window, "save")
    qtbot.waitUntil(lambda: target.exists() and target.read_text() == "2")
    target.unlink()
    click_tab(window.tabs, 0)
    with naming(target):
        shortcut(window, "save")

    qtbot.waitUntil(lambda: target.exists() and target.read_text() == "first")


def test_both_sides_stand_in_one_tab(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    run(qtbot, window)
    click(window.form.both)

    click(window.resolver.agree)
    qtbot.waitUntil(lambda: window.tabs.count() == 2 and not window.tab.is_running)

    assert window.tab.both.pane.isVisible()
    assert window.tab.view.place.text() == "From here"
    click_tab(window.tabs, 0)
    assert not window.tab.view.place.isVisible()
    # A pane is made only where one is wanted.
    assert window.tab.both._pane is None
