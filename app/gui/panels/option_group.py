"""A group of options in a form: one below the other, each with its caption."""

from collections.abc import Iterable

from PySide6.QtWidgets import QCheckBox, QFormLayout, QGroupBox, QLabel, QWidget

from app.gui.panels.fields import caption
from app.gui.plain_text import tool_tip

Row = tuple[str, QWidget] | QCheckBox
"""A widget with its caption, or a box that says itself what it is for."""


class OptionGroup(QGroupBox):
    """As high as its rows."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self._layout = QFormLayout(self)
        self._layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._layout.setContentsMargins(10, 6, 10, 8)
        self._layout.setHorizontalSpacing(10)
        self._layout.setVerticalSpacing(4)

    def show_rows(self, rows: Iterable[Row]) -> None:
        """Lay these out below each other."""
        for row in rows:
            if isinstance(row, QCheckBox):
                self._layout.addRow(QLabel(), row)
            else:
                text, widget = row
                self._layout.addRow(caption(text, widget), widget)


def check_box(text: str, explanation: str) -> QCheckBox:
    """Give a box to tick, which is spoken as it reads."""
    made = QCheckBox(text)
    made.setAccessibleName(text.replace("&", ""))
    made.setToolTip(tool_tip(explanation))
    return made
