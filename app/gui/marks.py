"""The sign of each Mark: a shape, a word and a colour, so that colour is never alone."""

from functools import cache
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QPolygonF

from app.wording import Mark

SIZES: Final = (16, 20, 24, 32, 36, 40, 48, 64, 72, 96, 144)
"""In pixels: those in use, and what they become where a screen is scaled up to 300 %."""


class Sign(Struct, frozen=True, kw_only=True):
    """How a Mark is spoken, and its colour."""

    word: str
    fill: str


SIGNS: Final = {
    Mark.GOOD: Sign(word="good", fill="#1f883d"),
    Mark.WARNING: Sign(word="warning", fill="#b07d00"),
    Mark.BAD: Sign(word="bad", fill="#cf222e"),
    Mark.INFORMATION: Sign(word="information", fill="#0969da"),
    Mark.BUSY: Sign(word="under way", fill="#8250df"),
    Mark.SKIPPED: Sign(word="not done", fill="#79828c"),
}


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
