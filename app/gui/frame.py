"""The program's frame with the rows for entry: on the screen before all else is loaded.

Who types need not wait for the rest. What is wished meanwhile, by a button, a key or a menu, is
done once the window is there. Nothing is imported here but what this painting wants: not even Qt's
namespace `Qt`, whose enumerations take as long to make as all of this.
"""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QEventLoop, QRect, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QVBoxLayout, QWidget

from app import __version__
from app.gui.menu_titles import menu_titles
from app.gui.panels.entry_rows import EntryRows
from app.gui.pictures import program_icon
from app.gui.settings import VERSION, kept_language, settings
from app.wording.language import _, speak

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
MOST_EARLY: Final = 16
"""Wishes that are kept until the window is there."""
MARGINS: Final = (12, 10, 12, 4)
"""Of what stands in the frame."""
STATUS_MARGINS: Final = (10, 0, 10, 2)


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
        self._early: list[Callable[[Window], object]] = []
        self.rows = EntryRows()
        self.setWindowTitle(TITLE)
        self._lay_out()
        self._fit()
        self._restore(geometry or QByteArray())
        self.rows.address.setFocus()

    def show_at_once(self) -> None:
        """Show it, and come back when it is painted."""
        loop = QEventLoop()
        self.painted.connect(loop.quit)
        QTimer.singleShot(LONGEST_MS, loop, loop.quit)
        self.show()
        loop.exec()

    def live(self) -> bool:
        """Let whatever has come be done, between two pieces of work; tell whether to go on."""
        QApplication.processEvents()
        return self.isVisible()

    def settle(self) -> bool:
        """Wait until nothing is open in the rows to choose from, for it would go with their place.

        False where somebody has closed the frame.
        """
        while QApplication.activePopupWidget() is not None:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        return self.isVisible()

    def fill(self, make: "Callable[[EntryRows], Window]", remembered: "Remembered") -> "Window":
        """Put the window in, whose title and whose end are the frame's from now on.

        It is made with the rows that are on the screen; whoever is typing there goes on.
        """
        place = _Place(self.rows.focusWidget())
        self._window = window = make(self.rows)
        self._remembered = remembered
        self.setWindowTitle(window.windowTitle())
        window.windowTitleChanged.connect(self.setWindowTitle)
        window.closed.connect(self.close)
        for gone in (self.menuBar(), self.statusBar()):
            gone.hide()
            gone.deleteLater()
        self.setCentralWidget(window)
        window.show()
        place.take_up()
        for wish in self._early:
            wish(window)
        self._early.clear()
        return window

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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Only what the rows have no use for comes here; once there are menus, they know it.
        if self._window is None:
            self._note_key(event)
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._window is not None and self._remembered is not None:
            self._remembered.geometry = self.saveGeometry()
            self._window.close()
        event.accept()

    def _fit(self) -> None:
        """Be no larger than the screen: on a small one the status line would lie below its end."""
        room = QGuiApplication.primaryScreen().availableGeometry()
        self.resize(min(WIDTH, room.width()), min(HEIGHT, room.height() - TITLE_BAR))

    def _do_later(self, wish: "Callable[[Window], object]") -> None:
        if self._window is None and len(self._early) < MOST_EARLY:
            self._early.append(wish)
            text = _("This is done as soon as the rest of the program is loaded")
            self.statusBar().setContentsMargins(*STATUS_MARGINS)
            self.statusBar().showMessage(text)

    def _note_key(self, event: QKeyEvent) -> None:
        from PySide6.QtCore import Qt

        has_control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape:
            self._early.clear()
            self.statusBar().clearMessage()
        elif Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35 or (has_control and event.text()):
            keys = QKeySequence(event.keyCombination())
            self._do_later(lambda window: window.menus.press(keys))

    def _open_later(self, title: QAction) -> None:
        at = self.menuBar().actions().index(title)
        self._do_later(lambda window: window.menus.open_at(at))

    def _start_later(self) -> None:
        self._do_later(lambda window: window.starting.run_when_ready())

    def _run_both_later(self) -> None:
        self._do_later(lambda window: window.starting.ask_for_both())

    def _survey_later(self) -> None:
        self._do_later(lambda window: window.starting.survey())

    def _lay_out(self) -> None:
        # Methods, for a function that knows this frame would keep it.
        for title in menu_titles():
            self.menuBar().addAction(title)
        self.menuBar().triggered.connect(self._open_later)
        self.rows.start_wished.connect(self._start_later)
        self.rows.both_wished.connect(self._run_both_later)
        self.rows.survey_wished.connect(self._survey_later)
        place = QWidget()
        layout = QVBoxLayout(place)
        layout.setContentsMargins(*MARGINS)
        layout.addWidget(self.rows)
        layout.addStretch()
        self.setCentralWidget(place)

    def _restore(self, geometry: QByteArray) -> None:
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            return
        frame = self.frameGeometry()
        screens = [one.availableGeometry() for one in QGuiApplication.screens()]
        # Qt looks at this, too; but a title bar out of reach would be the end of the window.
        if screens and not any(one.contains(frame.topLeft()) for one in screens):
            self.move(screens[0].topLeft())


class _Place:
    """Where somebody works in the rows: what has moved within a window has lost it."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._cursor, self._start, self._length = 0, -1, 0
        if isinstance(widget, QLineEdit):
            self._cursor = widget.cursorPosition()
            self._start, self._length = widget.selectionStart(), widget.selectionLength()

    def take_up(self) -> None:
        """Be there again."""
        self._widget.setFocus()
        if not isinstance(self._widget, QLineEdit):
            return
        self._widget.setCursorPosition(self._cursor)
        if self._start < 0:
            return
        if self._cursor == self._start:
            # Selected from its end to its start.
            self._widget.setSelection(self._start + self._length, -self._length)
        else:
            self._widget.setSelection(self._start, self._length)


def begin(wished_language: str = "") -> Frame:
    """Begin the program: make the application, and have its frame painted.

    A language that is wished for goes before the one that is kept, and that before the system's,
    which is spoken already.
    """
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("autodiscope")
    application.setApplicationDisplayName(TITLE)
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("autodiscope")
    application.setWindowIcon(program_icon())
    kept = settings()
    if code := wished_language or kept_language():
        speak(code)
    if kept.value("appearance"):
        # It alone needs the namespace of Qt.
        from app.gui.appearance import kept_appearance, take_appearance

        take_appearance(kept_appearance())
    place = kept.value("window/geometry") if kept.value("window/version") == str(VERSION) else None
    # It lives as long as the application: whatever has no parent goes with its last name.
    frame = Frame(place if isinstance(place, QByteArray) else None)
    frame.show_at_once()
    return frame
