"""Keeps the folder of session logs within its limits: at the start, and after each run."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.domain.listed import Removal
from app.gui import session_jobs
from app.gui.chores import Chores
from app.gui.keeping import read_keeping
from app.gui.settings import settings
from app.wording.language import language
from app.wording.listed import tidied_text


class Housekeeping(QObject):
    """Works in a thread beside the runs.

    Signals:
        told(line): what was removed.
        done: the folder is within its limits.
    """

    told = Signal(str)
    done = Signal()
    _removed = Signal(object)

    def __init__(self, chores: Chores, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chores = chores
        self._removed.connect(self._tell)

    def begin(self, ended: Path | None = None) -> None:
        """Begin; `ended` is the log of a run that has just come to its end."""
        keeping = read_keeping(settings())
        self._chores.begin(session_jobs.tidy(language(), keeping, ended, self._removed.emit))

    def _tell(self, removal: Removal) -> None:
        # What could not be removed is no trouble of the run on show; the list tells of it.
        if line := tidied_text(removal, read_keeping(settings())):
            self.told.emit(line)
        self.done.emit()
