"""The window that lists the session logs: to search, open, export, delete, and write notes to."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QPushButton,
    QWidget,
)

from app.domain.events import Source
from app.domain.listed import Keeping, Listed, Removal
from app.gui import session_jobs
from app.gui.agreement import ask_to_destroy
from app.gui.arrangement import scrolling_column
from app.gui.chores import Chores
from app.gui.engine import Engine
from app.gui.exporting import SessionExports
from app.gui.keeping import read_keeping, write_keeping
from app.gui.models.session_list import Column, SessionList
from app.gui.models.sorted_lines import SortedLines
from app.gui.newest_job import NewestJob
from app.gui.panels.complaint import Complaint
from app.gui.panels.fields import caption, field
from app.gui.panels.keeping import KeepingPanel
from app.gui.panels.labels import PlainLabel
from app.gui.panels.note import NotePanel
from app.gui.panels.sorted_table import SortedTable
from app.gui.places import give_size, keep_place, put_back
from app.gui.settings import settings
from app.sessionlog import data_folder
from app.wording.language import _, language, ngettext, said
from app.wording.lines import number
from app.wording.listed import removal_text

WIDTH: Final = 1000
HEIGHT: Final = 600
WIDTHS: Final = {
    Column.DATE: 140,
    Column.ADDRESS: 220,
    Column.OUTCOME: 210,
    Column.FINDING: 270,
    Column.NOTE: 150,
}


class SessionsWindow(QWidget):
    """Reads the list anew whenever it is shown.

    Signals:
        open_wished(path): a session is to be shown.
        listed: the list is whole.
        noted(listed): a note was written; any thread may emit it.
    """

    open_wished = Signal(object)
    listed = Signal()
    _removed = Signal(object)
    noted = Signal(object)

    def __init__(self, engine: Engine, chores: Chores, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._engine, self._chores = engine, chores
        self.reading = NewestJob(self)
        self._wanted: set[str] = set()
        self.setWindowTitle(_("Sessions"))
        give_size(self, WIDTH, HEIGHT)
        self.search = field(_("Search"), _("date, address, outcome, finding or note"))
        self.search.setClearButtonEnabled(True)
        self.sessions = SessionList(self)
        self.shown = SortedLines(self.sessions, self)
        widths = tuple(WIDTHS.values())
        self.table = SortedTable(self.shown, _("Sessions"), "sessions", widths, several=True)
        self.count = PlainLabel(_("How many"))
        self.complaint = Complaint()
        self.note = NotePanel()
        self.open = _button(_("&Open"), _("Open the sessions"))
        self.export = _button(_("&Export…"), _("Export the sessions"))
        self.masked = QCheckBox(_("&Masked"))
        self.masked.setToolTip(_("Without addresses, names and hosts: it can be sent"))
        self.masked.setAccessibleName(_("Export masked"))
        self.delete = _button(_("&Delete…"), _("Delete the sessions"))
        self.keeping = KeepingPanel()
        self.exports = SessionExports(engine, chores, self)
        self.table.sortByColumn(Column.DATE, Qt.SortOrder.DescendingOrder)
        self._lay_out()
        self._connect()
        self._show_selected()
        put_back(self, "sessions")

    # --- what can be done ------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list anew; what is selected stays so."""
        self._wanted = {one.name for one in self.selected()}
        self.sessions.start_anew()
        self.complaint.show_text("")
        self.count.show_text(_("Reading …"))
        spoken = language()
        self.reading.begin(lambda tell: session_jobs.list_sessions(spoken, tell))

    def stop(self, seconds: float) -> bool:
        """At the end of the program: stop, and wait at most so long; tell whether all has ended."""
        return self.reading.stop(seconds)

    def selected(self) -> tuple[Listed, ...]:
        """Give the sessions that are selected, from top to bottom."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        sources = (self.shown.mapToSource(self.shown.index(row, 0)) for row in rows)
        return tuple(map(self.sessions.line, sources))

    # --- what comes back -------------------------------------------------------------------

    def _add(self, batch: Sequence[Listed]) -> None:
        self.sessions.add(batch)
        self._select_wanted(batch)
        self._count()

    def _end(self, complaint: str) -> None:
        self.complaint.show_text(complaint)
        self._wanted = set()
        self._count()
        self.listed.emit()

    def _select_wanted(self, batch: Sequence[Listed]) -> None:
        model = self.table.selectionModel()
        flags = model.SelectionFlag.Select | model.SelectionFlag.Rows
        for one in batch:
            if one.name in self._wanted:
                model.select(self.shown.mapFromSource(self.sessions.index_of(one.name)), flags)

    def _take_removal(self, removal: Removal) -> None:
        self.sessions.remove(removal.removed)
        self._count(removal_text(removal))
        self.complaint.show_text(" ".join(map(said, removal.troubles)))

    def _take_noted(self, one: Listed) -> None:
        self.sessions.add((one,))
        self._show_selected()

    # --- what is wished --------------------------------------------------------------------

    def _open(self) -> None:
        for one in self.selected():
            self.open_wished.emit(data_folder() / one.name)

    def _export(self) -> None:
        self.exports.begin(self.selected(), masked=self.masked.isChecked())

    def _ask_to_delete(self) -> None:
        names = [one.name for one in self.selected()]
        if not names:
            return
        question = ngettext(
            "Delete this session? That cannot be undone.",
            "Delete these {count} sessions? That cannot be undone.",
            len(names),
        )
        question = question.format(count=number(len(names)))
        ask_to_destroy(
            self, _("Delete sessions"), question, _("&Delete"), lambda: self._delete(names)
        )

    def _delete(self, names: Sequence[str]) -> None:
        job = session_jobs.delete_sessions(language(), names, self._removed.emit)
        self._chores.begin(job, self._complain_of_defect)

    def _write_note(self, path: Path, text: str) -> None:
        self.complaint.show_text("")
        job = session_jobs.write_note(language(), path, text, self.noted.emit)
        self._chores.begin(job, self._complain_of_defect)

    def _complain_of_defect(self, complaint: str) -> None:
        if complaint:
            self.complaint.show_text(complaint)

    def _keep(self, keeping: Keeping) -> None:
        write_keeping(settings(), keeping)

    # --- what is shown ---------------------------------------------------------------------

    def _search(self, text: str) -> None:
        self.shown.show_only(self.sessions.matching(text))
        self._count()

    def _count(self, news: str = "") -> None:
        every, shown = self.sessions.rowCount(), self.shown.rowCount()
        if shown == every:
            text = ngettext("{every} session", "{every} sessions", every)
        else:
            text = _("{shown} of {every} sessions")
        text = text.format(shown=number(shown), every=number(every))
        if self.reading.is_running:
            text = _("{count}, reading …").format(count=text)
        elif not every:
            text = _("There are no sessions yet: each run is kept here.")
        self.count.show_text(f"{text}. {news}" if news else text)

    def _show_selected(self) -> None:
        chosen = self.selected()
        self.open.setEnabled(bool(chosen))
        self.delete.setEnabled(bool(chosen))
        self.export.setEnabled(bool(chosen))
        one = chosen[0] if len(chosen) == 1 else None
        # A file of another program takes no line of ours.
        can_take = one is not None and not one.trouble and one.source is Source.THIS_PROGRAM
        if one is not None and can_take and not one.is_running:
            self.note.show_note(data_folder() / one.name, one.note)
        else:
            self.note.show_note(None, "")

    def showEvent(self, event: QShowEvent) -> None:
        """Read the list."""
        super().showEvent(event)
        if not event.spontaneous():
            self.keeping.show_keeping(read_keeping(settings()))
            self.refresh()
            self.search.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what was typed and the place, and read no further."""
        super().hideEvent(event)
        keep_place(self, "sessions", event)
        if not event.spontaneous():
            self.note.commit()
            self.reading.cancel()

    # --- building --------------------------------------------------------------------------

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.addWidget(caption(_("&Search:"), self.search))
        above.addWidget(self.search, stretch=1)
        buttons = QHBoxLayout()
        for widget in (self.open, self.export, self.masked):
            buttons.addWidget(widget)
        buttons.addStretch(1)
        buttons.addWidget(self.delete)
        layout = scrolling_column(self)
        layout.addLayout(above)
        layout.addWidget(self.complaint)
        layout.addWidget(self.table, stretch=1)
        layout.addWidget(self.count)
        layout.addWidget(self.note)
        layout.addLayout(buttons)
        layout.addWidget(self.keeping)

    def _connect(self) -> None:
        self.reading.came.connect(self._add)
        self.reading.ended.connect(self._end)
        self._removed.connect(self._take_removal)
        self.noted.connect(self._take_noted)
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self.table.setFocus)
        # It has Enter, too, and what opens a line on this system.
        self.table.activated.connect(self._open)
        self.table.selectionModel().selectionChanged.connect(self._show_selected)
        self.shown.modelReset.connect(self._show_selected)
        self.open.clicked.connect(self._open)
        self.export.clicked.connect(self._export)
        self.delete.clicked.connect(self._ask_to_delete)
        self.exports.told.connect(self._count)
        self.exports.complained.connect(self.complaint.show_text)
        self.note.wished.connect(self._write_note)
        self.keeping.changed.connect(self._keep)
        for keys, act in (
            (QKeySequence.StandardKey.Refresh, self.refresh),
            (QKeySequence.StandardKey.Find, self.search.setFocus),
            (QKeySequence(Qt.Key.Key_Escape), self.close),
        ):
            QShortcut(QKeySequence(keys), self, act)
        QShortcut(
            QKeySequence(QKeySequence.StandardKey.Delete),
            self.table,
            self._ask_to_delete,
            context=Qt.ShortcutContext.WidgetShortcut,
        )


def _button(text: str, name: str) -> QPushButton:
    made = QPushButton(text)
    made.setAccessibleName(name)
    return made
