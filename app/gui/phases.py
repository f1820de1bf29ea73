"""The colour of each phase of the waterfall, on light and on dark ground."""

from typing import Final

from PySide6.QtGui import QColor, QPalette

from app.domain.waterfall import Phase

DARK_BELOW: Final = 128
_COLOURS: Final = {
    Phase.DNS: ("#0f766e", "#5eead4"),
    Phase.TCP: ("#c2570c", "#fdba74"),
    Phase.TLS: ("#7c3aed", "#c4b5fd"),
    Phase.WAITING: ("#6b7280", "#9ca3af"),
    Phase.RECEIVING: ("#1d4ed8", "#60a5fa"),
}


def phase_colour(phase: Phase, palette: QPalette) -> QColor:
    """Give the colour; asked at each painting, so that it follows light and dark."""
    light, dark = _COLOURS[phase]
    return QColor(dark if palette.base().color().lightness() < DARK_BELOW else light)


def phase_share(phase: Phase) -> float:
    """Give how much of the bar's height a phase takes: to wait is no work, and looks like none."""
    return 0.45 if phase is Phase.WAITING else 1.0
