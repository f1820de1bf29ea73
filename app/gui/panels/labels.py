"""Labels and facts that show any text as plain text."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QFormLayout, QLabel, QSizePolicy, QWidget

from app.gui.colours import MUTED, Shades
from app.gui.plain_text import visible

LONGEST = 4_000
"""Characters of a label: to lay out much more would hold the window up."""


class PlainLabel(QLabel):
    """A label that takes no markup, wraps, and lets its text be selected and copied."""

    def __init__(self, name: str, text: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        # A long URL has no place to break: let the label be narrower than it.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(name)
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """Show a text; a label without text takes no room."""
        shown = visible(text[:LONGEST])
        if shown != self.text():
            self.setText(shown)
        if not shown:
            self.hide()
        elif self.parentWidget() is not None:
            # Without a parent it would become a window of its own.
            self.show()

    def enlarge(self, factor: float, *, bold: bool = False) -> "PlainLabel":
        """Draw the text larger than the rest."""
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * factor)
        font.setBold(bold)
        self.setFont(font)
        return self


class Tinted(QLabel):
    """A label in the shade of its meaning, also after a change between light and dark."""

    def __init__(self, text: str, shades: Shades = MUTED) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._shades = shades
        self._tint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def show_shades(self, shades: Shades) -> None:
        """Draw in another shade from now on."""
        self._shades = shades
        self._tint()

    def _tint(self) -> None:
        palette = self.palette()
        wanted = self._shades.on(QGuiApplication.palette(), QPalette.ColorRole.Window)
        # To set a palette is a change of it, too.
        if palette.windowText().color() != wanted:
            palette.setColor(QPalette.ColorRole.WindowText, wanted)
            self.setPalette(palette)


class Facts(QWidget):
    """Captions with values, one below the other."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = QFormLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._layout.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._layout.setHorizontalSpacing(16)
        self._shown: tuple[tuple[str, str], ...] = ()

    def show_facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Show those facts that have a value."""
        wanted = tuple((caption, value) for caption, value in facts if value)
        if wanted == self._shown:
            return
        self._shown = wanted
        while self._layout.rowCount():
            self._layout.removeRow(0)
        for caption, value in wanted:
            self._layout.addRow(Tinted(caption), PlainLabel(caption, value))
