"""What a run brought, also as Outlook's own dialog words it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.models.service_table import ServiceTable
from app.gui.panels.results import ResultsTabs
from app.gui.panels.services import ServicesPanel
from tests.gui.hands import click, press
from tests.support import played_runs
from tests.support.played_runs import session_of


@pytest.fixture
def tabs(qtbot: QtBot) -> ResultsTabs:
    made = ResultsTabs(ServicesPanel(ServiceTable()))
    qtbot.addWidget(made)
    return made


def test_nothing_is_shown_before_there_is_something(tabs: ResultsTabs) -> None:
    assert not tabs.isVisible()


def test_the_tabs_have_outlooks_results_log_and_xml(tabs: ResultsTabs) -> None:
    tabs.show_session(session_of(played_runs.found()))

    assert [tabs.tabText(at) for at in range(tabs.count())] == [
        "Service URLs",
        "Results",
        "Log",
        "XML",
        "Note",
    ]
    assert tabs.results.toPlainText().startswith("Autoconfiguration has started")
    assert "SMTP=ann@contoso.example" in tabs.log.toPlainText()


def test_a_tab_is_reached_by_keyboard_and_copied_whole(tabs: ResultsTabs) -> None:
    tabs.show_session(session_of(played_runs.found()))
    assert not tabs.copy_text.isVisible()

    tabs.tabBar().setFocus()
    press(tabs.tabBar(), Qt.Key.Key_Right)
    press(tabs.tabBar(), Qt.Key.Key_Right)
    click(tabs.copy_text)

    assert QApplication.clipboard().text() == tabs.log.toPlainText()


def test_the_next_session_begins_with_empty_tabs(tabs: ResultsTabs) -> None:
    tabs.show_session(session_of(played_runs.found()))

    tabs.start_anew()

    assert not tabs.isVisible()
    assert (tabs.results.toPlainText(), tabs.log.toPlainText()) == ("", "")
    assert tabs.xml.toPlainText() == ""


def test_without_settings_there_is_no_list_of_services(tabs: ResultsTabs) -> None:
    tabs.show_session(session_of(played_runs.not_found()))

    assert not tabs.isTabVisible(0)
    assert tabs.currentWidget() is tabs.results
    assert tabs.copy_text.isVisible()
