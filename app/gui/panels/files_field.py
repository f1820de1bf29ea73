"""A field for the names of files, with a button that looks for them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QToolButton, QWidget

from app.gui.panels.fields import field, split
from app.gui.plain_text import tool_tip
from app.wording.language import _

BETWEEN_FILES = "; "
"""Spaces and commas may be part of a file's name."""


class FilesField(QWidget):
    """A field for the names of files, and a button that looks for them.

    Signals:
        entered: Enter was pressed in the field.
    """

    entered = Signal()

    def __init__(self, name: str, example: str, explanation: str, *, several: bool = False) -> None:
        super().__init__()
        self._name = name
        self.text = field(name, example, explanation)
        self.browse = QToolButton()
        self.browse.setText("…")
        self.browse.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.browse.setAccessibleName(_("{name}: choose").format(name=name))
        self.browse.setToolTip(tool_tip(_("{name}: choose").format(name=name)))
        self.browse.clicked.connect(self._add_files if several else self._choose_file)
        self.text.returnPressed.connect(self.entered)
        self.setFocusProxy(self.text)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.text, stretch=1)
        layout.addWidget(self.browse)

    @property
    def file(self) -> str:
        """The one file that is named; empty where none is."""
        return self.text.text().strip()

    @property
    def files(self) -> tuple[str, ...]:
        """All files that are named."""
        return split(self.text.text(), lambda text: text.split(";"))

    def _choose_file(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(self, self._name)
        if name:
            self.text.setText(name)

    def _add_files(self) -> None:
        names, _kind = QFileDialog.getOpenFileNames(self, self._name)
        if names:
            self.text.setText(BETWEEN_FILES.join(dict.fromkeys((*self.files, *names))))
