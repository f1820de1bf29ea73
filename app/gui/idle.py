"""Does what can wait, piece by piece, whenever the window has nothing else to do."""

from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QObject, QTimer


class Idle(QObject):
    """Between two pieces whatever the user does comes first; so each piece is short."""

    def __init__(self, pieces: Iterable[Callable[[], object]], parent: QObject) -> None:
        super().__init__(parent)
        self._pieces: Iterator[Callable[[], object]] = iter(pieces)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        self._timer.start()

    def stop(self) -> None:
        """Do no more of it."""
        self._timer.stop()

    def _go_on(self) -> None:
        piece = next(self._pieces, None)
        if piece is None:
            self._timer.stop()
        else:
            piece()
