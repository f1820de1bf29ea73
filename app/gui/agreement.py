"""Asks for a yes before something is done that somebody may not want."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

CANCEL = QMessageBox.StandardButton.Cancel
QUESTION, WARNING = QMessageBox.Icon.Question, QMessageBox.Icon.Warning


def ask_to_destroy(
    parent: QWidget,
    title: str,
    question: str,
    yes: str,
    act: Callable[[], object],
    *,
    icon: QMessageBox.Icon = QUESTION,
) -> None:
    """Ask, and act after a yes, which cannot be taken back: Enter alone is none."""
    box = QMessageBox(icon, title, question, CANCEL, parent)
    button = box.addButton(yes, QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(CANCEL)
    _open(box, button, act)


def ask_to_go_on(
    parent: QWidget, title: str, question: str, yes: str, act: Callable[[], object]
) -> None:
    """Ask, and act after a yes, which destroys nothing: Enter is one."""
    box = QMessageBox(QUESTION, title, question, CANCEL, parent)
    button = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(button)
    _open(box, button, act)


def _open(box: QMessageBox, button: QPushButton, act: Callable[[], object]) -> None:
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    button.clicked.connect(act)
    box.open()
