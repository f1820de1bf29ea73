"""Starts Qt, shows the window, and ends the program soon after the window is closed."""

from pathlib import Path

from PySide6.QtCore import QLocale, QTimer
from PySide6.QtWidgets import QApplication

from app.domain.options import RunOptions
from app.domain.secret import Secret
from app.gui.defects import DefectWatch
from app.gui.engine import Engine
from app.gui.frame import Frame, begin
from app.gui.garbage import Garbage
from app.gui.interruption import Interruption
from app.gui.language import speak_in
from app.gui.panels.defect import DefectDialog
from app.gui.readable import ReadableColours
from app.gui.remembered import Remembered
from app.gui.settings import settings
from app.gui.system_form import system_form
from app.gui.window import Window
from app.wording.forms import write_as

GRACE_S = 0.5
"""For the engine to end cleanly after the window was closed in the middle of a run."""


INTERRUPTED = 130
"""The exit status after Ctrl-C, as in the terminal."""


def run_window(  # noqa: PLR0913 - all that a command line can say of the window
    engine: Engine,
    *,
    file: Path | None = None,
    practice: str | None = None,
    overrides: RunOptions | None = None,
    password: Secret | None = None,
    language: str = "",
    watch: DefectWatch | None = None,
    frame: Frame | None = None,
) -> int:
    """Show the window until it is closed, and give the exit status.

    `frame` is on the screen already, where the program could begin with it.

    A session log begins at once, or a practice scenario, over which the overrides and the
    password win. A language that is given wins over the one that is kept. What `watch` notices
    is shown in a dialog. The engine's thread may still be busy afterwards: the caller ends the
    program by os._exit.
    """
    shown = frame or begin(language)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    if not shown.settle():
        # It was closed before there was anything in it.
        return 0
    speak_in(application, language)
    ReadableColours(application)
    write_as(system_form(QLocale.system()))
    remembered = Remembered(settings())
    window = shown.fill(lambda rows: Window(engine, remembered, rows=rows), remembered)
    Garbage(window)
    if watch is not None:
        dialog = DefectDialog(window, lambda: window.tab.log)
        watch.reported.connect(dialog.add)
        QTimer.singleShot(0, watch.begin_to_tell)
    given = overrides or RunOptions()
    if file is not None:
        QTimer.singleShot(0, lambda: window.starting.open_session(file))
    elif practice is not None:
        QTimer.singleShot(0, lambda: window.starting.practise(practice, given, password))
    with Interruption(window) as interruption:
        status = application.exec()
        window.stop(GRACE_S)
    return INTERRUPTED if interruption.came else status
