"""What a person does with mouse and keyboard, as real events."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.gui.window import Window
from tests.gui.values import ADDRESS


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def type_into(widget: QWidget, text: str) -> None:
    QTest.keyClicks(widget, text)


def press(widget: QWidget, keys: Qt.Key | QKeySequence | str) -> None:
    QTest.keySequence(widget, QKeySequence(keys))


def type_and_start(window: Window, address: str = ADDRESS) -> None:
    type_into(window.form.address, address)
    click(window.form.start)


def run(qtbot: QtBot, window: Window) -> None:
    """Run to the end of what the engine plays."""
    with qtbot.waitSignal(window.session_ended):
        type_and_start(window)


def select(window: Window, kind: type) -> int:
    """Select the first row of that kind, and give its number."""
    number = next(
        row.number for row in window.tab.tree.session.rows if isinstance(row.subject, kind)
    )
    window.tab.tree_panel.setCurrentIndex(window.tab.tree.index_of(number))
    return number
