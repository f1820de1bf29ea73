"""Every window and dialog that the menus open, opened as a person opens them."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QMenu, QWidget
from pytestqt.qtbot import QtBot

import app.gui
from app.gui.window import Window
from tests.gui.hands import bare, choose, give_back, leave, opened


def window_kinds() -> set[type[QWidget]]:
    """Give every kind of window and dialog that the program has."""
    modules = pkgutil.walk_packages(app.gui.__path__, f"{app.gui.__name__}.")
    values = [
        one for module in modules for one in vars(importlib.import_module(module.name)).values()
    ]
    return {
        one
        for one in values
        if isinstance(one, type)
        and one.__module__.startswith("app.gui")
        and issubclass(one, QWidget)
        and (issubclass(one, QDialog | QMainWindow) or one.__name__.endswith("Window"))
    }


def opening(window: Window) -> list[tuple[str, QAction]]:
    """Give the entries of the menus that open a window, each with the title of its menu."""
    menus = window.menus
    # The system's own dialogs, and a panel in the window itself.
    others = {menus.open, menus.save, menus.export, menus.export_masked, menus.both}
    # They have no dots: what they open asks for nothing.
    plain = {menus.contents, menus.keys, menus.about}
    return [
        (bare(above.text()), action)
        for above in menus.actions()
        for action in _entries(above)
        if action not in others and (action.text().endswith("…") or action in plain)
    ]


def _entries(above: QAction) -> list[QAction]:
    menu = above.menu()
    return menu.actions() if isinstance(menu, QMenu) else []


def each_window(qtbot: QtBot, window: Window) -> Iterator[QWidget]:
    """Open each from its menu, and close it by Esc again."""
    for title, action in opening(window):
        give_back(window)
        shown = opened(qtbot, _choosing(window, title, bare(action.text())))
        give_back(shown)
        yield shown
        leave(shown)
        QApplication.processEvents()


def _choosing(window: Window, title: str, entry: str) -> Callable[[], None]:
    return lambda: choose(window, title, entry)
