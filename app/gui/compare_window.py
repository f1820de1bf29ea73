"""Two sessions side by side: what one of them tells otherwise than the other."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.gui import jobs
from app.gui.chores import Chores
from app.gui.engine import Engine
from app.gui.panels.complaint import Complaint
from app.gui.panels.fields import caption
from app.gui.panels.files_field import FilesField
from app.gui.panels.labels import PlainLabel
from app.gui.panels.table import TextTable
from app.gui.places import give_size, keep_place, put_back
from app.wording.comparison import Comparison, group_title
from app.wording.language import _, ngettext

WIDTH: Final = 1000
HEIGHT: Final = 600


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
        self.setWindowTitle(_("Compare two sessions"))
        give_size(self, WIDTH, HEIGHT)
        self.first = FilesField(_("First session"), _("a file"), _file())
        self.second = FilesField(_("Second session"), _("a file"), _file())
        self.compare = QPushButton(_("Com&pare"))
        self.compare.setAccessibleName(_("Compare"))
        self.copy = QPushButton(_("&Copy"))
        self.copy.setAccessibleName(_("Copy the differences"))
        self.copy.setEnabled(False)
        self.complaint = Complaint()
        self.outcome = PlainLabel(_("Outcome"))
        self.table = TextTable(_("Differences"), _headings(), kept="differences")
        self._lay_out()
        put_back(self, "compare")
        self.compare.clicked.connect(self.start)
        self.copy.clicked.connect(self._copy)
        for file in (self.first, self.second):
            file.entered.connect(self.start)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)
        self.compared.connect(self._show)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep the place."""
        super().hideEvent(event)
        keep_place(self, "compare", event)

    def start(self) -> None:
        """Read both files in a thread of their own, and show what differs."""
        if not self.compare.isEnabled():
            return
        first, second = self.first.file, self.second.file
        if not first or not second:
            self.complaint.show_text(_("Two sessions are needed."))
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
        self.outcome.show_text(
            ngettext("{count} difference", "{count} differences", count).format(count=count)
            if count
            else _("The two sessions tell the same.")
        )
        lines = (
            *((_explanation(), one.title, _yes(), "") for one in found.first_only),
            *((_explanation(), one.title, "", _yes()) for one in found.second_only),
            *(
                (group_title(one.group), one.what, one.first.text, one.second.text)
                for one in found.differences
            ),
        )
        self.table.show_lines(lines)
        self.copy.setEnabled(bool(lines))

    def _copy(self) -> None:
        lines = ["\t".join(texts) for texts in (list(_headings()), *self.table.texts())]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _lay_out(self) -> None:
        files = QFormLayout()
        files.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        files.addRow(caption(_("&First session"), self.first), self.first)
        files.addRow(caption(_("&Second session"), self.second), self.second)
        below = QHBoxLayout()
        below.addWidget(self.outcome, stretch=1)
        below.addWidget(self.copy)
        below.addWidget(self.compare)
        layout = QVBoxLayout(self)
        layout.addLayout(files)
        layout.addLayout(below)
        layout.addWidget(self.complaint)
        layout.addWidget(self.table, stretch=1)


def _file() -> str:
    return _("a session, Outlook's own log or a report of the Remote Connectivity Analyzer")


def _headings() -> tuple[str, ...]:
    return (_("About"), _("What"), _("First"), _("Second"))


def _explanation() -> str:
    return _("What explains it")


def _yes() -> str:
    return _("yes")
