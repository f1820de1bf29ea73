"""The Certificate plan, as a person reads and copies it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMessageBox, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.certificates.planner import certificate_plan
from app.domain.deployment import Method
from app.domain.session import Session
from app.export import as_plan
from app.gui.panels.labels import PlainLabel
from app.gui.plan_window import MethodPage, PlanWindow
from tests.certificates.planner.sessions import AUTODISCOVER, MAIL, Story, certificate, exch, expr
from tests.gui.conftest import OpenWindow
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import choose, click, click_tab, leave, press, run


def session(name: str = AUTODISCOVER) -> Session:
    return Story().https(AUTODISCOVER, certificate(name)).settings(exch(MAIL), expr(MAIL)).session()


@pytest.fixture
def window(qtbot: QtBot) -> PlanWindow:
    shown = session()
    plan = certificate_plan(shown)
    assert plan is not None
    made = PlanWindow(None)
    qtbot.addWidget(made)
    made.show_plan(plan, as_plan(shown))
    made.show()
    return made


def page(window: PlanWindow, title: str) -> MethodPage:
    at = next(at for at in range(window.tabs.count()) if window.tabs.tabText(at).startswith(title))
    click_tab(window.tabs, at)
    found = window.tabs.currentWidget()
    assert isinstance(found, MethodPage)
    return found


def test_the_recommended_method_comes_first(window: PlanWindow) -> None:
    titles = [window.tabs.tabText(at).replace("&", "") for at in range(window.tabs.count())]

    assert titles == ["Two (recommended)", "Check-list", "Names", "One", "Three", "SRV"]


def test_the_head_tells_what_outlook_anywhere_wants_in_the_certificate(window: PlanWindow) -> None:
    texts = [label.text() for label in window.findChildren(PlainLabel)]

    assert f"msstd:{MAIL}; the certificate of {MAIL} was not seen" in texts


def test_every_block_has_a_button_that_copies_it(window: PlanWindow) -> None:
    for title in ("One", "Three"):
        for view in page(window, title).blocks:
            click(view.copy)

            assert QGuiApplication.clipboard().text() == view.text.toPlainText()
            assert view.copy.accessibleName().startswith("Copy: ")


def test_a_block_is_copied_by_the_keyboard_too(window: PlanWindow) -> None:
    view = page(window, "One").blocks[0]
    view.copy.setFocus()
    press(view.copy, Qt.Key.Key_Space)

    assert QGuiApplication.clipboard().text().startswith("New-ExchangeCertificate")
    assert view.text.isReadOnly()
    assert view.text.tabChangesFocus()


def test_the_whole_plan_is_copied(window: PlanWindow) -> None:
    click(window.copy_all)

    assert QGuiApplication.clipboard().text() == as_plan(session())


def test_the_check_list_shows_each_method_tick_by_tick(window: PlanWindow) -> None:
    lines = {line[0]: line[1:] for line in window.checks.texts()}

    ticks = lines["certificate at autodiscover. has autodiscover."]
    assert ticks[:4] == ["yes", "yes", "-", "-"]
    assert ticks[4].startswith(f"the certificate of {AUTODISCOVER} holds the name (event ")
    assert len(lines) == 11


def test_each_name_is_listed_with_its_uses(window: PlanWindow) -> None:
    hosts = [line[0] for line in window.names.texts()]

    assert hosts == [AUTODISCOVER, MAIL]


def test_another_plan_takes_the_place_of_the_first(window: PlanWindow) -> None:
    other = session(MAIL)
    plan = certificate_plan(other)
    assert plan is not None
    window.show_plan(plan, as_plan(other))

    assert window.tabs.count() == 2 + len(Method)
    assert "no" in {line[1] for line in window.checks.texts()}


def test_hostile_names_are_shown_as_plain_text(qtbot: QtBot) -> None:
    story = Story(joined=True).points(("<b>x</b>", "https://<img>/"))
    shown = story.settings(("EXPR", [("Server", "<b>mail</b>\x1b")])).session()
    plan = certificate_plan(shown)
    assert plan is not None
    made = PlanWindow(None)
    qtbot.addWidget(made)
    made.show_plan(plan, as_plan(shown))

    labels = [one for one in made.findChildren(QLabel) if one.text()]
    assert all(one.textFormat() is Qt.TextFormat.PlainText for one in labels)
    texts = [one.toPlainText() for one in made.findChildren(QPlainTextEdit)]
    assert not any("\x1b" in text for text in texts)


def test_the_menu_shows_the_plan_of_the_session_on_show(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    main = open_window(FakeEngine(Story().lacks(AUTODISCOVER).records_so_far))
    run(qtbot, main)
    choose(main, "Tools", "Certificate plan…")

    assert main.tools.plan.isVisible()
    assert main.tools.plan.tabs.tabText(0) == "One (recommended)"


def test_without_a_session_there_is_nothing_to_plan(open_window: OpenWindow) -> None:
    main = open_window(FakeEngine())
    choose(main, "Tools", "Certificate plan…")

    (box,) = main.findChildren(QMessageBox)
    assert box.text() == "There is nothing to plan yet: run, or open a session, first."
    assert not main.tools.plan.isVisible()
    leave(box)
