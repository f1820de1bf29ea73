"""Has the sessions that are chosen in the list exported: one to a file, several to a folder."""

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.listed import Listed
from app.gui import file_jobs
from app.gui.agreement import WARNING, ask_to_destroy
from app.gui.chores import Chores
from app.gui.engine import Engine
from app.gui.export_jobs import Exported, SeveralWish, export_several
from app.gui.files import ask_for_export
from app.gui.panels.export_several import ExportSeveralDialog
from app.gui.plain_text import one_line
from app.sessionlog import data_folder
from app.wording.language import _, ngettext
from app.wording.lines import number

MOST_NAMED = 5
"""Files or troubles that are told of one by one."""


class SessionExports(QObject):
    """Asks where to, and hands a chore to the engine's thread.

    Signals:
        told(line): what was done.
        complained(line): what went wrong; empty where nothing did.
    """

    told = Signal(str)
    complained = Signal(str)
    _held = Signal(object, object)
    _done = Signal(object, object)

    def __init__(self, engine: Engine, chores: Chores, parent: QWidget) -> None:
        super().__init__(parent)
        self._engine, self._chores, self._window = engine, chores, parent
        self._held.connect(self._ask_to_replace)
        self._done.connect(self._tell)

    def begin(self, sessions: Sequence[Listed], *, masked: bool) -> None:
        """Ask where to, and in which form, and export."""
        if len(sessions) == 1:
            self._export_one(sessions[0], masked=masked)
        elif sessions:
            self._ask_for_folder(tuple(sessions), masked=masked)

    def _export_one(self, one: Listed, *, masked: bool) -> None:
        if chosen := ask_for_export(self._window):
            target, form = chosen
            source = data_folder() / one.name
            job = file_jobs.export_log(self._engine, source, target, form, masked=masked)
            self._chores.begin(job, lambda line: self._note_saved(line, target))

    def _note_saved(self, complaint: str, target: Path) -> None:
        self.complained.emit(complaint)
        if not complaint:
            self.told.emit(_("Saved as {file}").format(file=target))

    def _ask_for_folder(self, sessions: tuple[Listed, ...], *, masked: bool) -> None:
        # What exports has the judge's libraries, which the first painting need not wait for.
        from app.export import titles

        forms = [(title, name) for name, title in titles().items()]
        dialog = ExportSeveralDialog(len(sessions), forms, masked=masked, parent=self._window)

        def export(folder: Path, form: str) -> None:
            wish = SeveralWish(
                sessions=sessions, source=data_folder(), target=folder, form=form, masked=masked
            )
            self._export_several(wish)

        dialog.agreed.connect(export)
        dialog.open()

    def _export_several(self, wish: SeveralWish) -> None:
        self.complained.emit("")
        self.told.emit(_("Exporting …"))
        job = export_several(
            self._engine,
            wish,
            lambda names: self._held.emit(wish, names),
            lambda done: self._done.emit(wish, done),
        )
        self._chores.begin(job, self._complain)

    def _complain(self, complaint: str) -> None:
        if complaint:
            self.complained.emit(complaint)
            self.told.emit("")

    def _ask_to_replace(self, wish: SeveralWish, names: Sequence[str]) -> None:
        self.told.emit("")
        question = ngettext(
            "{count} file is there already. Write over it?\n{names}",
            "{count} files are there already. Write over them?\n{names}",
            len(names),
        )
        ask_to_destroy(
            self._window,
            _("Export the sessions"),
            question.format(count=number(len(names)), names=_some(names)),
            _("&Write over"),
            lambda: self._export_several(replace(wish, replaces=True)),
            icon=WARNING,
        )

    def _tell(self, wish: SeveralWish, done: Exported) -> None:
        text = ngettext(
            "{count} session was exported to {folder}",
            "{count} sessions were exported to {folder}",
            done.written,
        )
        self.told.emit(text.format(count=number(done.written), folder=wish.target))
        self.complained.emit(" ".join(done.troubles[:MOST_NAMED]))


def _some(names: Sequence[str]) -> str:
    shown = [one_line(name) for name in names[:MOST_NAMED]]
    return "\n".join((*shown, *(("…",) if len(names) > MOST_NAMED else ())))
