"""Trying services again from the window: by mouse and keyboard, with credentials asked anew."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QScrollArea
from pytestqt.qtbot import QtBot

from app.domain.conditions import Conditions, Continued
from app.domain.events import Recorded, RunStarted, SettingsChosen
from app.domain.repeat import repeat_of
from app.domain.rows import ServicesState, ServiceState, StepState
from app.domain.settings import ProtocolSettings, Scope, Service, ServiceUrl
from app.gui.models.service_table import Column
from app.gui.panels.again import AgainDialog
from app.gui.panels.service import ServicePanel
from app.gui.window import Window
from tests.gui.conftest import OpenWindow
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import (
    choose,
    choose_at,
    choose_here,
    click,
    click_index,
    open_log,
    paste_into,
    press,
    run,
    select,
    select_row,
    tick,
    type_into,
)
from tests.gui.recordings import found, under_way
from tests.gui.test_window_secrets import shown
from tests.gui.values import ADDRESS, STARTED_AT
from tests.support.canary import PASSWORD, traces

LOG = Path("/home/ann/logs/run.autodiscope")


@pytest.fixture
def engine() -> FakeEngine:
    made = FakeEngine(found())
    made.log = LOG
    return made


@pytest.fixture
def window(engine: FakeEngine, qtbot: QtBot, open_window: OpenWindow) -> Window:
    made = open_window(engine)
    run(qtbot, made)
    return made


def dialog_of(window: Window) -> AgainDialog:
    return next(one for one in window.findChildren(AgainDialog) if one.isVisible())


def agree(qtbot: QtBot, window: Window, dialog: AgainDialog) -> FakeEngine:
    """Press Try again, and give the engine of the tab that comes."""
    with qtbot.waitSignal(window.session_ended):
        click(dialog.again)
    engine = window.tab.engine
    assert isinstance(engine, FakeEngine)
    return engine


def test_f9_asks_for_credentials_and_tries_all_services(
    qtbot: QtBot, engine: FakeEngine, window: Window
) -> None:
    press(window, Qt.Key.Key_F9)
    dialog = dialog_of(window)
    assert dialog.username.text() == ADDRESS
    assert dialog.password.text() == ""
    type_into(dialog.password, "hunter2")
    engine = agree(qtbot, window, dialog)

    assert engine.repeat
    assert engine.repeat.continues == Continued(log="run.autodiscope", started_at=STARTED_AT)
    assert {one.scope for one in engine.repeat.services} == set(Scope)
    assert engine.password
    assert engine.password.reveal() == "hunter2"
    assert engine.options
    # Its own run made sure of the host that gave the settings.
    assert (engine.options.username, engine.options.consent) == (ADDRESS, "allow")
    assert engine.options.address == ""


def test_the_context_menu_of_a_service_tries_that_one(
    qtbot: QtBot, engine: FakeEngine, window: Window
) -> None:
    number = select(window, ServiceState)
    subject = window.tab.tree.session.row(number).subject
    assert isinstance(subject, ServiceState)
    panel = window.tab.view.tree_panel
    panel.scrollTo(window.tab.tree.index_of(number))
    at = panel.visualRect(window.tab.tree.index_of(number)).center()

    choose_at(panel.viewport(), at, "Try this service again…")
    engine = agree(qtbot, window, dialog_of(window))

    assert engine.repeat
    assert engine.repeat.services == (subject.service_url,)


def test_a_heading_stands_for_the_services_below_it(
    qtbot: QtBot, engine: FakeEngine, window: Window
) -> None:
    select(window, ServicesState)
    choose_here(window.tab.view.tree_panel, "Try this service again…")
    engine = agree(qtbot, window, dialog_of(window))

    assert engine.repeat
    assert {one.scope for one in engine.repeat.services} == {Scope.INTERNAL}


def test_any_other_row_offers_all_services_alone(window: Window) -> None:
    select(window, StepState)
    section = window.tab.view.tree_section

    assert not section.again.isEnabled()
    assert section.all_again.isEnabled()


@pytest.mark.parametrize(
    ("column", "scopes"),
    [
        (Column.INSIDE, {Scope.INTERNAL}),
        (Column.OUTSIDE, {Scope.EXTERNAL}),
        (Column.INSIDE_VERDICT, {Scope.INTERNAL}),
        (Column.OUTSIDE_VERDICT, {Scope.EXTERNAL}),
        (Column.SERVICE, set(Scope)),
    ],
)
def test_the_list_of_urls_tries_what_is_selected(
    column: Column, scopes: set[Scope], qtbot: QtBot, engine: FakeEngine, window: Window
) -> None:
    panel = window.tab.view.services_panel
    assert not panel.again.isEnabled()
    click_index(panel.view, window.tab.view.services.index(0, column))
    choose_here(panel.view, "Try this service again…")
    engine = agree(qtbot, window, dialog_of(window))

    assert engine.repeat
    assert {one.service for one in engine.repeat.services} == {Service.AVAILABILITY}
    assert {one.scope for one in engine.repeat.services} == scopes


def test_the_button_at_the_list_tries_all(qtbot: QtBot, engine: FakeEngine, window: Window) -> None:
    click(window.tab.view.services_panel.all_again)
    engine = agree(qtbot, window, dialog_of(window))

    assert engine.repeat
    assert engine.password is None


def test_without_signing_in_what_was_typed_goes_nowhere(
    qtbot: QtBot, engine: FakeEngine, window: Window
) -> None:
    press(window, Qt.Key.Key_F9)
    dialog = dialog_of(window)
    type_into(dialog.password, "hunter2")
    tick(dialog.current_user)
    dialog.anonymous.setFocus()
    QTest.keyClick(dialog.anonymous, Qt.Key.Key_Space)
    assert not dialog.password.isEnabled()
    engine = agree(qtbot, window, dialog)

    assert engine.options
    assert (engine.options.sign_in, engine.options.current_user) == (False, False)
    assert engine.password is None


def test_cancel_tries_nothing(engine: FakeEngine, window: Window) -> None:
    press(window, Qt.Key.Key_F9)
    dialog = dialog_of(window)
    buttons = dialog.findChild(QDialogButtonBox)
    assert isinstance(buttons, QDialogButtonBox)
    click(buttons.button(QDialogButtonBox.StandardButton.Cancel))

    assert engine.repeat is None


def test_nothing_is_offered_without_services_or_while_a_run_is_under_way(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(under_way())
    window = open_window(engine)
    assert not window.menus.services_again.isEnabled()
    assert not window.tab.view.services_panel.all_again.isEnabled()
    run(qtbot, window)
    assert not window.menus.services_again.isEnabled()

    engine.records = found()
    engine.hangs = True
    with qtbot.waitSignal(window.session_began):
        click(window.form.start)
    assert not window.menus.services_again.isEnabled()
    press(window, Qt.Key.Key_F9)
    assert not window.findChildren(AgainDialog)
    with qtbot.waitSignal(window.session_ended):
        click(window.form.cancel)
    assert window.menus.services_again.isEnabled()


def told(conditions: Conditions | None = None, url: str = "") -> list[Recorded]:
    first, *others = found()
    assert isinstance(first.event, RunStarted)
    begun = replace(first, event=replace(first.event, conditions=conditions))
    return [
        begun,
        *(
            replace(one, event=replace(one.event, url=url))
            if url and isinstance(one.event, SettingsChosen)
            else one
            for one in others
        ),
    ]


def test_an_opened_log_says_what_holds_again_and_what_has_to_be_given(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    kept = Conditions(
        username="CONTOSO\\ann",
        current_user=True,
        resolvers=("10.1.2.53",),
        trust_files=("corp.pem",),
    )
    engine = FakeEngine(told(kept))
    window = open_window(engine)
    with qtbot.waitSignal(window.session_ended):
        open_log(window, LOG)

    press(window, Qt.Key.Key_F9)
    dialog = dialog_of(window)

    assert dialog.username.text() == "CONTOSO\\ann"
    assert dialog.current_user.isChecked()
    remarks = dialog._remarks.text()
    assert "As in that run: Asks the DNS servers: 10.1.2.53." in remarks
    assert "corp.pem" in remarks
    assert "https://exch01.contoso.local/EWS/Exchange.asmx" in dialog._what.text()
    assert not dialog.allows_giver.isVisible()
    engine = agree(qtbot, window, dialog)
    assert engine.options
    assert (engine.options.current_user, engine.options.consent) == (True, "deny")


@pytest.mark.parametrize("is_allowed", [True, False])
def test_a_host_of_another_domain_gets_the_password_only_by_a_tick(
    is_allowed: bool, qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(told(url="https://mail.hoster.example/autodiscover.xml"))
    window = open_window(engine)
    with qtbot.waitSignal(window.session_ended):
        open_log(window, LOG)
    press(window, Qt.Key.Key_F9)
    dialog = dialog_of(window)
    assert dialog.allows_giver.isVisible()
    assert "mail.hoster.example" in dialog.allows_giver.text()
    assert not dialog.allows_giver.isChecked()
    if is_allowed:
        dialog.allows_giver.setFocus()
        QTest.keyClick(dialog.allows_giver, Qt.Key.Key_Space)
    engine = agree(qtbot, window, dialog)

    assert engine.options
    assert engine.options.consent == ("allow" if is_allowed else "deny")
    # What came of it is a session whose giver is known, or still is not.
    choose(window, "Run", "Try services again…")
    assert dialog_of(window).allows_giver.isVisible() is not is_allowed


def test_practice_offers_the_scenarios_own_password(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(told(Conditions(scenario="expired", username="ann")))
    window = open_window(engine)
    click(window.form.more)
    type_into(window.form.further.network.resolvers, "10.9.9.9")
    with qtbot.waitSignal(window.session_ended):
        choose(window, "Practice", "Expired certificate")
    press(window, Qt.Key.Key_F9)
    dialog = dialog_of(window)
    assert dialog.password.placeholderText() == "the scenario's own"
    engine = agree(qtbot, window, dialog)

    assert engine.repeat
    assert engine.repeat.conditions.scenario == "expired"
    assert engine.options
    assert engine.options.resolvers == ()


def test_title_and_tree_name_the_run_that_is_continued(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    first, *others = found()
    assert isinstance(first.event, RunStarted)
    continues = Continued(log="run.autodiscope", started_at=STARTED_AT)
    records = [replace(first, event=replace(first.event, continues=continues)), *others]
    window = open_window(FakeEngine(records))
    run(qtbot, window)

    assert "continues the run of" in window.windowTitle()
    # A title is cut where it grows long.
    assert "(run.auto" in window.windowTitle()
    select(window, Continued)
    assert "Nothing was looked for" in window.tab.view.details.panel._text.text()  # type: ignore[attr-defined]


def test_the_session_from_outside_is_tried_again_in_the_window(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(found())
    beside = FakeEngine(found())
    beside.log = Path("outside.autodiscope")
    engine.beside = beside
    window = open_window(engine)
    type_into(window.form.address, ADDRESS)
    click(window.form.both)
    click(window.resolver.agree)
    qtbot.waitUntil(lambda: not window.tab.is_running)

    click(window.tab.both.pane.view.services_panel.all_again)
    engine = agree(qtbot, window, dialog_of(window))

    assert engine.repeat
    assert engine.repeat.continues.log == "outside.autodiscope"


def test_the_password_shows_nowhere(qtbot: QtBot, engine: FakeEngine, window: Window) -> None:
    press(window, Qt.Key.Key_F9)
    dialog = dialog_of(window)
    paste_into(dialog.password, PASSWORD)
    assert [traces(text) for text in shown() if traces(text)] == []
    engine = agree(qtbot, window, dialog)

    assert engine.password
    assert engine.password.reveal() == PASSWORD
    for text in (*shown(), repr(engine.options), repr(engine.password)):
        assert traces(text) == []


def test_outlook_anywhere_tells_the_name_that_it_wants_in_the_certificate(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    block = ProtocolSettings(
        type="EXPR",
        elements=(("Server", "mail.contoso.example"), ("CertPrincipalName", "msstd:other.example")),
    )
    url = ServiceUrl(
        service=Service.OUTLOOK_ANYWHERE,
        scope=Scope.EXTERNAL,
        protocol="EXPR",
        element="Server",
        url="https://mail.contoso.example/rpc/rpcproxy.dll",
    )
    records = [
        replace(
            one,
            event=replace(
                one.event,
                settings=replace(
                    one.event.settings,
                    protocols=(block,),
                    services=(url, *one.event.settings.services),
                ),
            ),
        )
        if isinstance(one.event, SettingsChosen)
        else one
        for one in found()
    ]
    window = open_window(FakeEngine(records))
    run(qtbot, window)

    def selected(service: Service) -> str:
        number = next(
            row.number
            for row in window.tab.tree.session.rows
            if isinstance(row.subject, ServiceState) and row.subject.service_url.service is service
        )
        select_row(window.tab.view.tree_panel, number)
        panel = window.tab.view.details.panel
        assert isinstance(panel, ServicePanel)
        return panel._principal.text()

    assert "msstd:other.example" in selected(Service.OUTLOOK_ANYWHERE)
    assert selected(Service.OOF) == ""


def test_what_is_told_of_many_services_scrolls_above_the_buttons(
    qtbot: QtBot, window: Window
) -> None:
    repeat = repeat_of(window.tab.tree.session, "run.autodiscope")
    assert repeat is not None
    not_again = [f"The option {number} of that run does not hold again." for number in range(60)]
    dialog = AgainDialog(window, repeat, "partner.example", not_again)
    dialog.show()
    qtbot.waitExposed(dialog)

    room = dialog.screen().availableSize()
    assert dialog.height() <= room.height()
    assert dialog.minimumSizeHint().height() <= room.height()
    assert dialog.again.visibleRegion().boundingRect() == dialog.again.rect()
    (around,) = dialog.findChildren(QScrollArea)
    assert around.verticalScrollBar().maximum() > 0
    assert around.horizontalScrollBar().maximum() == 0
    dialog.close()
