"""Starts Qt, shows the window, and ends the program soon after the window is closed."""

import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app import __version__
from app.gui.engine import Engine
from app.gui.marks import icon
from app.gui.window import TITLE, Window
from app.wording import Mark

GRACE_S = 0.5
"""For the engine to end cleanly after the window was closed in the middle of a run."""


def run_window(engine: Engine, *, file: Path | None = None, practice: str | None = None) -> int:
    """Show the window until it is closed, and give the exit status.

    A session log or a practice scenario begins at once. The engine's thread may still be
    busy afterwards: the caller ends the program by os._exit.
    """
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("autodiscope")
    application.setApplicationDisplayName(TITLE)
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("autodiscope")
    application.setWindowIcon(icon(Mark.INFORMATION))
    # Qt's loop never comes back to Python by itself: without this Ctrl-C would have no effect.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    window = Window(engine)
    window.show()
    if file is not None:
        QTimer.singleShot(0, lambda: window.open_session(file))
    elif practice is not None:
        QTimer.singleShot(0, lambda: window.start_practice(practice))
    status = application.exec()
    window.stop(GRACE_S)
    return status
