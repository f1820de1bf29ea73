"""Hints, links and chosen lines, which some styles draw too faint, made readable."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from app.gui.colours import MUTED, SHAPE, TEXT, Shades, contrast

Role = QPalette.ColorRole
Group = QPalette.ColorGroup

HINT: Final = Shades(light=MUTED.light, dark=MUTED.dark, needs=SHAPE)
"""In high contrast, too: in the colour of text a hint would look like what was typed."""
STEP: Final = 105
"""Per cent: so much darker or lighter at a time."""
MOST_STEPS: Final = 60


class ReadableColours(QObject):
    """Follows light, dark and high contrast; whatever the system draws well stays as it is."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        hints = application.styleHints()
        # Kept, since PySide takes it for deleted once nobody holds it.
        self._accessibility = hints.accessibility()
        hints.colorSchemeChanged.connect(self._mend_soon)
        self._accessibility.contrastPreferenceChanged.connect(self._take_contrast)
        self._mend()

    def _take_contrast(self) -> None:
        # The palette may stay as it was, and each label's colour is another nevertheless.
        for one in self._application.allWidgets():
            self._application.sendEvent(one, QEvent(QEvent.Type.PaletteChange))
        self._mend_soon()

    def _mend_soon(self) -> None:
        # The palette follows what tells of it.
        QTimer.singleShot(0, self, self._mend)

    def _mend(self) -> None:
        shown = self._application.palette()
        # Only what is set here: everything else goes on following the system.
        mended = QPalette()
        for group in (Group.Active, Group.Inactive):
            mended.setColor(group, Role.PlaceholderText, HINT.on(shown))
            text = shown.color(group, Role.HighlightedText)
            ground = shown.color(group, Role.Highlight)
            mended.setColor(group, Role.Highlight, shade_for(ground, text))
            for role in (Role.Link, Role.LinkVisited):
                link, base = shown.color(group, role), shown.color(group, Role.Base)
                mended.setColor(group, role, shade_for(link, base))
        self._application.setPalette(mended)


def shade_for(colour: QColor, beside: QColor) -> QColor:
    """Give the colour, or its nearest shade that can be told from the other as text needs it."""
    is_lighter = colour.lightness() >= beside.lightness()
    for _step in range(MOST_STEPS):
        if contrast(colour, beside) >= TEXT:
            break
        colour = colour.lighter(STEP) if is_lighter else colour.darker(STEP)
    return colour
