"""The language of the window, and that it is kept."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMainWindow
from pytestqt.qtbot import QtBot

from app.gui.language import LanguageMenu, keep_language, speak_in
from app.gui.settings import kept_language, settings
from app.wording.language import ENGLISH, language, speaking


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    settings().clear()
    with speaking(ENGLISH):
        yield
    settings().clear()


@pytest.fixture
def english_again(qapp: QApplication) -> Iterator[None]:
    yield
    for translator in qapp.findChildren(QTranslator):
        QCoreApplication.removeTranslator(translator)
        translator.deleteLater()


def test_the_system_speaks_until_somebody_chooses(qapp: QApplication) -> None:
    speak_in(qapp, "")

    assert (kept_language(), language()) == ("", ENGLISH)


@pytest.mark.usefixtures("english_again")
def test_a_choice_in_the_menu_is_kept_and_spoken_from_the_next_start(
    qtbot: QtBot, qapp: QApplication
) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    menu = LanguageMenu(window)
    window.menuBar().addMenu(menu)
    window.show()
    menu.popup(window.pos())
    qtbot.waitUntil(menu.isVisible)

    for key in (Qt.Key.Key_Up, Qt.Key.Key_Return):
        QTest.keyClick(menu, key)

    assert [one.text() for one in menu.actions() if one.isChecked()] == ["Deutsch"]
    assert (kept_language(), language()) == ("de", ENGLISH)
    again = LanguageMenu(window)
    assert [one.text() for one in again.actions() if one.isChecked()] == ["Deutsch"]
    speak_in(qapp, "")
    assert language() == "de"


@pytest.mark.usefixtures("english_again")
def test_qt_speaks_german_with_the_window(qtbot: QtBot, qapp: QApplication) -> None:
    speak_in(qapp, "de")

    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "Abbrechen"


def test_what_is_given_wins_over_what_is_kept(qapp: QApplication) -> None:
    keep_language("de")

    speak_in(qapp, ENGLISH)

    assert language() == ENGLISH


@pytest.mark.parametrize("kept", ["tlh", "", 7])
def test_settings_that_somebody_broke_are_the_systems_language(kept: object) -> None:
    settings().setValue("language", kept)

    assert kept_language() == ""
