"""Draws the waterfall's bars, and the legend of their colours."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.domain.waterfall import Phase
from app.gui.colours import MUTED
from app.gui.models.session_tree import BAR_ROLE
from app.gui.models.waterfall_bars import Bar
from app.gui.phases import phase_colour, phase_share
from app.wording import phase_title
from app.wording.language import _

ROOM = 6
MARGIN = 3
NARROWEST = 2.0
"""Pixels: what was short is to be seen all the same."""
THICKEST = 11.0
LINE = 2.0


class WaterfallDelegate(QStyledItemDelegate):
    """Draws a line for the time that a row took, and on it what the time went into."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        bar = index.data(BAR_ROLE)
        if isinstance(bar, Bar):
            painter.save()
            painter.setPen(Qt.PenStyle.NoPen)
            self._draw(painter, option, bar)
            painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return super().sizeHint(option, index) + QSize(0, ROOM)

    def _draw(self, painter: QPainter, option: QStyleOptionViewItem, bar: Bar) -> None:
        place = QRectF(option.rect).adjusted(MARGIN, 0, -MARGIN, 0)
        thick = min(THICKEST, place.height() - 2 * MARGIN)
        palette = option.palette
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = palette.highlightedText().color() if is_selected else MUTED.on(palette)
        painter.setBrush(ground)
        painter.drawRect(_rect(place, bar, bar.started_ms, bar.ended_ms, LINE))
        for span in bar.spans:
            height = thick * phase_share(span.phase)
            # A log can tell of more time than its attempt took.
            started = min(max(span.started_ms, bar.started_ms), bar.ended_ms)
            ended = min(span.ended_ms, bar.ended_ms)
            drawn = _rect(place, bar, started, ended, height)
            if is_selected:
                # Every colour is to be told from that of the selection.
                painter.setBrush(palette.base())
                painter.drawRect(drawn.adjusted(-1, -1, 1, 1))
            painter.setBrush(phase_colour(span.phase, palette))
            painter.drawRect(drawn)


class Legend(QWidget):
    """The name of each phase beside its colour."""

    def __init__(self) -> None:
        super().__init__()
        titles = ", ".join(map(phase_title, Phase))
        self.setAccessibleName(
            _("What the colours of the waterfall mean: {titles}").format(titles=titles)
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 0, 2, 0)
        layout.setSpacing(4)
        layout.addStretch(1)
        for phase in Phase:
            layout.addWidget(_Patch(phase))
            label = QLabel(phase_title(phase))
            label.setTextFormat(Qt.TextFormat.PlainText)
            layout.addWidget(label)
            layout.addSpacing(8)


class _Patch(QWidget):
    def __init__(self, phase: Phase) -> None:
        super().__init__()
        self._phase = phase
        self.setFixedSize(14, 14)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is drawn
        painter = QPainter(self)
        height = THICKEST * phase_share(self._phase)
        top = (self.height() - height) / 2
        colour = phase_colour(self._phase, self.palette())
        painter.fillRect(QRectF(0, top, self.width(), height), colour)
        painter.end()


def _rect(place: QRectF, bar: Bar, started: float, ended: float, height: float) -> QRectF:
    scale = place.width() / bar.whole_ms
    width = max(NARROWEST, (ended - started) * scale)
    left = min(place.left() + started * scale, place.right() - width)
    return QRectF(left, place.center().y() - height / 2, width, height)
