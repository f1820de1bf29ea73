"""Where things stand: what is always there in a column, the sessions below it or side by side."""

from collections.abc import Sequence
from typing import Final, Protocol

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.gui.frame import MARGINS

AROUND: Final = QSize(16, 100)
"""Of the screen: for the frame and the title of a window, its menus and its status line."""


class Scrolling(Protocol):
    """Something that scrolls by itself, and can leave that to what is around it."""

    @property
    def spare(self) -> int:
        """By how much it is higher now than it has to be at least."""
        ...

    def be_whole(self, *, is_whole: bool) -> None:
        """Stand in full height, without a bar of its own; or as high as there is room."""
        ...


class ScreenSized(QScrollArea):
    """As large as what is in it has to be; where the screen is smaller than that, it scrolls."""

    def __init__(self, inside: QWidget, scrolls: Scrolling | None = None) -> None:
        """`scrolls` is what scrolls by itself in there, as long as that is enough."""
        super().__init__()
        self._inside = inside
        self._scrolls = scrolls
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(inside)

    def minimumSizeHint(self) -> QSize:
        room = self.screen().availableSize() - AROUND
        return self._inside.minimumSizeHint().boundedTo(room)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            # What is in it has become larger or smaller.
            self.updateGeometry()
            self._choose_bar()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_bar()

    def _choose_bar(self) -> None:
        if self._scrolls is not None:
            least = self._inside.minimumSizeHint().height() - self._scrolls.spare
            is_whole = least > self.viewport().height()
            self._scrolls.be_whole(is_whole=is_whole)
            whole = self._inside.minimumSizeHint().height() + self._wanted_by_texts()
            self._inside.setMinimumHeight(whole if is_whole else 0)

    def _wanted_by_texts(self) -> int:
        """Give by how much texts of several lines are higher than their least, at this width.

        Of less height in all, each would be given a little less than it has to have.
        """
        layout, width = self._inside.layout(), self.viewport().width()
        items = [layout.itemAt(at) for at in range(layout.count())] if layout else []
        return sum(
            max(0, item.minimumHeightForWidth(width) - item.minimumSize().height())
            for item in items
            if item is not None and not item.isEmpty() and item.hasHeightForWidth()
        )


def scrolling_column(window: QWidget) -> QVBoxLayout:
    """Give a column for all that is in a window, which scrolls on a screen too small for it."""
    inside = QWidget()
    around = QVBoxLayout(window)
    around.setContentsMargins(0, 0, 0, 0)
    around.addWidget(ScreenSized(inside))
    return _LeastHigh(inside)


def side_by_side() -> QSplitter:
    """Give a place for a session, and for another one beside it."""
    made = QSplitter(Qt.Orientation.Horizontal)
    made.setChildrenCollapsible(False)
    return made


def pages(welcome: QWidget, sessions: QWidget) -> QStackedWidget:
    """Give two pages: that of an empty tab, and the sessions."""
    made = QStackedWidget()
    made.addWidget(welcome)
    made.addWidget(sessions)
    return made


def column(widgets: Sequence[QWidget], below: QWidget) -> QWidget:
    """Give one widget with these below each other; the last one takes the room that is left."""
    made = QWidget()
    _fill(_LeastHigh(made), widgets, below).setContentsMargins(*MARGINS)
    return made


def fill_column(made: QWidget, widgets: Sequence[QWidget], below: QWidget) -> QVBoxLayout:
    """Lay these out below each other in a widget; the last one takes the room that is left."""
    return _fill(QVBoxLayout(made), widgets, below)


class _LeastHigh(QVBoxLayout):
    """Never says that its height goes by its width.

    With one text of several lines in it, a place that scrolls would take what all of it likes
    best for the least.
    """

    def hasHeightForWidth(self) -> bool:
        return False


def _fill(layout: QVBoxLayout, widgets: Sequence[QWidget], below: QWidget) -> QVBoxLayout:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addWidget(below, stretch=1)
    return layout
