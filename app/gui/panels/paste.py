"""Takes the text of another program's log, as it was copied there."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from app.gui.panels.labels import PlainLabel
from app.gui.places import give_size
from app.wording.language import _

WIDTH: Final = 720
HEIGHT: Final = 420


class PasteDialog(QDialog):
    """A field to paste into; deletes itself when it is closed.

    Signals:
        given(text): the text is to be read.
    """

    given = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Read a pasted log"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        give_size(self, WIDTH, HEIGHT)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(_("Log"))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setTabChangesFocus(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.read = buttons.addButton(_("&Read it"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.read.setEnabled(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.text.textChanged.connect(self._look)
        self.accepted.connect(lambda: self.given.emit(self.text.toPlainText()))
        layout = QVBoxLayout(self)
        layout.addWidget(
            PlainLabel(
                _("What is read"),
                _(
                    "The Log tab of Outlook's Test E-mail AutoConfiguration, the text of"
                    " olkdisc.log, or the XML of a report of Microsoft's Remote Connectivity"
                    " Analyzer:"
                ),
            )
        )
        layout.addWidget(self.text, stretch=1)
        layout.addWidget(buttons)

    def _look(self) -> None:
        self.read.setEnabled(not self.text.document().isEmpty())
