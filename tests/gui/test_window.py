"""The window as a person uses it, over an engine that plays recorded events."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.domain.attempts import Exchange, Judged
from app.domain.events import RunStarted
from app.domain.options import RunOptions
from app.domain.prompts import Answer
from app.domain.rows import ServiceState, StepState
from app.domain.settings import Scope, Service
from app.gui.engine_thread import EngineThread
from app.gui.models.service_table import Column
from app.gui.window import Window
from tests.gui.fake_engine import PROFILES, FakeEngine
from tests.gui.hands import click, press, type_into
from tests.gui.hostile import HOSTILE, LITERAL, texts_of
from tests.gui.recordings import (
    ADDRESS,
    alert,
    consent,
    found,
    not_found,
    under_way,
    url_of,
)

OpenWindow = Callable[[FakeEngine], Window]


def _type_and_start(window: Window, address: str = ADDRESS) -> None:
    type_into(window.form.address, address)
    click(window.form.start)


def _run(qtbot: QtBot, window: Window) -> None:
    with qtbot.waitSignal(window._feed.ended):
        _type_and_start(window)


def _select(window: Window, kind: type) -> int:
    number = next(row.number for row in window.tree.session.rows if isinstance(row.subject, kind))
    window.tree_panel.setCurrentIndex(window.tree.index_of(number))
    return number


def _clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_an_address_and_start_lead_to_the_four_urls(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)

    _run(qtbot, window)

    urls = {
        row.subject.service_url.url
        for row in window.tree.session.rows
        if isinstance(row.subject, ServiceState) and window.tree.index_of(row.number).isValid()
    }
    four = (Service.OAB, Service.UM, Service.OOF, Service.AVAILABILITY)
    assert urls == {url_of(scope, service) for scope in Scope for service in four}
    assert [line.inside for line in window.services.lines] == [
        url_of(Scope.INTERNAL, line.service) for line in window.services.lines
    ]
    assert window.banner.headline.text() == f"Outlook finds its settings for {ADDRESS}"
    assert window.windowTitle().startswith(ADDRESS)
    assert window.status.text.startswith("Ended after ")
    assert engine.threads == ["engine"]
    assert window.form.start.isEnabled()
    assert not window.form.cancel.isEnabled()


def test_what_the_form_holds_goes_to_the_engine(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    form = window.form
    type_into(form.username, "CONTOSO\\ann")
    type_into(form.password, "Winter!2007")
    form.profile.setCurrentIndex(1)
    form.joined.setCurrentIndex(1)
    click(form.more)
    assert form.directory.isVisible()
    type_into(form.directory, "ldap://dc01")
    form.mode.setCurrentIndex(1)
    form.in_background.setChecked(True)

    type_into(form.address, ADDRESS)
    with qtbot.waitSignal(window._feed.ended):
        press(form.address, Qt.Key.Key_Return)

    assert engine.options == RunOptions(
        address=ADDRESS,
        username="CONTOSO\\ann",
        profile="outlook-2007-rtm",
        joined="yes",
        directory="ldap://dc01",
        mode="survey",
        consent="deny",
        security_alert="skip",
    )
    assert engine.password
    assert engine.password.reveal() == "Winter!2007"
    assert form.password.echoMode() == form.password.EchoMode.Password


def test_without_a_password_none_is_given(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)

    with qtbot.waitSignal(window._feed.ended):
        type_into(window.form.address, f" {ADDRESS} ")
        press(window, window.menus.start.shortcut())

    assert engine.password is None
    assert engine.options == RunOptions(
        address=ADDRESS, profile="outlook-2007", joined="auto", mode="outlook", consent="ask"
    )


def test_the_profiles_come_from_the_engine(open_window: OpenWindow) -> None:
    window = open_window(FakeEngine())

    titles = [window.form.profile.itemText(at) for at in range(window.form.profile.count())]
    assert titles == [profile.title for profile in PROFILES]
    window.form.offer_profiles(())
    assert window.form.profile.count() == len(PROFILES)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("", "Type an e-mail address"),
        ("nonsense", "is no e-mail address"),
        ("ann@localhost", "single label"),
        ("ann@[192.0.2.1]", "IP address"),
        ("ann@com.br", "public suffix"),
        ("ann @contoso.com", "no spaces"),
        ("a" * 10_240 + "@contoso.com", "at most 254 characters"),
    ],
)
def test_a_wrong_address_shows_one_line_and_nothing_is_lost(
    qtbot: QtBot, open_window: OpenWindow, address: str, says: str
) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    _run(qtbot, window)
    rows, engine.options = window.tree.session.row_count, None

    window.form.address.setText(address)
    click(window.form.start)

    assert says in window.complaint.text
    assert "\n" not in window.complaint.text
    assert window.complaint.isVisible()
    assert window.form.address.text() == address
    assert window.tree.session.row_count == rows
    assert engine.options is None


def test_what_the_engine_finds_wrong_shows_one_line_and_nothing_is_lost(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    _run(qtbot, window)
    rows = window.tree.session.row_count

    engine.wrong_use = "Write the directory as ldap://HOST."
    with qtbot.waitSignal(window._feed.ended):
        click(window.form.start)

    assert window.complaint.text == "Write the directory as ldap://HOST."
    assert window.tree.session.row_count == rows
    assert window.banner.headline.text().startswith("Outlook finds")
    assert window.status.text == "Ready"
    engine.wrong_use = ""
    with qtbot.waitSignal(window._feed.ended):
        click(window.form.start)
    assert window.complaint.text == ""


def test_cancel_ends_the_run_and_keeps_what_came(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(under_way())
    engine.hangs = True
    window = open_window(engine)
    with qtbot.waitSignal(window._feed.arrived):
        _type_and_start(window)
    assert window.status.text.startswith("Waiting for POST https://contoso.example")
    assert not window.form.start.isEnabled()
    window.start_run()  # A second press changes nothing.

    with qtbot.waitSignal(window._feed.ended):
        press(window, window.menus.cancel.shortcut())

    assert engine.was_cancelled.is_set()
    assert window.complaint.text == ""
    assert window.tree.session.row_count == len(under_way()) + 4
    assert window.banner.headline.text() == "Interrupted"
    assert window.form.start.isEnabled()
    window.cancel()
    assert not window.status.text.startswith("Stopping")


def test_closing_in_mid_run_cancels_it(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(under_way())
    engine.hangs = True
    window = open_window(engine)
    with qtbot.waitSignal(window._feed.arrived):
        _type_and_start(window)

    window.close()

    assert not window.isVisible()
    assert engine.was_cancelled.wait(5)
    assert window.stop(5)


def test_a_question_is_answered_in_the_window(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(under_way())
    engine.prompt = consent()
    window = open_window(engine)
    _type_and_start(window)
    qtbot.waitUntil(window.question.isVisible)
    assert any("You should only allow settings" in text for text in texts_of(window.question))
    qtbot.waitUntil(window.question.no.hasFocus)

    with qtbot.waitSignal(window._feed.ended):
        click(window.question.yes)

    assert engine.answers == [Answer.YES]
    assert not window.question.isVisible()


def test_a_question_goes_away_with_its_run(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(under_way())
    engine.prompt = alert()
    window = open_window(engine)
    _type_and_start(window)
    qtbot.waitUntil(window.question.isVisible)

    with qtbot.waitSignal(window._feed.ended):
        click(window.form.cancel)

    assert not window.question.isVisible()
    assert engine.answers == []


def test_in_the_background_nobody_is_asked(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(found())
    engine.prompt = consent()
    window = open_window(engine)
    window.form.in_background.setChecked(True)

    _run(qtbot, window)

    assert engine.answers == [Answer.ASSUMED_NO]


def test_the_first_thing_to_try_is_practice(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    assert window.welcome.isVisible()

    with qtbot.waitSignal(window._feed.ended):
        click(window.welcome.button)

    assert engine.practised == ["fresh-install"]
    assert window.banner.lesson.text() == "Practice: Fresh install. It works inside."
    assert not window.welcome.isVisible()


def test_the_menu_offers_every_scenario_with_its_lesson(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(not_found())
    window = open_window(engine)
    actions = window.menus._practice.actions()
    assert [action.text() for action in actions] == ["Fresh install", "Expired certificate"]
    assert [action.toolTip() for action in actions] == ["It works inside.", "Dates matter."]

    with qtbot.waitSignal(window._feed.ended):
        actions[1].trigger()

    assert engine.practised == ["expired"]
    assert window.banner.headline.text().startswith("Outlook finds no settings")
    assert not window.services_panel.isVisible()
    # The first certificate that was refused is what to look at.
    selected = window.tree.session.row(window.tree_panel.selected)
    assert isinstance(selected.subject, Judged)


def test_a_scenario_that_nobody_knows_yet_goes_by_its_name(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)

    with qtbot.waitSignal(window._feed.ended):
        window.start_practice("two-sites")

    assert window.banner.lesson.text() == "Practice: two-sites"


def test_a_selected_row_is_shown_in_detail_and_kept_up_to_date(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(under_way())
    engine.hangs = True
    window = open_window(engine)
    with qtbot.waitSignal(window._feed.arrived):
        _type_and_start(window)
    followed_before = window.tree_panel.is_following

    _select(window, Exchange)
    assert (followed_before, window.tree_panel.is_following) == (True, False)
    assert any("looking the name up" in text for text in texts_of(window.details))
    resolved_and_connected = found()[len(under_way()) : len(under_way()) + 2]
    window._apply(resolved_and_connected)
    assert any("securing the connection" in text for text in texts_of(window.details))
    with qtbot.waitSignal(window._feed.ended):
        window.cancel()

    assert any("interrupted" in text for text in texts_of(window.details))
    # The user's choice stays.
    assert isinstance(window.tree.session.row(window.tree_panel.selected).subject, Exchange)


def test_the_tree_follows_the_run_to_the_step_that_found_the_settings(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(FakeEngine(found()))

    _run(qtbot, window)

    selected = window.tree.session.row(window.tree_panel.selected)
    assert isinstance(selected.subject, StepState)
    assert window.tree_panel.isExpanded(window.tree.index_of(selected.number))
    assert window.tree_panel.is_following


def test_the_tree_stays_where_the_user_has_selected_something(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(found()[:-1])
    engine.prompt = consent()
    window = open_window(engine)
    _type_and_start(window)
    qtbot.waitUntil(lambda: window.services.rowCount() == 4)
    chosen = _select(window, Judged)
    end = found()[-1]
    window._apply([end])

    with qtbot.waitSignal(window._feed.ended):
        click(window.question.no)

    assert window.tree_panel.selected == chosen


def test_the_status_line_is_quiet_when_a_session_has_no_beginning(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(FakeEngine(found()[1:]))

    with qtbot.waitSignal(window._feed.ended):
        window.open_session(Path("headless.autodiscope"))

    assert window.windowTitle() == "Autodiscope"


def test_a_new_run_starts_with_an_empty_window(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    _run(qtbot, window)
    engine.records = under_way()

    with qtbot.waitSignal(window._feed.ended):
        click(window.form.start)

    assert window.services.rowCount() == 0
    assert window.tree_panel.selected == 0
    assert window.tree_panel.is_following


def test_one_url_or_the_whole_list_is_copied(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(FakeEngine(found()))
    window.services_panel.copy_list()
    window.services_panel.copy_selected()
    _run(qtbot, window)
    panel = window.services_panel
    outside = url_of(Scope.EXTERNAL, Service.AVAILABILITY)
    inside = url_of(Scope.INTERNAL, Service.AVAILABILITY)
    assert not panel.copy.isEnabled()

    panel.view.setCurrentIndex(window.services.index(0, Column.OUTSIDE))
    click(panel.copy)
    assert _clipboard() == outside
    panel.view.setCurrentIndex(window.services.index(0, Column.SERVICE))
    click(panel.copy)
    assert _clipboard() == f"{inside}\n{outside}"
    press(window, window.menus.copy_all.shortcut())
    assert _clipboard() == window.services.as_text()


def test_hostile_text_reaches_no_label_as_markup(qtbot: QtBot, open_window: OpenWindow) -> None:
    first, *rest = found()
    assert isinstance(first.event, RunStarted)
    engine = FakeEngine([replace(first, event=replace(first.event, address=HOSTILE)), *rest])
    window = open_window(engine)

    _run(qtbot, window)

    assert any(LITERAL in text for text in texts_of(window))


def test_a_saved_session_is_opened_and_saved_elsewhere(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "a.autodiscope"
    source.write_text("{}\n")
    window = open_window(FakeEngine(found()))
    assert not window.menus.save.isEnabled()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(source), ""))
    with qtbot.waitSignal(window._feed.ended):
        window.menus.open.trigger()
    assert window.tree.session.row_count > 20

    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "b"), ""))
    window.menus.save.trigger()
    qtbot.waitUntil(lambda: window.status.text.startswith("Saved as "))

    assert (tmp_path / "b.autodiscope").read_text() == "{}\n"


def test_nothing_happens_when_no_file_is_chosen(
    qtbot: QtBot, open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(FakeEngine(found()))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))

    window._choose_session()
    window._choose_target()

    assert not window._feed.is_running


def test_a_broken_file_shows_one_line_and_nothing_is_lost(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    _run(qtbot, window)
    rows = window.tree.session.row_count
    engine.records, engine.wrong_log = [], "broken.autodiscope is no session of this program."

    with qtbot.waitSignal(window._feed.ended):
        window.open_session(Path("broken.autodiscope"))

    assert window.complaint.text == "broken.autodiscope is no session of this program."
    assert window.tree.session.row_count == rows


def test_a_session_that_was_never_saved_cannot_be_copied(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    _run(qtbot, window)

    window.save_session(tmp_path / "c.autodiscope")
    assert "none could be written" in window.complaint.text
    engine.log = tmp_path / "gone.autodiscope"
    window.save_session(tmp_path / "c.autodiscope")

    qtbot.waitUntil(lambda: "cannot be saved" in window.complaint.text)


def test_trouble_with_the_session_log_is_told(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)

    engine.tell("The disk is full.")

    qtbot.waitUntil(lambda: window.complaint.text == "The disk is full.")


def test_a_defect_in_the_engine_is_told_and_the_window_stays(
    qtbot: QtBot, open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threading.excepthook", lambda _: None)
    engine = FakeEngine(found())
    engine.defect = ZeroDivisionError()
    window = open_window(engine)

    _run(qtbot, window)

    assert "defect of the program" in window.complaint.text
    assert window.form.start.isEnabled()


def test_about_opens_a_box_that_does_not_block(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(FakeEngine())

    window.menus.about.trigger()
    (box,) = window.findChildren(QMessageBox)
    qtbot.waitUntil(box.isVisible)

    box.close()


def test_every_widget_that_takes_the_focus_has_a_name_to_be_spoken(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(under_way())
    engine.prompt = consent()
    window = open_window(engine)
    _type_and_start(window)
    qtbot.waitUntil(window.question.isVisible)
    nameless = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        # The list of a combo box is a window of its own, and named by the box.
        and widget.window() is window
        # A bar of tabs speaks the tab in front, where there is one.
        and not (widget.accessibleName() or _spoken_name(widget))
    ]

    assert nameless == []
    assert window.tree_panel.accessibleName()
    with qtbot.waitSignal(window._feed.ended):
        window.cancel()


def _spoken_name(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def test_keys_are_where_people_look_for_them(open_window: OpenWindow) -> None:
    menus = open_window(FakeEngine()).menus

    keys = {
        action.shortcut().toString()
        for action in (menus.open, menus.start, menus.cancel, menus.copy_all)
    }
    assert keys == {"Ctrl+O", "F5", "Esc", "Ctrl+Shift+C"}


def test_the_threads_of_chores_are_waited_for(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(FakeEngine())
    monkeypatch.setattr(EngineThread, "join", lambda *_: False)

    assert not window.stop(0)
    monkeypatch.undo()
