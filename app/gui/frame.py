"""The program's frame on the screen: painted before anything else is loaded, then filled.

Nothing is imported here but what a bare window needs: not even Qt's namespace `Qt`, whose
enumerations take as long to make as all of this.
"""

import sys
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QEventLoop, QRect, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from app import __version__
from app.gui.pictures import program_icon
from app.gui.settings import VERSION, settings

if TYPE_CHECKING:
    from app.gui.remembered import Remembered
    from app.gui.window import Window

TITLE: Final = "Autodiscope"
WIDTH, HEIGHT = 1180, 760
TITLE_BAR: Final = 40
"""Pixels that the system's frame takes at most, which Qt knows only once it is there."""
PICTURE: Final = 96
"""Pixels of the program's icon in the middle, until there is more to see."""
LONGEST_MS: Final = 500
"""So long the painting is waited for: a window that begins as an icon is painted by nobody."""


class Frame(QMainWindow):
    """Holds the window, and its place on the screen from one start to the next.

    Signals:
        painted: it is on the screen for the first time.
    """

    painted = Signal()

    def __init__(self, geometry: QByteArray | None = None) -> None:
        """`geometry` is where it was the last time."""
        super().__init__()
        self._window: Window | None = None
        self._remembered: Remembered | None = None
        self._is_painted = False
        self.setWindowTitle(TITLE)
        self._fit()
        self._restore(geometry or QByteArray())

    def show_at_once(self) -> None:
        """Show it, and come back when it is painted."""
        loop = QEventLoop()
        self.painted.connect(loop.quit)
        QTimer.singleShot(LONGEST_MS, loop, loop.quit)
        self.show()
        loop.exec()

    def fill(self, window: "Window", remembered: "Remembered") -> None:
        """Put the window in, whose title and whose end are the frame's from now on."""
        self._window, self._remembered = window, remembered
        self.setWindowTitle(window.windowTitle())
        window.windowTitleChanged.connect(self.setWindowTitle)
        window.closed.connect(self.close)
        self.setCentralWidget(window)
        window.show()
        # Qt gives the first field the focus where a window is shown; this one is so already.
        window.form.address.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._window is None:
            place = QRect(0, 0, PICTURE, PICTURE)
            place.moveCenter(self.rect().center())
            program_icon().paint(QPainter(self), place)
        if not self._is_painted:
            self._is_painted = True
            # What is painted is shown after this event.
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._window is not None and self._remembered is not None:
            self._remembered.geometry = self.saveGeometry()
            self._window.close()
        event.accept()

    def _fit(self) -> None:
        """Be no larger than the screen: on a small one the status line would lie below its end."""
        room = QGuiApplication.primaryScreen().availableGeometry()
        self.resize(min(WIDTH, room.width()), min(HEIGHT, room.height() - TITLE_BAR))

    def _restore(self, geometry: QByteArray) -> None:
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            return
        frame = self.frameGeometry()
        screens = [one.availableGeometry() for one in QGuiApplication.screens()]
        # Qt looks at this, too; but a title bar out of reach would be the end of the window.
        if screens and not any(one.contains(frame.topLeft()) for one in screens):
            self.move(screens[0].topLeft())


def begin() -> Frame:
    """Begin the program: make the application, and have its frame painted."""
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("autodiscope")
    application.setApplicationDisplayName(TITLE)
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("autodiscope")
    application.setWindowIcon(program_icon())
    kept = settings()
    if kept.value("appearance"):
        # It alone needs the namespace of Qt.
        from app.gui.appearance import kept_appearance, take_appearance

        take_appearance(kept_appearance())
    place = kept.value("window/geometry") if kept.value("window/version") == str(VERSION) else None
    # It lives as long as the application: whatever has no parent goes with its last name.
    frame = Frame(place if isinstance(place, QByteArray) else None)
    frame.show_at_once()
    return frame
