"""Asks into which folder, and in which form, several sessions are to be exported."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from app.gui.panels.fields import caption, choice
from app.gui.panels.labels import PlainLabel
from app.gui.panels.targets import FolderField
from app.wording.language import _, ngettext
from app.wording.lines import number

WIDTH: Final = 560


class ExportSeveralDialog(QDialog):
    """A folder and a form; deletes itself when it is closed.

    Signals:
        agreed(folder, form): they are to be exported so.
    """

    agreed = Signal(object, str)

    def __init__(
        self, count: int, forms: Sequence[tuple[str, str]], *, masked: bool, parent: QWidget
    ) -> None:
        """`forms` are titles, each with the name of its form."""
        super().__init__(parent)
        self.setWindowTitle(_("Export the sessions"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(WIDTH, self.sizeHint().height())
        self.folder = FolderField(_("Folder"), _("choose a folder"), "")
        self.form = choice(_("Kind of file"), forms)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.export = buttons.addButton(_("&Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.export.setEnabled(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.folder.text.textChanged.connect(self._look)
        self.accepted.connect(
            lambda: self.agreed.emit(Path(self.folder.file), self.form.currentData())
        )
        text = ngettext(
            "{count} session becomes a file, named by its date and address.",
            "{count} sessions become a file each, named by their date and address.",
            count,
        )
        if masked:
            text = ngettext(
                "{count} session becomes a file, masked, and named by its date alone.",
                "{count} sessions become a file each, masked, and named by their date alone.",
                count,
            )
        fields = QFormLayout()
        fields.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        fields.addRow(caption(_("&Folder"), self.folder), self.folder)
        fields.addRow(caption(_("&Kind of file"), self.form), self.form)
        layout = QVBoxLayout(self)
        layout.addWidget(PlainLabel(_("What is exported"), text.format(count=number(count))))
        layout.addLayout(fields)
        layout.addWidget(buttons)

    def _look(self) -> None:
        self.export.setEnabled(bool(self.folder.file))
