"""Starts Qt, shows the window, and ends the program soon after the window is closed."""

import gc
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app import __version__
from app.domain.options import RunOptions
from app.domain.secret import Secret
from app.gui.appearance import kept_appearance, take_appearance
from app.gui.defects import DefectWatch
from app.gui.engine import Engine
from app.gui.interruption import Interruption
from app.gui.language import speak_in
from app.gui.panels.defect import DefectDialog
from app.gui.pictures import program_icon
from app.gui.remembered import Remembered
from app.gui.settings import settings
from app.gui.window import TITLE, Window

GRACE_S = 0.5
"""For the engine to end cleanly after the window was closed in the middle of a run."""


SELDOM = 50_000
"""New objects between two looks for garbage: a session's values are many, and hold no cycles."""

INTERRUPTED = 130
"""The exit status after Ctrl-C, as in the terminal."""


def collect_seldom() -> None:
    """Let Python look for garbage less often: a third of the time of a long log would go there."""
    gc.set_threshold(SELDOM, 10, 50)


def run_window(
    engine: Engine,
    *,
    file: Path | None = None,
    practice: str | None = None,
    overrides: RunOptions | None = None,
    password: Secret | None = None,
    language: str = "",
    watch: DefectWatch | None = None,
) -> int:
    """Show the window until it is closed, and give the exit status.

    A session log begins at once, or a practice scenario, over which the overrides and the
    password win. A language that is given wins over the one that is kept. What `watch` notices
    is shown in a dialog. The engine's thread may still be busy afterwards: the caller ends the
    program by os._exit.
    """
    collect_seldom()
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("autodiscope")
    application.setApplicationDisplayName(TITLE)
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("autodiscope")
    application.setWindowIcon(program_icon())
    take_appearance(kept_appearance())
    speak_in(application, language)
    window = Window(engine, Remembered(settings()))
    window.show()
    if watch is not None:
        dialog = DefectDialog(window, lambda: window.tab.log)
        watch.reported.connect(dialog.add)
        QTimer.singleShot(0, watch.begin_to_tell)
    given = overrides or RunOptions()
    if file is not None:
        QTimer.singleShot(0, lambda: window.open_session(file))
    elif practice is not None:
        QTimer.singleShot(0, lambda: window.start_practice(practice, given, password))
    with Interruption(window) as interruption:
        status = application.exec()
        window.stop(GRACE_S)
    return INTERRUPTED if interruption.came else status
