"""The colour of each phase of the waterfall, on light and on dark ground."""

from typing import Final

from PySide6.QtGui import QColor, QPalette

from app.domain.waterfall import Phase
from app.gui.colours import SHAPE, Shades

COLOURS: Final = {
    Phase.DNS: Shades(light="#0f766e", dark="#5eead4", needs=SHAPE),
    Phase.TCP: Shades(light="#c2570c", dark="#fdba74", needs=SHAPE),
    Phase.TLS: Shades(light="#7c3aed", dark="#c4b5fd", needs=SHAPE),
    Phase.WAITING: Shades(light="#6b7280", dark="#9ca3af", needs=SHAPE),
    Phase.RECEIVING: Shades(light="#1d4ed8", dark="#60a5fa", needs=SHAPE),
}


def phase_colour(phase: Phase, palette: QPalette) -> QColor:
    """Give the colour; asked at each painting, so that it follows light and dark."""
    return COLOURS[phase].on(palette)


def phase_share(phase: Phase) -> float:
    """Give how much of the bar's height a phase takes: to wait is no work, and looks like none."""
    return 0.45 if phase is Phase.WAITING else 1.0
