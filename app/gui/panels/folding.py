"""The margin of a text in which elements are folded and unfolded, and what is folded."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.gui.colours import MUTED
from app.protocol.outline import Fold

ARM: Final = 3.5
"""Half the width of a triangle."""


class Folds:
    """Which elements there are, and which of them are folded; lines count from 0."""

    def __init__(self) -> None:
        self._last: dict[int, int] = {}
        self.folded: set[int] = set()

    def use(self, folds: Iterable[Fold], offset: int) -> None:
        """Take the elements of another text, none of them folded; their lines begin at `offset`."""
        self._last = {one.first + offset: one.last + offset for one in folds}
        self.folded = set()

    def __contains__(self, line: int) -> bool:
        return line in self._last

    def around(self, line: int) -> int | None:
        """Give the first line of the innermost element that a line belongs to."""
        inside = (first for first, last in self._last.items() if first <= line <= last)
        return max(inside, default=None)

    def toggle(self, line: int) -> None:
        """Fold the element that begins in a line, or unfold it."""
        if line in self._last:
            self.folded ^= {line}

    def fold_all(self) -> None:
        """Fold what is inside the outermost element, which itself stays open."""
        self.folded = set(self._last) - {min(self._last, default=0)}

    def unfold_all(self) -> None:
        """Show everything."""
        self.folded = set()

    def hidden(self, lines: int) -> list[bool]:
        """Tell of each line whether it is out of sight."""
        until = -1
        found = []
        for line in range(lines):
            found.append(line <= until)
            if line in self.folded:
                until = max(until, self._last[line])
        return found


class Margin(QWidget):
    """Draws a triangle beside the first line of each element; a click folds."""

    def __init__(self, view: "FoldingText") -> None:
        super().__init__(view)
        self._view = view
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(self._view.margin_width, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), self.palette().base())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(MUTED.on(self.palette()))
        # Beside the first of several, where a long line is wrapped.
        half = self._view.fontMetrics().lineSpacing() / 2
        for line, top, _ in self._view.lines_in_sight():
            if line in self._view.folds:
                middle = QPointF(self.width() / 2, top + half)
                is_folded = line in self._view.folds.folded
                painter.drawPolygon(_triangle(middle, points_right=is_folded))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().y()
        for line, top, height in self._view.lines_in_sight():
            if top <= at < top + height and line in self._view.folds:
                self._view.toggle(line)
                break


class FoldingText(QPlainTextEdit):
    """A text view with a margin for its folds; what is folded is still copied and searched."""

    def __init__(self) -> None:
        super().__init__()
        self.folds = Folds()
        self._margin = Margin(self)
        self.setViewportMargins(self.margin_width, 0, 0, 0)
        self.updateRequest.connect(self._move_margin)

    @property
    def margin_width(self) -> int:
        """So wide that the triangle can be hit."""
        return max(14, self.fontMetrics().height())

    def toggle(self, line: int) -> None:
        """Fold or unfold the element that begins in a line."""
        self.folds.toggle(line)
        self._show_folds()

    def fold_here(self) -> None:
        """Fold the element around the cursor, or the one around that where it is folded."""
        line = self.folds.around(self.textCursor().blockNumber())
        if line is not None and line in self.folds.folded and line > 0:
            line = self.folds.around(line - 1)
        if line is not None and line not in self.folds.folded:
            self.toggle(line)
            cursor = self.textCursor()
            cursor.setPosition(self.document().findBlockByNumber(line).position())
            self.setTextCursor(cursor)

    def unfold_here(self) -> None:
        """Unfold the element that begins at the cursor."""
        line = self.textCursor().blockNumber()
        if line in self.folds.folded:
            self.toggle(line)

    def fold_all(self) -> None:
        """Fold everything but the outermost element."""
        self.folds.fold_all()
        self._show_folds()

    def unfold_all(self) -> None:
        """Show everything."""
        self.folds.unfold_all()
        self._show_folds()

    def lines_in_sight(self) -> Iterable[tuple[int, float, float]]:
        """Give each line in sight with its place from the top, and its height."""
        block = self.firstVisibleBlock()
        while block.isValid():
            place = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if place.top() > self.viewport().height():
                return
            if block.isVisible():
                yield block.blockNumber(), place.top(), place.height()
            block = block.next()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        inside = self.contentsRect()
        self._margin.setGeometry(
            QRect(inside.left(), inside.top(), self.margin_width, inside.height())
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(MUTED.on(self.palette()))
        painter.setFont(self.font())
        for line, top, _ in self.lines_in_sight():
            if line in self.folds.folded:
                laid = self.document().findBlockByNumber(line).layout()
                if last := laid.lineCount():
                    end = laid.lineAt(last - 1)
                    left = self.contentOffset().x() + end.naturalTextRect().right() + 6
                    place = QRectF(left, top + end.y() + 1, 22, end.height() - 2)
                    painter.drawRoundedRect(place, 3, 3)
                    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "…")
        painter.end()

    def _show_folds(self) -> None:
        document = self.document()
        hidden = self.folds.hidden(document.blockCount())
        block = document.begin()
        for is_hidden in hidden:
            if block.isVisible() == is_hidden:
                block.setVisible(not is_hidden)
                # Without it the bar at the side counts what is out of sight, too.
                block.setLineCount(0 if is_hidden else max(1, block.layout().lineCount()))
            block = block.next()
        layout = document.documentLayout()
        layout.documentSizeChanged.emit(layout.documentSize())
        self.viewport().update()
        self._margin.update()

    def _move_margin(self, place: QRect, moved: int) -> None:
        if moved:
            self._margin.scroll(0, moved)
        else:
            self._margin.update(0, place.y(), self._margin.width(), place.height())


def _triangle(middle: QPointF, *, points_right: bool) -> QPolygonF:
    corners = (
        ((-ARM / 2, -ARM), (ARM, 0), (-ARM / 2, ARM))
        if points_right
        else ((-ARM, -ARM / 2), (ARM, -ARM / 2), (0, ARM))
    )
    return QPolygonF([middle + QPointF(x, y) for x, y in corners])
