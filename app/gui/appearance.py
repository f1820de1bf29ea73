"""Light or dark: after the system, or as chosen in the menu; taken at once, and kept."""

from enum import StrEnum
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QActionGroup, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from app.gui.settings import settings
from app.wording.language import _

_KEY: Final = "appearance"


class Appearance(StrEnum):
    """What the window looks like."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


_SCHEMES: Final = {
    Appearance.SYSTEM: Qt.ColorScheme.Unknown,
    Appearance.LIGHT: Qt.ColorScheme.Light,
    Appearance.DARK: Qt.ColorScheme.Dark,
}


def kept_appearance() -> Appearance:
    """Give what was chosen; the system's where nothing was, or nothing that is known."""
    kept = str(settings().value(_KEY, ""))
    return Appearance(kept) if kept in set(Appearance) else Appearance.SYSTEM


def take_appearance(appearance: Appearance) -> None:
    """Look so from now on; every palette changes, and with it what is drawn."""
    QGuiApplication.styleHints().setColorScheme(_SCHEMES[appearance])


class AppearanceMenu(QMenu):
    """The choice between the system's, light and dark."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("&Appearance"), parent)
        group = QActionGroup(self)
        kept = kept_appearance()
        titles = {
            Appearance.SYSTEM: _("&System"),
            Appearance.LIGHT: _("&Light"),
            Appearance.DARK: _("&Dark"),
        }
        for appearance, title in titles.items():
            action = self.addAction(title)
            action.setCheckable(True)
            action.setChecked(appearance is kept)
            action.triggered.connect(lambda _checked, chosen=appearance: _choose(chosen))
            group.addAction(action)


def _choose(appearance: Appearance) -> None:
    settings().setValue(_KEY, appearance.value)
    take_appearance(appearance)
