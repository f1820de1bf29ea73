"""The fields of the form: texts and choices, each with its name to be spoken.

The first painting waits for this module: it imports no more than that wants.
"""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

LONGEST_FIELD = 20_000
"""Longer than any right input: the check of it says more than a field that is full."""
_PLAIN_TEXT = 0
"""Qt.TextFormat.PlainText: the first painting need not wait for the namespace of Qt."""


def field(name: str, example: str, explanation: str = "") -> QLineEdit:
    """Give a field for text, with an example in it while it is empty."""
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(example)
    made.setMaxLength(LONGEST_FIELD)
    _explain(made, explanation)
    return made


def choice(name: str, choices: Sequence[tuple[str, str]], explanation: str = "") -> QComboBox:
    """Give a list of titles, each with the value that stands for it."""
    made = QComboBox()
    made.setAccessibleName(name)
    _explain(made, explanation)
    for title, value in choices:
        made.addItem(title, value)
    return made


def caption(text: str, widget: QWidget) -> QLabel:
    """Give the caption of a field, which leads to it by its underlined letter."""
    made = QLabel(text)
    made.setProperty("textFormat", _PLAIN_TEXT)
    made.setBuddy(widget)
    return made


def _explain(widget: QWidget, explanation: str) -> None:
    if explanation:
        from app.gui.plain_text import tool_tip

        widget.setToolTip(tool_tip(explanation))


def split(text: str, apart: Callable[[str], Sequence[str]]) -> tuple[str, ...]:
    """Give the parts of a text that are not blank."""
    return tuple(part.strip() for part in apart(text) if part.strip())


def words(text: str) -> tuple[str, ...]:
    """Give what stands between spaces and commas."""
    return split(text.replace(",", " "), str.split)
