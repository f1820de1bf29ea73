"""Where things stand: what is always there in a column, the sessions below it or side by side."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.gui.frame import MARGINS


def side_by_side() -> QSplitter:
    """Give a place for a session, and for another one beside it."""
    made = QSplitter(Qt.Orientation.Horizontal)
    made.setChildrenCollapsible(False)
    return made


def pages(welcome: QWidget, sessions: QWidget) -> QStackedWidget:
    """Give two pages: that of an empty tab, and the sessions."""
    made = QStackedWidget()
    made.addWidget(welcome)
    made.addWidget(sessions)
    return made


def column(widgets: Sequence[QWidget], below: QWidget) -> QWidget:
    """Give one widget with these below each other; the last one takes the room that is left."""
    made = QWidget()
    fill_column(made, widgets, below).setContentsMargins(*MARGINS)
    return made


def fill_column(made: QWidget, widgets: Sequence[QWidget], below: QWidget) -> QVBoxLayout:
    """Lay these out below each other in a widget; the last one takes the room that is left."""
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addWidget(below, stretch=1)
    return layout
