"""Where things stand in the window: what is always there in a column, the sessions below it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget


def pages(welcome: QWidget, sessions: Sequence[QWidget]) -> QStackedWidget:
    """Give two pages: the empty window's, and the sessions beside each other."""
    beside = QSplitter(Qt.Orientation.Horizontal)
    beside.setChildrenCollapsible(False)
    for session in sessions:
        beside.addWidget(session)
    beside.setSizes([1_000 for _ in sessions])
    made = QStackedWidget()
    made.addWidget(welcome)
    made.addWidget(beside)
    return made


def column(widgets: Sequence[QWidget], below: QWidget) -> QWidget:
    """Give one widget with these below each other; the last one takes the room that is left."""
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(12, 10, 12, 4)
    layout.setSpacing(8)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addWidget(below, stretch=1)
    return made
