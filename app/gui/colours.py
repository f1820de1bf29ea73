"""The colours that mean something, each for light and for dark ground, and always readable."""

from functools import cache, lru_cache
from typing import Final

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessibilityHints, QColor, QGuiApplication, QPalette, QStyleHints

TEXT: Final = 4.5
"""The contrast that text needs. [WCAG 2.2] 1.4.3"""
SHAPE: Final = 3.0
"""The contrast that a shape needs to be recognised by. [WCAG 2.2] 1.4.11"""


class Shades(Struct, frozen=True, kw_only=True):
    """One meaning's colour; asked at each painting, so that it follows light and dark."""

    light: str
    """On light ground."""
    dark: str
    """On dark ground."""
    needs: float = TEXT

    def on(self, palette: QPalette, ground: QPalette.ColorRole = QPalette.ColorRole.Base) -> QColor:
        """Give the shade for a ground; that of plain text where neither would be readable."""
        plain = palette.color(_TEXT_ON.get(ground, QPalette.ColorRole.Text))
        if self.needs >= TEXT and wants_contrast():
            return plain
        return QColor(_best(self, palette.color(ground).rgb(), plain.rgb()))


@lru_cache(maxsize=512)
def _best(shades: Shades, ground: int, plain: int) -> int:
    """Choose among colours as numbers; kept, since each stretch of a long text asks."""
    below = QColor(ground)
    either = (QColor(shades.light), QColor(shades.dark))
    best = max(either, key=lambda one: contrast(one, below))
    return best.rgb() if contrast(best, below) >= shades.needs else plain


_TEXT_ON: Final = {
    QPalette.ColorRole.Window: QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Highlight: QPalette.ColorRole.HighlightedText,
}

MUTED: Final = Shades(light="#57606a", dark="#b1bac4")
"""What stands beside the point: captions, and what was not done."""
GOOD: Final = Shades(light="#116329", dark="#7ee787")
WARNING: Final = Shades(light="#7d4e00", dark="#f2cc60")
BAD: Final = Shades(light="#a40e26", dark="#ffa198")


def wants_contrast() -> bool:
    """Tell whether the system is set to high contrast."""
    _, hints = _system_hints()
    return hints.contrastPreference() is Qt.ContrastPreference.HighContrast


@cache
def _system_hints() -> tuple[QStyleHints, QAccessibilityHints]:
    # Both are kept: PySide takes the inner one for deleted once nobody holds the outer one.
    styles = QGuiApplication.styleHints()
    return styles, styles.accessibility()


def contrast(one: QColor, other: QColor) -> float:
    """Give the ratio of contrast, from 1 to 21. [WCAG 2.2] 1.4.3"""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: QColor) -> float:
    """Give the relative luminance. [WCAG 2.2] relative luminance"""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
