"""All about sessions that are kept: their list, their limits, and the notes on those on show."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.gui import session_jobs
from app.gui.chores import Chores
from app.gui.engine import Engine
from app.gui.housekeeping import Housekeeping
from app.gui.session_tab import SessionTab
from app.wording.language import language

if TYPE_CHECKING:
    from app.gui.sessions_window import SessionsWindow


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
        self._engine, self._chores, self._parent = engine, chores, parent
        self._window: SessionsWindow | None = None
        self.housekeeping = Housekeeping(chores, self)
        self.housekeeping.told.connect(self.told)

    @property
    def window(self) -> "SessionsWindow":
        """The list of them, made when it is wanted first."""
        if self._window is None:
            from app.gui.sessions_window import SessionsWindow

            self._window = SessionsWindow(self._engine, self._chores, self._parent)
            self._window.open_wished.connect(self.open_wished)
        return self._window

    def tidy(self) -> None:
        """At the start: hold what is kept to its limits."""
        self.housekeeping.begin()

    def follow(self, tab: SessionTab) -> None:
        """Take each session of a tab into the list when it has come to its end, and its notes."""
        tab.ended.connect(lambda _: self.housekeeping.begin(tab.log))
        tab.note_wished.connect(self._write_note)

    def stop(self, seconds: float) -> bool:
        """At the end of the program: tell whether the reader of the list has ended."""
        return self._window is None or self._window.stop(seconds)

    def _write_note(self, path: Path, text: str) -> None:
        job = session_jobs.write_note(language(), path, text, self.window.noted.emit)
        self._chores.begin(job, self.complained.emit)
