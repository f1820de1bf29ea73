"""What a list has come to: how far it is, and a line for each run, whose session can be opened."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.batch import BatchRow
from app.gui.models.batch_progress import BatchProgress
from app.gui.models.batch_table import BatchTable, Column
from app.gui.models.sorted_lines import SortedLines
from app.gui.panels.labels import PlainLabel
from app.gui.panels.sorted_table import SortedTable
from app.wording.language import _

WIDTHS: Final = {
    Column.LINE: 60,
    Column.INPUT: 230,
    Column.OUTCOME: 220,
    Column.FINDING: 420,
    Column.TIME: 80,
}
TOLD_EVERY_MS: Final = 500
"""So often the time that is left is told anew, also where no run ends."""


class BatchResults(QWidget):
    """Grows while a list is run through.

    Signals:
        open_wished(path): the session of a line is to be shown.
    """

    open_wished = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._logs: Path | None = None
        self._counted = BatchProgress()
        self._is_running = self._is_stopping = False
        self.progress = PlainLabel(_("Progress"))
        self.bar = QProgressBar()
        self.rows = BatchTable(self)
        self.shown = SortedLines(self.rows, self)
        self.table = SortedTable(self.shown, _("Results"), "batch", tuple(WIDTHS.values()))
        self.only_problems = QCheckBox(_("Only those without settin&gs"))
        self.open = QPushButton(_("Open sess&ion"))
        self._telling = QTimer(self)
        self._telling.setInterval(TOLD_EVERY_MS)
        self._telling.timeout.connect(self._tell)
        self._set_up()
        self._lay_out()
        self.open.clicked.connect(self._open)
        self.only_problems.toggled.connect(self._show_only_problems)
        # It has Enter, too, and what opens a line on this system.
        self.table.activated.connect(self._open)
        self.table.selectionModel().selectionChanged.connect(self._show_selected)
        self._show_selected()

    def start_anew(self, total: int, before: int, logs: str) -> None:
        """Begin a list; `before` have their row already, and sessions are kept in `logs`, if so."""
        self._logs = Path(logs) if logs else None
        self._counted = BatchProgress(total, before)
        self._is_running, self._is_stopping = True, False
        self.rows.start_anew()
        self.bar.setRange(0, max(1, total))
        self._telling.start()
        self._tell()
        self._show_selected()

    def add(self, rows: Sequence[BatchRow]) -> None:
        """Show these rows, too."""
        self._counted.add(rows)
        self.rows.add(rows)
        self._tell()

    def note_stopping(self) -> None:
        """Say that it was asked to stop."""
        self._is_stopping = True
        self._tell()

    def end(self) -> None:
        """Say that no more will come."""
        self._is_running = False
        self._telling.stop()
        self._tell()

    def _tell(self) -> None:
        self.bar.setValue(self._counted.done)
        self.progress.show_text(
            self._counted.text(is_running=self._is_running, is_stopping=self._is_stopping)
        )

    def _show_selected(self) -> None:
        self.open.setEnabled(self._chosen_log() is not None)

    def _chosen_log(self) -> Path | None:
        rows = self.table.selectionModel().selectedRows()
        if not rows or self._logs is None:
            return None
        line = self.rows.line(self.shown.mapToSource(rows[0]))
        return self._logs / line.log if line.log else None

    def _show_only_problems(self, wished: bool) -> None:  # noqa: FBT001 - a signal sends it
        self.shown.show_only(self.rows.is_problem if wished else None)

    def _open(self) -> None:
        if log := self._chosen_log():
            self.open_wished.emit(log)

    def _set_up(self) -> None:
        self.bar.setAccessibleName(_("Progress"))
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(8)
        self.table.sortByColumn(Column.LINE, Qt.SortOrder.AscendingOrder)
        self.table.verticalHeader().setDefaultSectionSize(self.table.fontMetrics().height() + 8)
        self.only_problems.setAccessibleName(_("Only those without settings"))
        self.open.setAccessibleName(_("Open the session of the line"))

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.addWidget(self.only_problems)
        below.addStretch(1)
        below.addWidget(self.open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.progress)
        layout.addWidget(self.bar)
        layout.addWidget(self.table, stretch=1)
        layout.addLayout(below)
