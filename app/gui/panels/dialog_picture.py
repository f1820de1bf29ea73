"""Draws a dialog of Outlook as a picture: nothing in it can be pressed."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui.colours import wants_contrast
from app.gui.marks import icon
from app.gui.plain_text import visible
from app.wording import Mark
from app.wording.language import _
from app.wording.pictures import Dialog

WIDEST: Final = 430
NARROWEST: Final = 240
PAD: Final = 14.0
GAP: Final = 8.0
SIGN: Final = 16.0
LARGE_SIGN: Final = 32.0
FRAME: Final = 1.0
LARGER: Final = 1.15
BUTTON_WIDTH: Final = 76.0
LONGEST: Final = 1_000
"""Characters of one part: a picture need not hold more."""


class Paint:
    """The colours of a dialog as Windows had it; the system's own where it wants high contrast."""

    def __init__(self, palette: QPalette) -> None:
        if wants_contrast():
            self.ground = self.field = palette.window().color()
            self.title = palette.highlight().color()
            self.title_text = palette.highlightedText().color()
            self.text = self.frame = self.edge = palette.windowText().color()
            self.button = self.ground
        else:
            # A picture of another program's window has that window's colours, in the dark too.
            self.ground, self.field = QColor("#f0f0f0"), QColor("#ffffff")
            self.title, self.title_text = QColor("#cfdcec"), QColor("#1b1b1b")
            self.text, self.frame = QColor("#1b1b1b"), QColor("#5f7da3")
            self.edge, self.button = QColor("#707070"), QColor("#e1e1e1")


class DialogPicture(QWidget):
    """One dialog. Its words are the widget's description, so that they can be read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self._dialog: Dialog | None = None
        # So that who uses the keyboard and hears the window comes by it.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("A picture of what Outlook would have shown"))
        self.setMinimumWidth(NARROWEST)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    @property
    def dialog(self) -> Dialog | None:
        """What is drawn; None for nothing."""
        return self._dialog

    def show_dialog(self, dialog: Dialog | None) -> None:
        """Draw this one; None takes the picture away."""
        self._dialog = dialog
        # Without a parent it would become a window of its own.
        self.setVisible(dialog is not None and self.parentWidget() is not None)
        if dialog is None:
            return
        title = visible(dialog.title[:LONGEST])
        name = _("A picture of what Outlook would have shown: {title}").format(title=title)
        self.setAccessibleName(name)
        self.setAccessibleDescription(visible(dialog.spoken[: 4 * LONGEST]))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDEST, self.heightForWidth(WIDEST))

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST, self.heightForWidth(WIDEST))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(_Drawing(self, None, min(width, WIDEST)).draw(self._dialog))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is drawn
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = min(self.width(), WIDEST)
        height = _Drawing(self, None, width).draw(self._dialog)
        _Drawing(self, painter, width).draw_window(height)
        _Drawing(self, painter, width).draw(self._dialog)
        if self.hasFocus():
            painter.setPen(QPen(self.palette().highlight().color(), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(1, 1, width - 2, height - 2))
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


class _Drawing:
    """Goes from top to bottom; without a painter it only measures."""

    def __init__(self, widget: QWidget, painter: QPainter | None, width: float) -> None:
        self._painter = painter
        self._width = width
        self._font = widget.font()
        self._metrics = QFontMetricsF(self._font)
        self._paint = Paint(widget.palette())
        self._y = 0.0

    def draw(self, dialog: Dialog | None) -> float:
        """Draw all parts, and give the height that they take."""
        if dialog is None:
            return 0.0
        self._draw_title(dialog.title)
        left = PAD + LARGE_SIGN + PAD
        top = self._y
        self._sign(Mark.WARNING if dialog.checks else Mark.INFORMATION, PAD, top, LARGE_SIGN)
        self._text(dialog.heading, left, larger=True)
        for paragraph in dialog.paragraphs:
            self._text(paragraph, left)
        self._y = max(self._y, top + LARGE_SIGN + GAP)
        for good, text in dialog.checks:
            self._sign(Mark.GOOD if good else Mark.WARNING, left, self._y, SIGN)
            self._text(text, left + SIGN + GAP)
        for caption, value in dialog.fields:
            self._draw_field(caption, value, left)
        if dialog.question:
            self._text(dialog.question, left)
        if dialog.box:
            self._draw_box(dialog.box, left)
        self._draw_buttons(dialog.buttons)
        return self._y

    def draw_window(self, height: float) -> None:
        """Draw the ground and the frame that everything stands on."""
        assert self._painter is not None
        self._painter.setPen(QPen(self._paint.frame, FRAME))
        self._painter.setBrush(self._paint.ground)
        self._painter.drawRect(QRectF(0.5, 0.5, self._width - 1, height - 1))

    def _draw_title(self, title: str) -> None:
        height = self._metrics.height() + GAP
        if painter := self._painter:
            bar = QRectF(FRAME, FRAME, self._width - 2 * FRAME, height)
            painter.fillRect(bar, self._paint.title)
            painter.setPen(self._paint.title_text)
            painter.setFont(self._font)
            room = self._metrics.elidedText(
                visible(title[:LONGEST]), Qt.TextElideMode.ElideRight, bar.width() - 5 * PAD
            )
            painter.drawText(bar.adjusted(PAD, 0, -PAD, 0), _MIDDLE, room)
            self._draw_close(bar)
        self._y = height + PAD

    def _draw_close(self, bar: QRectF) -> None:
        assert self._painter is not None
        self._painter.setPen(QPen(self._paint.title_text, 1.4))
        at, arm = QPointF(bar.right() - PAD, bar.center().y()), 4.0
        self._painter.drawLine(at + QPointF(-arm, -arm), at + QPointF(arm, arm))
        self._painter.drawLine(at + QPointF(-arm, arm), at + QPointF(arm, -arm))

    def _text(self, text: str, left: float, *, larger: bool = False) -> None:
        font = QFont(self._font)
        if larger:
            font.setPointSizeF(font.pointSizeF() * LARGER)
            font.setBold(True)
        laid = QTextLayout(visible(text[:LONGEST]).replace("\n", " "), font)
        height = _lay_out(laid, self._width - left - PAD)
        if self._painter:
            self._painter.setPen(self._paint.text)
            laid.draw(self._painter, QPointF(left, self._y))
        self._y += max(height, SIGN) + GAP

    def _sign(self, mark: Mark, left: float, top: float, size: float) -> None:
        if self._painter:
            icon(mark).paint(self._painter, QRectF(left, top, size, size).toRect())

    def _draw_field(self, caption: str, value: str, left: float) -> None:
        height = self._metrics.height() + GAP
        beside = max(80.0, 0.3 * self._width)
        if painter := self._painter:
            painter.setPen(self._paint.text)
            painter.setFont(self._font)
            painter.drawText(QRectF(left, self._y, beside, height), _MIDDLE, caption)
            room = QRectF(left + beside, self._y, self._width - left - beside - PAD, height)
            painter.setPen(QPen(self._paint.edge, FRAME))
            painter.setBrush(self._paint.field)
            painter.drawRect(room)
            painter.setPen(self._paint.text)
            shown = self._metrics.elidedText(
                visible(value[:LONGEST]), Qt.TextElideMode.ElideRight, room.width() - GAP
            )
            painter.drawText(room.adjusted(GAP / 2, 0, -GAP / 2, 0), _MIDDLE, shown)
        self._y += height + GAP

    def _draw_box(self, text: str, left: float) -> None:
        side = 12.0
        if painter := self._painter:
            painter.setPen(QPen(self._paint.edge, FRAME))
            painter.setBrush(self._paint.field)
            painter.drawRect(QRectF(left + 0.5, self._y + 2.5, side, side))
        self._text(text, left + side + GAP)

    def _draw_buttons(self, buttons: tuple[str, ...]) -> None:
        height = self._metrics.height() + GAP
        right = self._width - PAD
        for text in reversed(buttons):
            width = max(BUTTON_WIDTH, self._metrics.horizontalAdvance(text) + 2 * GAP)
            if painter := self._painter:
                place = QRectF(right - width, self._y, width, height)
                painter.setPen(QPen(self._paint.edge, FRAME))
                painter.setBrush(self._paint.button)
                painter.drawRoundedRect(place, 3, 3)
                painter.setPen(self._paint.text)
                painter.setFont(self._font)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
            right -= width + GAP
        self._y += height + PAD


def _lay_out(laid: QTextLayout, width: float) -> float:
    """Break into lines, inside a word only where it is longer than a line; give the height."""
    wrapped = QTextOption()
    wrapped.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    laid.setTextOption(wrapped)
    height = 0.0
    laid.beginLayout()
    while (line := laid.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += line.height()
    laid.endLayout()
    return height


_MIDDLE: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
