"""Takes files that are dropped onto the window."""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

ARRIVING = (QEvent.Type.DragEnter, QEvent.Type.DragMove)


class FileDrops(QObject):
    """Whatever else is dropped is left to others.

    Signals:
        dropped(paths): these files.
    """

    dropped = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Each of these events is a drop event to Qt, too.
        if not isinstance(event, QDropEvent):
            return super().eventFilter(watched, event)
        files = _files(event.mimeData())
        if not files:
            return False
        event.acceptProposedAction()
        if event.type() not in ARRIVING:
            self.dropped.emit(files)
        return True


def _files(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
