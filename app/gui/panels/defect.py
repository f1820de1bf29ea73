"""The dialog for an unexpected error, which offers a report without secrets."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.gui.defects import Report
from app.gui.files import ask_for_target
from app.gui.panels.complaint import Complaint
from app.gui.panels.labels import PlainLabel
from app.gui.places import give_size
from app.gui.plain_text import many_lines
from app.wording.language import _, ngettext
from app.wording.system_reasons import reason_of

WIDTH: Final = 760
HEIGHT: Final = 480
BETWEEN: Final = "\n" + "-" * 60 + "\n\n"


class DefectDialog(QDialog):
    """One for the whole life of the window: what comes while it is open is added to it.

    `log` tells where the run on show is kept.
    """

    def __init__(self, parent: QWidget, log: Callable[[], Path | None]) -> None:
        super().__init__(parent)
        self._log = log
        self._reports: list[Report] = []
        self.setWindowTitle(_("Something unexpected happened"))
        give_size(self, WIDTH, HEIGHT)
        self.what = PlainLabel(_("What happened"))
        self.kept = PlainLabel(_("What is kept"))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(_("Report"))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setTabChangesFocus(True)
        self.complaint = Complaint()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.copy = buttons.addButton(_("&Copy the report"), role)
        self.save = buttons.addButton(_("&Save the report…"), role)
        self.close_button = buttons.button(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self._save)
        layout = QVBoxLayout(self)
        layout.addWidget(self.what)
        layout.addWidget(self.kept)
        layout.addWidget(self.text, stretch=1)
        layout.addWidget(self.complaint)
        layout.addWidget(buttons)

    def add(self, report: Report) -> None:
        """Show a report, beside those that are on show."""
        if not self.isVisible():
            self._reports = []
        self._reports.append(report)
        self.complaint.show_text("")
        self.what.show_text(self._what())
        self.kept.show_text(self._kept())
        self.text.setPlainText(many_lines(self.report))
        self.show()
        self.raise_()

    @property
    def report(self) -> str:
        """What is copied and saved."""
        return BETWEEN.join(one.text for one in self._reports)

    def _what(self) -> str:
        if all(one.is_crash for one in self._reports):
            return _(
                "The last time, Autodiscope ended suddenly. That is a defect of the program. The"
                " session logs hold everything up to that moment: File, Sessions lists them."
            )
        text = ngettext(
            "Something inside Autodiscope went wrong. That is a defect of the program, and says"
            " nothing about your mailbox, network or servers. What is on show stays there.",
            "{count} things inside Autodiscope went wrong. These are defects of the program, and"
            " say nothing about your mailbox, network or servers. What is on show stays there.",
            len(self._reports),
        )
        return text.format(count=len(self._reports))

    def _kept(self) -> str:
        log, files = self._log(), [str(one.file) for one in self._reports if one.file]
        parts = [
            _("The run on show is kept in {file}.").format(file=log) if log else "",
            _("The report is kept in {file}.").format(file=", ".join(files)) if files else "",
            _(
                "The report helps to mend the program. It holds no address, no password and"
                " nothing that a server sent."
            ),
        ]
        return "\n".join(filter(None, parts))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report)

    def _save(self) -> None:
        kinds = {_("Texts (*.txt)"): ".txt"}
        target = ask_for_target(self, _("Save the report"), kinds, name="autodiscope-defect.txt")
        if target is None:
            return
        try:
            target.write_text(self.report, encoding="utf-8")
        except OSError as error:
            reason = reason_of(error)
            text = _("The report cannot be saved as {file}: {reason}.")
            self.complaint.show_text(text.format(file=target, reason=reason))
