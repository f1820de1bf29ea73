"""Two sessions side by side: what one of them tells otherwise than the other."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.gui import jobs
from app.gui.chores import Chores
from app.gui.engine import Engine
from app.gui.panels.complaint import Complaint
from app.gui.panels.fields import FilesField, caption
from app.gui.panels.labels import PlainLabel
from app.gui.panels.table import TextTable
from app.wording.comparison import Comparison, group_title

WIDTH: Final = 1000
HEIGHT: Final = 600
FILE: Final = "a session, Outlook's own log or a report of the Remote Connectivity Analyzer"
HEADINGS: Final = ("About", "What", "First", "Second")
EXPLANATION: Final = "What explains it"
YES: Final = "yes"
SAME: Final = "The two sessions tell the same."


class CompareWindow(QWidget):
    """Asks for two files, and shows what differs.

    Signals:
        compared(comparison): the files are read.
    """

    compared = Signal(object)

    def __init__(self, engine: Engine, chores: Chores, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._engine = engine
        self._chores = chores
        self.setWindowTitle("Compare two sessions")
        self.resize(WIDTH, HEIGHT)
        self.first = FilesField("First session", "a file", FILE)
        self.second = FilesField("Second session", "a file", FILE)
        self.compare = QPushButton("Com&pare")
        self.compare.setAccessibleName("Compare")
        self.copy = QPushButton("&Copy")
        self.copy.setAccessibleName("Copy the differences")
        self.copy.setEnabled(False)
        self.complaint = Complaint()
        self.outcome = PlainLabel("Outcome")
        self.table = TextTable("Differences", HEADINGS)
        self._lay_out()
        self.compare.clicked.connect(self.start)
        self.copy.clicked.connect(self._copy)
        for file in (self.first, self.second):
            file.entered.connect(self.start)
        self.compared.connect(self._show)

    def start(self) -> None:
        """Read both files in a thread of their own, and show what differs."""
        if not self.compare.isEnabled():
            return
        first, second = self.first.file, self.second.file
        if not first or not second:
            self.complaint.show_text("Two sessions are needed.")
            return
        self.compare.setEnabled(False)
        self.complaint.show_text("")
        job = jobs.compare(self._engine, Path(first), Path(second), self.compared.emit)
        self._chores.begin(job, self._end)

    def _end(self, complaint: str) -> None:
        self.compare.setEnabled(True)
        self.complaint.show_text(complaint)

    def _show(self, found: Comparison) -> None:
        count = len(found.differences)
        self.outcome.show_text(f"{count} differences" if count else SAME)
        lines = (
            *((EXPLANATION, one.title, YES, "") for one in found.first_only),
            *((EXPLANATION, one.title, "", YES) for one in found.second_only),
            *(
                (group_title(one.group), one.what, one.first.text, one.second.text)
                for one in found.differences
            ),
        )
        self.table.show_lines(lines)
        self.copy.setEnabled(bool(lines))

    def _copy(self) -> None:
        lines = ["\t".join(texts) for texts in (list(HEADINGS), *self.table.texts())]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _lay_out(self) -> None:
        files = QFormLayout()
        files.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        files.addRow(caption("&First session", self.first), self.first)
        files.addRow(caption("&Second session", self.second), self.second)
        below = QHBoxLayout()
        below.addWidget(self.outcome, stretch=1)
        below.addWidget(self.copy)
        below.addWidget(self.compare)
        layout = QVBoxLayout(self)
        layout.addLayout(files)
        layout.addLayout(below)
        layout.addWidget(self.complaint)
        layout.addWidget(self.table, stretch=1)
