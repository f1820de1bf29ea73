"""The fields of the form: text, choices, files; each with its name to be spoken."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QWidget,
)

from app.gui.plain_text import tool_tip
from app.wording.language import _

LONGEST_FIELD = 20_000
"""Longer than any right input: the check of it says more than a field that is full."""
BETWEEN_FILES = "; "
"""Spaces and commas may be part of a file's name."""


def field(name: str, example: str, explanation: str = "") -> QLineEdit:
    """Give a field for text, with an example in it while it is empty."""
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(example)
    made.setMaxLength(LONGEST_FIELD)
    made.setToolTip(tool_tip(explanation))
    return made


def choice(name: str, choices: Sequence[tuple[str, str]], explanation: str = "") -> QComboBox:
    """Give a list of titles, each with the value that stands for it."""
    made = QComboBox()
    made.setAccessibleName(name)
    made.setToolTip(tool_tip(explanation))
    for title, value in choices:
        made.addItem(title, value)
    return made


def caption(text: str, widget: QWidget) -> QLabel:
    """Give the caption of a field, which leads to it by its underlined letter."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setBuddy(widget)
    return made


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


def split(text: str, apart: Callable[[str], Sequence[str]]) -> tuple[str, ...]:
    """Give the parts of a text that are not blank."""
    return tuple(part.strip() for part in apart(text) if part.strip())


def words(text: str) -> tuple[str, ...]:
    """Give what stands between spaces and commas."""
    return split(text.replace(",", " "), str.split)
