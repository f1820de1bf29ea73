"""Has the session on show saved as it is or in another form, and says what came of it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.gui import file_jobs
from app.gui.chores import Chores
from app.gui.engine import Engine
from app.gui.engine_thread import Job
from app.gui.files import ask_for_export, ask_for_session_target
from app.gui.session_tab import SessionTab
from app.wording.language import _


class Saving:
    """Asks for a file, and hands a chore to the engine's thread.

    `complain` gets one line, or an empty text; `tell` what was done.
    """

    def __init__(
        self,
        parent: QWidget,
        engine: Engine,
        chores: Chores,
        complain: Callable[[str], None],
        tell: Callable[[str], None],
    ) -> None:
        self._parent, self._engine, self._chores = parent, engine, chores
        self._complain, self._tell = complain, tell

    def choose_target(self, tab: SessionTab, *, outside: bool = False) -> None:
        """Have a file chosen for the session of a tab, and copy it there."""
        if target := ask_for_session_target(self._parent):
            self.save(tab, target, outside=outside)

    def choose_export(self, tab: SessionTab, *, masked: bool) -> None:
        """Have a file and a form chosen for the session of a tab."""
        if chosen := ask_for_export(self._parent):
            self.export(tab, *chosen, masked=masked)

    def copy_for_ticket(self, tab: SessionTab) -> None:
        """Copy what a ticket wants to know of the session that the user works in."""
        QGuiApplication.clipboard().setText(tab.view_in_use.ticket_text())
        self._tell(_("Copied for a ticket: outcome, findings and service URLs"))

    def save(self, tab: SessionTab, target: Path, *, outside: bool = False) -> None:
        """Copy a tab's log; that of the run from outside where that is wished."""
        source = tab.both.engine.newest_log() if outside else tab.log
        if source is None:
            self._complain(_("There is no session log to save: none could be written."))
        else:
            self._begin(file_jobs.copy_log(source, target), target)

    def export(self, tab: SessionTab, target: Path, form: str, *, masked: bool) -> None:
        """Write the session of a tab in another form."""
        source = tab.log
        if source is None:
            self._complain(_("There is no session log to export: none could be written."))
        else:
            job = file_jobs.export_log(self._engine, source, target, form, masked=masked)
            self._begin(job, target)

    def _begin(self, job: Job, target: Path) -> None:
        self._chores.begin(job, lambda complaint: self._note_end(complaint, target))

    def _note_end(self, complaint: str, target: Path) -> None:
        self._complain(complaint)
        if not complaint:
            self._tell(_("Saved as {target}").format(target=target))
