"""The window while a run goes on: keys, clicks, and what follows the events."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from app.domain.attempts import Exchange
from app.domain.connections import Judged
from app.domain.events import RunStarted
from app.domain.rows import ServiceState, StepState
from app.domain.settings import Scope, Service
from app.gui.engine_thread import EngineThread
from app.gui.models.service_table import Column
from app.gui.window import Window
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import click, press, run, select, type_and_start
from tests.gui.hostile import HOSTILE, LITERAL, texts_of
from tests.gui.recordings import found, under_way
from tests.gui.values import ADDRESS, consent, url_of

OpenWindow = Callable[[FakeEngine], Window]


def test_an_address_and_start_lead_to_the_four_urls(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)

    run(qtbot, window)

    urls = {
        row.subject.service_url.url
        for row in window.tab.tree.session.rows
        if isinstance(row.subject, ServiceState) and window.tab.tree.index_of(row.number).isValid()
    }
    four = (Service.OAB, Service.UM, Service.OOF, Service.AVAILABILITY)
    assert urls == {url_of(scope, service) for scope in Scope for service in four}
    assert [line.text(Column.INSIDE) for line in window.tab.view.services.lines] == [
        url_of(Scope.INTERNAL, line.service) for line in window.tab.view.services.lines
    ]
    assert window.tab.view.banner.headline.text() == f"Outlook finds its settings for {ADDRESS}"
    assert window.windowTitle().startswith(ADDRESS)
    assert window.status.text.startswith("Ended after ")
    assert engine.threads == ["engine"]
    assert window.form.start.isEnabled()
    assert not window.form.cancel.isEnabled()


def test_cancel_ends_the_run_and_keeps_what_came(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(under_way())
    engine.hangs = True
    window = open_window(engine)
    with qtbot.waitSignal(window.session_began):
        type_and_start(window)
    assert window.status.text.startswith("Waiting for the addresses of contoso.example — ")
    assert window.windowTitle() == f"{ADDRESS} — step 2 of 6 — Autodiscope"
    assert not window.form.start.isEnabled()
    press(window, window.menus.start.shortcut())  # It changes nothing.

    with qtbot.waitSignal(window.session_ended):
        press(window, window.menus.cancel.shortcut())

    assert engine.was_cancelled.is_set()
    assert window.complaint.text == ""
    assert window.tab.tree.session.row_count == len(under_way()) + 4
    assert window.tab.view.banner.headline.text() == "Interrupted"
    assert window.form.start.isEnabled()
    press(window, window.menus.cancel.shortcut())
    assert not window.status.text.startswith("Stopping")


def test_closing_in_mid_run_cancels_it(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(under_way())
    engine.hangs = True
    window = open_window(engine)
    with qtbot.waitSignal(window.session_began):
        type_and_start(window)

    window.close()

    assert not window.isVisible()
    assert engine.was_cancelled.wait(5)
    assert window.stop(5)


def test_a_selected_row_is_shown_in_detail_and_kept_up_to_date(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(under_way())
    engine.hangs = True
    window = open_window(engine)
    with qtbot.waitSignal(window.session_began):
        type_and_start(window)
    followed_before = window.tab.view.tree_panel.is_following

    select(window, Exchange)
    assert (followed_before, window.tab.view.tree_panel.is_following) == (True, False)
    assert any("looking the name up" in text for text in texts_of(window.tab.view.details))
    resolved_and_connected = found()[len(under_way()) : len(under_way()) + 2]
    window.tab._apply(resolved_and_connected)
    assert any("securing the connection" in text for text in texts_of(window.tab.view.details))
    with qtbot.waitSignal(window.session_ended):
        click(window.form.cancel)

    assert any("interrupted" in text for text in texts_of(window.tab.view.details))
    # The user's choice stays.
    assert isinstance(
        window.tab.tree.session.row(window.tab.view.tree_panel.selected).subject, Exchange
    )


def test_the_tree_follows_the_run_to_the_step_that_found_the_settings(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(FakeEngine(found()))

    run(qtbot, window)

    selected = window.tab.tree.session.row(window.tab.view.tree_panel.selected)
    assert isinstance(selected.subject, StepState)
    assert window.tab.view.tree_panel.isExpanded(window.tab.tree.index_of(selected.number))
    assert window.tab.view.tree_panel.is_following


def test_the_tree_stays_where_the_user_has_selected_something(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(found()[:-1])
    engine.prompt = consent()
    window = open_window(engine)
    type_and_start(window)
    qtbot.waitUntil(lambda: window.tab.view.services.rowCount() == 4)
    chosen = select(window, Judged)
    end = found()[-1]
    window.tab._apply([end])

    with qtbot.waitSignal(window.session_ended):
        click(window.tab.question.no)

    assert window.tab.view.tree_panel.selected == chosen


def test_a_new_run_starts_with_an_empty_window(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    run(qtbot, window)
    engine.records = under_way()

    with qtbot.waitSignal(window.session_ended):
        click(window.form.start)

    assert window.tab.view.services.rowCount() == 0
    assert window.tab.view.tree_panel.selected == 0
    assert window.tab.view.tree_panel.is_following


def test_hostile_text_reaches_no_label_as_markup(qtbot: QtBot, open_window: OpenWindow) -> None:
    first, *rest = found()
    assert isinstance(first.event, RunStarted)
    engine = FakeEngine([replace(first, event=replace(first.event, address=HOSTILE)), *rest])
    window = open_window(engine)

    run(qtbot, window)

    assert any(LITERAL in text for text in texts_of(window))


def test_a_defect_in_the_engine_is_told_and_the_window_stays(
    qtbot: QtBot, open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threading.excepthook", lambda _: None)
    engine = FakeEngine(found())
    engine.defect = ZeroDivisionError()
    window = open_window(engine)

    with qtbot.waitSignal(window.session_ended):
        type_and_start(window)
        thread = window.tab._feed._thread

    # Whom a defect is told to is another for this test, and the thread tells it at its very end.
    assert thread
    assert thread.join(5)
    assert "defect of the program" in window.complaint.text
    assert window.form.start.isEnabled()


def test_the_threads_of_chores_are_waited_for(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(FakeEngine())
    monkeypatch.setattr(EngineThread, "join", lambda *_: False)

    assert not window.stop(0)
    monkeypatch.undo()
