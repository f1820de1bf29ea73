"""Where each window beside the main one was the last time, and how large."""

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from app.gui.settings import settings

# Functions, to be called by the window's own hideEvent: a filter of its events would still be
# called while the window is being destroyed.


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
