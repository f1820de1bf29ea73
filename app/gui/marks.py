"""The sign of each Mark: a shape, a word and a colour, so that colour is never alone."""

from functools import cache
from typing import Final, assert_never

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QPolygonF

from app.wording import Mark
from app.wording.language import _

SIZES: Final = (16, 20, 24, 32, 36, 40, 48, 64, 72, 96, 144)
"""In pixels: those in use, and what they become where a screen is scaled up to 300 %."""


class Sign(Struct, frozen=True, kw_only=True):
    """How a Mark is spoken, and its colour."""

    mark: Mark
    fill: str

    @property
    def word(self) -> str:
        return _word(self.mark)


SIGNS: Final = {
    Mark.GOOD: Sign(mark=Mark.GOOD, fill="#1f883d"),
    Mark.WARNING: Sign(mark=Mark.WARNING, fill="#b07d00"),
    Mark.BAD: Sign(mark=Mark.BAD, fill="#cf222e"),
    Mark.INFORMATION: Sign(mark=Mark.INFORMATION, fill="#0969da"),
    Mark.BUSY: Sign(mark=Mark.BUSY, fill="#8250df"),
    Mark.SKIPPED: Sign(mark=Mark.SKIPPED, fill="#79828c"),
}


def _word(mark: Mark) -> str:
    match mark:
        case Mark.GOOD:
            return _("good")
        case Mark.WARNING:
            return _("warning")
        case Mark.BAD:
            return _("bad")
        case Mark.INFORMATION:
            return _("information")
        case Mark.BUSY:
            return _("under way")
        case Mark.SKIPPED:
            return _("not done")
        case _ as never:
            assert_never(never)


@cache
def icon(mark: Mark) -> QIcon:
    """Give the icon; drawn once for each size."""
    drawn = QIcon()
    for size in SIZES:
        pixmap = _pixmap(mark, size)
        # In a selected line as ever: Qt would tint it, and red on blue is neither.
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
            drawn.addPixmap(pixmap, mode)
    return drawn


def _pixmap(mark: Mark, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / 16, size / 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(SIGNS[mark].fill))
    _draw_ground(painter, mark)
    pen = painter.pen()
    pen.setStyle(Qt.PenStyle.SolidLine)
    pen.setColor(Qt.GlobalColor.white)
    pen.setWidthF(1.8)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    for line in _STROKES[mark]:
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in line]))
    painter.end()
    return pixmap


def _draw_ground(painter: QPainter, mark: Mark) -> None:
    # Three outlines, so that good, warning and bad differ without colour and without the glyph.
    if mark is Mark.WARNING:
        painter.drawPolygon(QPolygonF([QPointF(8, 0.8), QPointF(15.6, 15), QPointF(0.4, 15)]))
    elif mark is Mark.BAD:
        painter.drawRoundedRect(QRectF(1, 1, 14, 14), 3, 3)
    else:
        painter.drawEllipse(QRectF(0.8, 0.8, 14.4, 14.4))


_Point = tuple[float, float]
_STROKES: Final[dict[Mark, tuple[tuple[_Point, ...], ...]]] = {
    Mark.GOOD: (((4.4, 8.4), (7, 11), (11.6, 5.4)),),
    Mark.WARNING: (((8, 5.6), (8, 9.6)), ((8, 12.3), (8, 12.4))),
    Mark.BAD: (((5, 5), (11, 11)), ((11, 5), (5, 11))),
    Mark.INFORMATION: (((8, 7.6), (8, 11.6)), ((8, 4.5), (8, 4.6))),
    Mark.BUSY: (((4.6, 8), (4.7, 8)), ((8, 8), (8.1, 8)), ((11.4, 8), (11.5, 8))),
    Mark.SKIPPED: (((5, 8), (11, 8)),),
}
