"""Where each window beside the main one stands, and how large it is."""

from typing import Final

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from app.gui.settings import settings

# Functions, to be called by the window's own hideEvent: a filter of its events would still be
# called while the window is being destroyed.


AROUND: Final = QSize(16, 48)
"""Of the screen: for the frame of a window and its title."""


def give_size(window: QWidget, width: int, height: int) -> None:
    """Make a window as large as it likes to be, or as large as the screen has room for."""
    room = window.screen().availableSize() - AROUND
    window.resize(QSize(width, height).boundedTo(room))


def put_back(window: QWidget, name: str) -> None:
    """Put a window back to its place, by the name that the place is kept by."""
    value = settings().value(f"places/{name}")
    if isinstance(value, QByteArray):
        # What is no place, or on a screen that is gone, Qt puts right.
        window.restoreGeometry(value)


def keep_place(window: QWidget, name: str, event: QHideEvent) -> None:
    """Keep the place of a window that goes, by whatever way; not of one that becomes an icon."""
    if not event.spontaneous():
        settings().setValue(f"places/{name}", window.saveGeometry())
