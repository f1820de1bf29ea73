"""Light and dark: chosen in the menu, taken at once, kept, and drawn by everything on show."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from app.gui import appearance
from app.gui.appearance import Appearance, AppearanceMenu, kept_appearance, take_appearance
from app.gui.settings import settings


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    settings().clear()
    yield
    settings().clear()


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[Appearance]:
    """What the window was told to look like: without a screen Qt takes no notice."""
    told: list[Appearance] = []
    monkeypatch.setattr(appearance, "take_appearance", told.append)
    return told


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    return made


def opened(qtbot: QtBot, window: QMainWindow) -> AppearanceMenu:
    menu = AppearanceMenu(window)
    window.menuBar().addMenu(menu)
    window.show()
    menu.popup(window.pos())
    qtbot.waitUntil(menu.isVisible)
    return menu


def checked(menu: AppearanceMenu) -> list[str]:
    return [one.text() for one in menu.actions() if one.isChecked()]


def test_the_system_decides_until_somebody_chooses(qtbot: QtBot, window: QMainWindow) -> None:
    assert kept_appearance() is Appearance.SYSTEM
    assert checked(opened(qtbot, window)) == ["&System"]


def test_a_choice_is_taken_at_once_and_kept(
    qtbot: QtBot, window: QMainWindow, taken: list[Appearance]
) -> None:
    menu = opened(qtbot, window)

    QTest.keyClick(menu, Qt.Key.Key_D)

    assert taken == [Appearance.DARK]
    assert kept_appearance() is Appearance.DARK
    assert checked(opened(qtbot, window)) == ["&Dark"]


def test_what_is_kept_and_not_known_is_the_systems() -> None:
    settings().setValue("appearance", "purple")

    assert kept_appearance() is Appearance.SYSTEM


@pytest.mark.parametrize("chosen", list(Appearance))
def test_qt_is_told_the_scheme(chosen: Appearance, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Qt.ColorScheme] = []

    class Hints:
        def setColorScheme(self, scheme: Qt.ColorScheme) -> None:  # noqa: N802 - Qt's name
            told.append(scheme)

    monkeypatch.setattr(QGuiApplication, "styleHints", Hints)

    take_appearance(chosen)

    assert [one.name.lower() for one in told] == [
        "unknown" if chosen is Appearance.SYSTEM else chosen.value
    ]


def test_the_settings_lie_in_the_users_own_folder(tmp_path: Path) -> None:
    assert settings().fileName().endswith("settings.ini")
