"""All about sessions that are kept: their list, their limits, and the notes on those on show."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.gui import session_jobs
from app.gui.chores import Chores
from app.gui.engine import Engine
from app.gui.housekeeping import Housekeeping
from app.gui.session_tab import SessionTab
from app.gui.sessions_window import SessionsWindow
from app.wording.language import language


class KeptSessions(QObject):
    """Belongs to the main window.

    Signals:
        open_wished(path): a session is to be shown.
        told(line): what the limits took away.
        complained(line): a note could not be written; empty once one could.
    """

    open_wished = Signal(object)
    told = Signal(str)
    complained = Signal(str)

    def __init__(self, engine: Engine, chores: Chores, parent: QWidget) -> None:
        super().__init__(parent)
        self._chores = chores
        self.window = SessionsWindow(engine, chores, parent)
        self.housekeeping = Housekeeping(chores, self)
        self.window.open_wished.connect(self.open_wished)
        self.housekeeping.told.connect(self.told)

    def tidy(self) -> None:
        """At the start: hold what is kept to its limits."""
        self.housekeeping.begin()

    def follow(self, tab: SessionTab) -> None:
        """Take each session of a tab into the list when it has come to its end, and its notes."""
        tab.ended.connect(lambda _: self.housekeeping.begin(tab.log))
        tab.note_wished.connect(self._write_note)

    def stop(self, seconds: float) -> bool:
        """At the end of the program: tell whether the reader of the list has ended."""
        return self.window.stop(seconds)

    def _write_note(self, path: Path, text: str) -> None:
        job = session_jobs.write_note(language(), path, text, self.window.noted.emit)
        self._chores.begin(job, self.complained.emit)
