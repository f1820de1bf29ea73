"""The window that runs through many addresses: the form, what was read, and a line for each run."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.domain.batch import BatchRow, Entry, RowOutcome
from app.domain.options import RunOptions
from app.gui import batch_jobs
from app.gui.batch_jobs import BatchWish
from app.gui.columns import Columns
from app.gui.drops import FileDrops
from app.gui.engine import Engine
from app.gui.engine_thread import EngineThread, Job
from app.gui.inbox import Mailbox
from app.gui.models.batch_table import MOST_ROWS, BatchTable, Column, ShownRows
from app.gui.panels.batch_form import BatchForm
from app.gui.panels.complaint import Complaint
from app.gui.panels.labels import PlainLabel
from app.gui.panels.table import TextTable
from app.gui.places import keep_place, put_back
from app.wording.batch import outcomes_text, progress_text
from app.wording.language import _, ngettext, pgettext, said
from app.wording.lines import number

WIDTH: Final = 1060
HEIGHT: Final = 760
WIDTHS: Final = {
    Column.LINE: 60,
    Column.INPUT: 230,
    Column.OUTCOME: 220,
    Column.FINDING: 420,
    Column.TIME: 80,
}
BATCH_MS: Final = 50
LARGEST_BATCH: Final = 2_500
TOLD_EVERY_MS: Final = 500
"""So often the time that is left is told anew, also where no run ends."""
MOST_READ: Final = 100
"""Lines of a list that are shown before it begins."""


class BatchWindow(QWidget):
    """One list at a time.

    Signals:
        open_wished(path): the session of a line is to be shown.
        help_wished: the page about lists is to be shown.
        read(reading, entries): a list is read; any thread may emit it.
        ended: a list was run through, or stopped.
    """

    open_wished = Signal(object)
    help_wished = Signal()
    ended = Signal()
    read = Signal(int, object)
    _held = Signal(object)
    _began = Signal(int)
    _came = Signal()

    def __init__(
        self,
        engine: Engine,
        options: Callable[[], RunOptions],
        practice_options: Callable[[], RunOptions],
        parent: QWidget,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`options` gives what the main window's form holds, and the other that in practice."""
        super().__init__(parent, Qt.WindowType.Window)
        self._engine, self._clock = engine, clock
        self._options, self._practice_options = options, practice_options
        self._entries: tuple[Entry, ...] = ()
        self._reading = 0
        self._threads: list[EngineThread] = []
        self._running: EngineThread | None = None
        self._wish: BatchWish | None = None
        self._mailbox: Mailbox[BatchRow] = Mailbox(self._came.emit)
        self._complaint = ""
        self._is_over = False
        self._was_cancelled = False
        self._before = 0
        self._began_at = 0.0
        self._outcomes: Counter[RowOutcome] = Counter()
        self.form = BatchForm()
        self.start = QPushButton(pgettext("list of addresses", "&Start"))
        self.cancel = QPushButton(pgettext("list of addresses", "&Cancel"))
        self.help = QPushButton(pgettext("list of addresses", "&Help"))
        self.open = QPushButton(_("Open sess&ion"))
        self.only_problems = QCheckBox(_("Only those without settin&gs"))
        self.complaint = Complaint()
        self.told = PlainLabel(_("What was read"))
        self.first_lines = TextTable(
            _("What was read"),
            (_("Line"), _("In the list"), _("What is looked for")),
            kept="batch-read",
        )
        self.progress = PlainLabel(_("Progress"))
        self.bar = QProgressBar()
        self.rows = BatchTable(self)
        self.shown = ShownRows(self.rows, self)
        self.table = QTableView()
        self._pages = QStackedWidget()
        self._delivering = QTimer(self)
        self._delivering.setSingleShot(True)
        self._telling = QTimer(self)
        self._telling.setInterval(TOLD_EVERY_MS)
        self._set_table_up()
        self._lay_out()
        self._connect()
        self._show_state()
        self.setWindowTitle(_("Many addresses"))
        self.resize(WIDTH, HEIGHT)
        put_back(self, "batch")

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep the place."""
        super().hideEvent(event)
        keep_place(self, "batch", event)

    # --- what can be done ------------------------------------------------------------------

    @property
    def is_running(self) -> bool:
        """Whether a list is being run through."""
        return self._running is not None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The list that was read."""
        return self._entries

    def begin(self) -> None:
        """Run through the list that was read, or say why not."""
        if self.is_running or not self._entries:
            return
        self.complaint.show_text(self.form.trouble)
        if self.form.trouble:
            return
        is_practice = self.form.practice.isChecked()
        options = self._practice_options() if is_practice else self._options()
        self._run(self.form.wish(self._entries, options))

    def stop_run(self) -> None:
        """Stop what is under way; what is finished stays."""
        if self._running is not None:
            self._was_cancelled = True
            self._running.cancel()
            self.cancel.setEnabled(False)
            self._tell()

    def stop(self, seconds: float) -> bool:
        """At the end of the program: stop, and wait at most so long; tell whether all has ended."""
        for thread in self._threads:
            thread.cancel()
        ended = [thread.join(seconds) for thread in self._threads]
        return all(ended)

    # --- a list is read --------------------------------------------------------------------

    def _read_list(self) -> None:
        self._reading += 1
        reading, wish = self._reading, self.form.list_wish()
        self._take_entries(reading, ())
        self.told.show_text(_("Reading …") if wish.is_given else "")
        self.form.propose_results()
        if wish.is_given:
            job = batch_jobs.read_entries(wish, lambda entries: self.read.emit(reading, entries))
            thread = self._thread(job)
            thread.ended.connect(lambda complaint: self._note_trouble(reading, complaint))
            thread.start()

    def _note_trouble(self, reading: int, complaint: str) -> None:
        if complaint and reading == self._reading:
            self.told.show_text(said(complaint))

    def _take_entries(self, reading: int, entries: tuple[Entry, ...]) -> None:
        if reading != self._reading:
            # Of a list that was given up.
            return
        self._entries = entries
        wrong = [one for one in entries if one.trouble]
        self.told.show_text(_read_text(len(entries), len(wrong)) if entries else "")
        right = islice((one for one in entries if not one.trouble), MOST_READ)
        first = (*wrong[:MOST_READ], *right)
        self.first_lines.show_lines(
            (str(one.line), one.input, said(one.trouble) or one.address) for one in first
        )
        self._pages.setCurrentWidget(self.first_lines)
        self._show_state()

    # --- a list is run through -------------------------------------------------------------

    def _run(self, wish: BatchWish) -> None:
        self._wish = wish
        self._was_cancelled = self._is_over = False
        self._complaint = ""
        job = batch_jobs.run_through(
            self._engine, wish, self._mailbox, self._held.emit, self._began.emit
        )
        self._running = self._thread(job)
        self._running.ended.connect(self._note_end)
        self._running.start()
        self._show_state()

    def _ask_to_go_on(self, files: Sequence[Path]) -> None:
        names = "\n".join(map(str, files))
        question = ngettext(
            "{names} holds results already. Go on with it? What it holds is not looked for again.",
            "These files hold results already:\n{names}\nGo on with them? What they hold is not"
            " looked for again.",
            len(files),
        )
        box = QMessageBox(
            QMessageBox.Icon.Question,
            _("Results are there already"),
            question.format(names=names),
            QMessageBox.StandardButton.Cancel,
            self,
        )
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        go_on = box.addButton(_("&Go on"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(go_on)
        go_on.clicked.connect(self._go_on)
        box.open()

    def _go_on(self) -> None:
        if self._wish is not None and not self.is_running:
            self._run(replace(self._wish, resume=True))

    def _note_begin(self, before: int) -> None:
        self._before, self._began_at = before, self._clock()
        self._outcomes.clear()
        self.rows.start_anew()
        self.bar.setRange(0, max(1, len(self._entries)))
        self._pages.setCurrentWidget(self.table)
        self._telling.start()
        self._tell()
        self._show_state()

    def _deliver(self) -> None:
        batch = self._mailbox.take(LARGEST_BATCH)
        self._outcomes.update(row.outcome for row in batch)
        self.rows.add(batch)
        if len(self._mailbox):
            # So many that one batch would hold the window up: the next one after its events.
            self._delivering.start(0)
        elif self._is_over:
            self._end()
        self._tell()

    def _note_end(self, complaint: str) -> None:
        self._complaint, self._is_over = complaint, True
        self._delivering.start(0)

    def _end(self) -> None:
        self._is_over = False
        self._running = None
        self._telling.stop()
        self.complaint.show_text(self._complaint)
        self._show_state()
        self.ended.emit()

    def _tell(self) -> None:
        if self._pages.currentWidget() is not self.table:
            return
        done, total = self._before + self._outcomes.total(), len(self._entries)
        told = [progress_text(done, total, self._before, self._clock() - self._began_at)]
        if self._running is not None and self._was_cancelled:
            told = [_("Stopping …")]
        elif self._running is None and done < total:
            stopped = _("Stopped: {done} of {total} are finished.")
            told = [stopped.format(done=number(done), total=number(total))]
        told += filter(None, [outcomes_text(self._outcomes)])
        if self._before:
            text = ngettext(
                "{count} was finished before", "{count} were finished before", self._before
            )
            told.append(text.format(count=number(self._before)))
        if done - self._before > MOST_ROWS:
            told.append(_("the newest {count} are shown").format(count=number(MOST_ROWS)))
        self.bar.setValue(done)
        self.progress.show_text(" — ".join(told))

    # --- what is shown ---------------------------------------------------------------------

    def _show_state(self) -> None:
        self.form.show_running(is_running=self.is_running)
        self.start.setEnabled(bool(self._entries) and not self.is_running)
        self.cancel.setEnabled(self.is_running)
        has_results = self._pages.currentWidget() is self.table
        for widget in (self.bar, self.only_problems, self.open):
            widget.setVisible(has_results)
        if not has_results:
            self.progress.show_text("")
        self._show_selected()

    def _show_selected(self) -> None:
        self.open.setEnabled(self._chosen_log() is not None)

    def _chosen_log(self) -> Path | None:
        rows = self.table.selectionModel().selectedRows()
        if not rows or self._wish is None or not self._wish.task.logs:
            return None
        line = self.rows.line(self.shown.mapToSource(rows[0]))
        return Path(self._wish.task.logs) / line.log if line.log else None

    def _open(self, _index: QModelIndex | None = None) -> None:
        if log := self._chosen_log():
            self.open_wished.emit(log)

    def _take_drop(self, files: Sequence[Path]) -> None:
        if not self.is_running:
            self.form.take_list(files[0])

    def _escape(self) -> None:
        # What is under way first, and then the window.
        if self.is_running:
            self.stop_run()
        else:
            self.close()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous() and not self.is_running:
            self.form.choose_profile(self._options().profile)
            self.form.list.text.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop a run first: what it came to is to be seen before the window goes."""
        if self.is_running:
            self.stop_run()
            event.ignore()
        else:
            event.accept()

    # --- building --------------------------------------------------------------------------

    def _thread(self, job: Job) -> EngineThread:
        thread = EngineThread(job)
        # Kept until it has ended wholly, as in the feed of the main window.
        self._threads = [*(one for one in self._threads if not one.join(0)), thread]
        return thread

    def _set_table_up(self) -> None:
        self.table.setAccessibleName(_("Results"))
        self.table.setModel(self.shown)
        Columns(self.table, "batch", tuple(WIDTHS.values()))
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(Column.LINE, Qt.SortOrder.AscendingOrder)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(False)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(self.table.fontMetrics().height() + 8)

    def _lay_out(self) -> None:
        self.bar.setAccessibleName(_("Progress"))
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(8)
        self.only_problems.setAccessibleName(_("Only those without settings"))
        for button, name in (
            (self.start, _("Start the list")),
            (self.cancel, _("Cancel the list")),
            (self.help, _("Help about lists of addresses")),
            (self.open, _("Open the session of the line")),
        ):
            button.setAccessibleName(name)
        self.help.setToolTip("F1")
        buttons = QHBoxLayout()
        for button in (self.start, self.cancel):
            buttons.addWidget(button)
        buttons.addWidget(self.told, stretch=1)
        buttons.addWidget(self.help)
        below = QHBoxLayout()
        below.addWidget(self.only_problems)
        below.addStretch(1)
        below.addWidget(self.open)
        self._pages.addWidget(self.first_lines)
        self._pages.addWidget(self.table)
        layout = QVBoxLayout(self)
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
        layout.addWidget(self.progress)
        layout.addWidget(self.bar)
        layout.addWidget(self._pages, stretch=1)
        layout.addLayout(below)
        self.setTabOrder(self.form, self.start)

    def _connect(self) -> None:
        self.form.list_changed.connect(self._read_list)
        self.form.entered.connect(self.begin)
        self.read.connect(self._take_entries)
        self._held.connect(self._ask_to_go_on)
        self._began.connect(self._note_begin)
        self._came.connect(self._wait_for_more)
        self._delivering.timeout.connect(self._deliver)
        self._telling.timeout.connect(self._tell)
        self.start.clicked.connect(self.begin)
        self.cancel.clicked.connect(self.stop_run)
        self.help.clicked.connect(self.help_wished)
        self.open.clicked.connect(self._open)
        self.only_problems.toggled.connect(self.shown.show_only_problems)
        # It has Enter, too, and what opens a line on this system.
        self.table.activated.connect(self._open)
        self.table.selectionModel().selectionChanged.connect(self._show_selected)
        FileDrops(self).dropped.connect(self._take_drop)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self._escape)
        QShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents), self, self.help.click)

    def _wait_for_more(self) -> None:
        if not self._delivering.isActive():
            self._delivering.start(BATCH_MS)


def _read_text(count: int, wrong: int) -> str:
    text = ngettext("{count} line was read", "{count} lines were read", count)
    told = text.format(count=number(count))
    if not wrong:
        return f"{told}."
    text = ngettext(
        "{told}; {count} of them is neither an address nor a domain, and stands first.",
        "{told}; {count} of them are neither addresses nor domains, and stand first.",
        wrong,
    )
    return text.format(told=told, count=number(wrong))
