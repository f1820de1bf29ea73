"""The Certificate window: judges any server, or a file, and saves what it showed."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.inspection import Inspection, InspectionWish
from app.domain.options import RunOptions
from app.gui import file_jobs, jobs
from app.gui.engine import Engine
from app.gui.engine_thread import Job
from app.gui.files import ask_for_chain_target
from app.gui.newest_job import NewestJob, Tell
from app.gui.panels.banner import Banner
from app.gui.panels.certificate import CertificatePanel
from app.gui.panels.complaint import Complaint
from app.gui.panels.fields import caption, field
from app.gui.panels.files_field import FilesField
from app.gui.panels.labels import PlainLabel
from app.gui.places import give_size, keep_place, put_back
from app.wording import Line, Mark
from app.wording.inspection import inspection_line
from app.wording.language import _

WIDTH: Final = 760
HEIGHT: Final = 680


class CertificateWindow(QDialog):
    """One look at a time.

    Signals:
        looked(inspection): a look has come to its result.
    """

    looked = Signal(object)

    def __init__(self, engine: Engine, options: Callable[[], RunOptions], parent: QWidget) -> None:
        """`options` gives what the main window's form holds."""
        super().__init__(parent)
        self._engine = engine
        self._options = options
        self._job = NewestJob(self)
        self.inspection: Inspection | None = None
        """What is on show."""
        self.target = FilesField(
            _("Server or file"),
            _("mail.contoso.com, mail.contoso.com:444, or a PEM, DER or P7B file"),
            _("HOST[:PORT], or a file, which can also be dropped here"),
        )
        self.name = field(_("Judge for name"), _("the name that is asked"), "--name")
        self.look = QPushButton(_("&Look"))
        self.stop_button = QPushButton(_("&Cancel"))
        self.save = QPushButton(_("&Save as PEM…"))
        self.complaint = Complaint()
        self.banner = Banner()
        self.panel = CertificatePanel()
        self._scroll = QScrollArea()
        self._lay_out()
        self.look.clicked.connect(self.start)
        self.stop_button.clicked.connect(self.cancel)
        self.save.clicked.connect(self._choose_target)
        self._job.came.connect(self.looked)
        self._job.ended.connect(self._end)
        self.looked.connect(self._show)
        self._show_running(is_running=False)
        put_back(self, "certificate")

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep the place."""
        super().hideEvent(event)
        keep_place(self, "certificate", event)

    # --- what can be done ------------------------------------------------------------------

    def start(self) -> None:
        """Look at what the fields name."""
        if self._job.is_running:
            return
        wish = InspectionWish(target=self.target.file, name=self.name.text())
        self.complaint.show_text("")
        self._clear()
        what = (
            _("Looking at {target} …").format(target=wish.target) if wish.target else _("Looking …")
        )
        self.banner.show_line(Line(what=what, verdict="", mark=Mark.BUSY))
        options = self._options()
        self._begin(lambda tell: jobs.look_at(self._engine, wish, options, tell))

    def cancel(self) -> None:
        """Stop the look that is under way."""
        self._job.cancel()

    def save_chain(self, target: Path) -> None:
        """Write the chain on show as PEM."""
        inspection = self.inspection
        if inspection is not None and not self._job.is_running:
            self._begin(lambda _tell: file_jobs.save_chain(inspection, target))

    def stop(self, seconds: float) -> bool:
        """At the end of the program: stop, and wait at most so long; tell whether it has ended."""
        self._job.give_up()
        return self._job.stop(seconds)

    def reject(self) -> None:
        """Escape stops a look first, and then closes the window."""
        if self._job.is_running:
            self.cancel()
        else:
            super().reject()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _file_of(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        file = _file_of(event)
        if file:
            event.acceptProposedAction()
            self.target.text.setText(file)
            self.start()

    # --- a look ----------------------------------------------------------------------------

    def _begin(self, job: Callable[[Tell], Job]) -> None:
        self._job.begin(job)
        self._show_running(is_running=True)

    def _end(self, complaint: str) -> None:
        self.complaint.show_text(complaint)
        if self.inspection is None:
            self.banner.hide()
        self._show_running(is_running=False)

    def _show(self, inspection: Inspection) -> None:
        self.inspection = inspection
        self.banner.show_line(inspection_line(inspection))
        if inspection.judged is not None:
            self.panel.show_judged(inspection.judged, None, dict(inspection.details))
            self._scroll.show()

    def _clear(self) -> None:
        self.inspection = None
        self._scroll.hide()

    def _show_running(self, *, is_running: bool) -> None:
        self.look.setEnabled(not is_running)
        self.stop_button.setEnabled(is_running)
        has_chain = self.inspection is not None and bool(self.inspection.chain)
        self.save.setEnabled(has_chain and not is_running)

    def _choose_target(self) -> None:
        if target := ask_for_chain_target(self):
            self.save_chain(target)

    # --- building --------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setWindowTitle(_("Certificate"))
        give_size(self, WIDTH, HEIGHT)
        self.setAcceptDrops(True)
        # Enter in a field looks.
        self.look.setDefault(True)
        for button in (self.stop_button, self.save):
            button.setAutoDefault(False)
        self.look.setAccessibleName(_("Look at the certificate"))
        self.stop_button.setAccessibleName(_("Cancel the look"))
        self.save.setAccessibleName(_("Save the chain as PEM"))
        fields = QFormLayout()
        fields.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        fields.addRow(caption(_("Server or &file"), self.target), self.target)
        fields.addRow(caption(_("Judge for &name"), self.name), self.name)
        buttons = QHBoxLayout()
        for button in (self.look, self.stop_button):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(self.save)
        self._scroll.setAccessibleName(_("Verdict on the certificate"))
        self._scroll.setWidget(self.panel)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.hide()
        layout = QVBoxLayout(self)
        layout.addWidget(
            PlainLabel(
                _("What is sent"),
                _(
                    "Connects, shakes hands and goes: no HTTP request is sent, and no password."
                    " A file sends nothing. The options of the main window about the network and"
                    " about trust count here, too."
                ),
            )
        )
        layout.addLayout(fields)
        layout.addLayout(buttons)
        layout.addWidget(self.complaint)
        layout.addWidget(self.banner)
        layout.addWidget(self._scroll, stretch=1)
        layout.addStretch()


def _file_of(event: QDropEvent) -> str:
    """Give the file that is dropped; empty where it is something else."""
    files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    return files[0] if len(files) == 1 else ""
