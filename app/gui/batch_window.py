"""The window for many addresses: joins the form with what reads a list and what runs through it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.domain.batch import Entry
from app.domain.options import RunOptions
from app.gui.agreement import ask_to_go_on
from app.gui.arrangement import scrolling_column
from app.gui.batch_jobs import read_entries
from app.gui.batch_run import BatchRun
from app.gui.drops import FileDrops
from app.gui.engine import Engine
from app.gui.newest_job import NewestJob
from app.gui.panels.batch_form import BatchForm
from app.gui.panels.batch_results import BatchResults
from app.gui.panels.complaint import Complaint
from app.gui.panels.first_lines import FirstLines, read_text
from app.gui.panels.labels import PlainLabel
from app.gui.places import give_size, keep_place, put_back
from app.wording.language import _, ngettext, pgettext, said

WIDTH: Final = 1060
HEIGHT: Final = 760


class BatchWindow(QWidget):
    """One list at a time.

    Signals:
        open_wished(path): the session of a line is to be shown.
        help_wished: the page about lists is to be shown.
        ended: a list was run through, or stopped.
    """

    open_wished = Signal(object)
    help_wished = Signal()
    ended = Signal()

    def __init__(
        self,
        engine: Engine,
        options: Callable[[], RunOptions],
        practice_options: Callable[[], RunOptions],
        parent: QWidget,
    ) -> None:
        """`options` gives what the main window's form holds, and the other that in practice."""
        super().__init__(parent, Qt.WindowType.Window)
        self._options, self._practice_options = options, practice_options
        self._entries: tuple[Entry, ...] = ()
        self.reading = NewestJob(self)
        self._run = BatchRun(engine, self)
        self.form = BatchForm()
        self.start = QPushButton(pgettext("list of addresses", "&Start"))
        self.cancel = QPushButton(pgettext("list of addresses", "&Cancel"))
        self.help = QPushButton(pgettext("list of addresses", "&Help"))
        self.complaint = Complaint()
        self.told = PlainLabel(_("What was read"))
        self.first_lines = FirstLines()
        self.results = BatchResults()
        self._lay_out()
        self._connect()
        self._show_results(are_there=False)
        self.setWindowTitle(_("Many addresses"))
        give_size(self, WIDTH, HEIGHT)
        put_back(self, "batch")

    # --- what can be done ------------------------------------------------------------------

    @property
    def is_running(self) -> bool:
        """Whether a list is being run through."""
        return self._run.is_running

    def begin(self) -> None:
        """Run through the list that was read, or say why not."""
        if self.is_running or not self._entries:
            return
        self.complaint.show_text(self.form.trouble)
        if self.form.trouble:
            return
        is_practice = self.form.is_practice
        options = self._practice_options() if is_practice else self._options()
        self._run.start(self.form.wish(self._entries, options))
        self._show_state()

    def stop_run(self) -> None:
        """Stop what is under way; what is finished stays."""
        if self.is_running:
            self._run.cancel()
            self.cancel.setEnabled(False)
            self.results.note_stopping()

    def stop(self, seconds: float) -> bool:
        """At the end of the program: stop, and wait at most so long; tell whether all has ended."""
        ended = [part.stop(seconds) for part in (self.reading, self._run)]
        return all(ended)

    # --- a list is read --------------------------------------------------------------------

    def _read_list(self) -> None:
        wish = self.form.list.wish()
        self._take_entries(())
        self.told.show_text(_("Reading …") if wish.is_given else "")
        self.form.list.propose_results()
        self.reading.give_up()
        if wish.is_given:
            self.reading.begin(lambda tell: read_entries(wish, tell))

    def _note_trouble(self, complaint: str) -> None:
        if complaint:
            self.told.show_text(said(complaint))

    def _take_entries(self, entries: tuple[Entry, ...]) -> None:
        self._entries = entries
        self.told.show_text(read_text(entries))
        self.first_lines.show_entries(entries)
        self._show_results(are_there=False)

    # --- a list is run through -------------------------------------------------------------

    def _ask_to_go_on(self, files: Sequence[Path]) -> None:
        question = ngettext(
            "{names} holds results already. Go on with it? What it holds is not looked for again.",
            "These files hold results already:\n{names}\nGo on with them? What they hold is not"
            " looked for again.",
            len(files),
        )
        question = question.format(names="\n".join(map(str, files)))
        ask_to_go_on(self, _("Results are there already"), question, _("&Go on"), self._go_on)

    def _go_on(self) -> None:
        self._run.go_on()
        self._show_state()

    def _note_begin(self, before: int) -> None:
        if wish := self._run.wish:
            self.results.start_anew(len(wish.task.entries), before, wish.task.logs)
            self._show_results(are_there=True)

    def _end(self, complaint: str) -> None:
        self.complaint.show_text(complaint)
        self.results.end()
        self._show_state()
        self.ended.emit()

    # --- what is shown ---------------------------------------------------------------------

    def _show_results(self, *, are_there: bool) -> None:
        self.first_lines.setHidden(are_there)
        self.results.setVisible(are_there)
        self._show_state()

    def _show_state(self) -> None:
        self.form.show_running(is_running=self.is_running)
        self.start.setEnabled(bool(self._entries) and not self.is_running)
        self.cancel.setEnabled(self.is_running)

    def _take_drop(self, files: Sequence[Path]) -> None:
        if not self.is_running:
            self.form.list.take(files[0])

    def _escape(self) -> None:
        # What is under way first, and then the window.
        if self.is_running:
            self.stop_run()
        else:
            self.close()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous() and not self.is_running:
            self.form.runs.choose_profile(self._options().profile)
            self.form.list.file.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep the place."""
        super().hideEvent(event)
        keep_place(self, "batch", event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop a run first: what it came to is to be seen before the window goes."""
        if self.is_running:
            self.stop_run()
            event.ignore()
        else:
            event.accept()

    # --- building --------------------------------------------------------------------------

    def _lay_out(self) -> None:
        for button, name in (
            (self.start, _("Start the list")),
            (self.cancel, _("Cancel the list")),
            (self.help, _("Help about lists of addresses")),
        ):
            button.setAccessibleName(name)
        self.help.setToolTip("F1")
        buttons = QHBoxLayout()
        for button in (self.start, self.cancel):
            buttons.addWidget(button)
        buttons.addWidget(self.told, stretch=1)
        buttons.addWidget(self.help)
        layout = scrolling_column(self)
        layout.addWidget(
            PlainLabel(
                _("What it does"),
                _(
                    "Looks for the settings of many addresses or domains, one line of results for"
                    " each. The options of the main window count here, too."
                ),
            )
        )
        layout.addWidget(self.form)
        layout.addLayout(buttons)
        layout.addWidget(self.complaint)
        for below in (self.first_lines, self.results):
            layout.addWidget(below, stretch=1)
        self.setTabOrder(self.form, self.start)

    def _connect(self) -> None:
        self.form.list.changed.connect(self._read_list)
        self.form.entered.connect(self.begin)
        self.reading.came.connect(self._take_entries)
        self.reading.ended.connect(self._note_trouble)
        self._run.held.connect(self._ask_to_go_on)
        self._run.began.connect(self._note_begin)
        self._run.came.connect(self.results.add)
        self._run.ended.connect(self._end)
        self.results.open_wished.connect(self.open_wished)
        self.start.clicked.connect(self.begin)
        self.cancel.clicked.connect(self.stop_run)
        self.help.clicked.connect(self.help_wished)
        FileDrops(self).dropped.connect(self._take_drop)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self._escape)
        QShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents), self, self.help.click)
