"""Where each window beside the main one was the last time, and how large."""

from PySide6.QtCore import QByteArray, QEvent, QObject
from PySide6.QtWidgets import QWidget

from app.gui.settings import settings


class Place(QObject):
    """Puts a window back to its place, and keeps that when it goes."""

    _name = ""
    """A window that is destroyed while it is on show goes, too: Python has emptied this by then."""

    def __init__(self, window: QWidget, name: str) -> None:
        """`name` is what the place is kept by; the window has its usual size already."""
        super().__init__(window)
        self._name = name
        value = settings().value(f"places/{name}")
        if isinstance(value, QByteArray):
            # What is no place, or on a screen that is gone, Qt puts right.
            window.restoreGeometry(value)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A dialog that is closed by Escape has no close event.
        is_over = event.type() == QEvent.Type.Hide and not event.spontaneous()
        if is_over and self._name and isinstance(watched, QWidget):
            settings().setValue(f"places/{self._name}", watched.saveGeometry())
        return False
