"""The columns of a view: all in sight, and as wide as the user made them the last time."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QTreeView

from app.gui.settings import settings

NARROWEST: Final = 40
WIDEST: Final = 100_000
"""What a file of settings says beyond it was spoilt by hand."""
KEEP_MS: Final = 300
"""While a border is being moved, not each step of it is kept."""


class Columns(QHeaderView):
    """The header of a view: shares its width among the columns, and keeps what the user changes.

    The view has its model already, and no header of its own is used any more.
    """

    def __init__(self, view: QTableView | QTreeView, name: str, widths: Sequence[int]) -> None:
        """`name` is what they are kept by; `widths`, for as long as the user has moved nothing."""
        super().__init__(Qt.Orientation.Horizontal, view)
        self._view = view
        self._name = name
        self._widths = tuple(widths)
        self._is_sharing = False
        self._room = 0
        self._chosen = kept_columns(name, len(widths))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_MS)
        self._timer.timeout.connect(self._keep)
        if isinstance(view, QTreeView):
            view.setHeader(self)
        else:
            view.setHorizontalHeader(self)
        self.setSectionsClickable(True)
        self.setMinimumSectionSize(NARROWEST)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setCascadingSectionResizes(True)
        self.setStretchLastSection(True)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.sectionResized.connect(self._note)
        self._share()

    def fit(self, widths: Sequence[int]) -> None:
        """Take other widths, such as new contents want, unless the user has chosen some."""
        self._widths = tuple(widths)
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # While a border is moved there are events like this, too, with nothing to share.
        if self._view.viewport().width() != self._room:
            self._share()

    def _share(self) -> None:
        # A bar at the side that comes or goes by this changes the room, which would never end.
        if self._is_sharing:
            return
        self._room = room = self._view.viewport().width()
        widths = scaled(self._chosen, room) if self._chosen else self._widths
        wanted = fitted([max(NARROWEST, width) for width in widths], room)
        self._is_sharing = True
        # The last one has what is left, by itself; but never less than it was given once.
        for column, width in enumerate((*wanted[:-1], NARROWEST)):
            self.resizeSection(column, max(NARROWEST, width))
        self._is_sharing = False

    def _note(self, column: int, before: int, width: int) -> None:
        # The last one changes with the window, and none that is hidden has a width.
        is_by_hand = not self._is_sharing and column < len(self._widths) - 1
        if is_by_hand and before and width:
            others = [self.sectionSize(at) for at in range(self.count() - 1)]
            self._chosen = (*others, max(NARROWEST, self._room - sum(others)))
            self._timer.start()

    def _keep(self) -> None:
        self._timer.stop()
        settings().setValue(f"columns/{self._name}", " ".join(map(str, self._chosen)))


def fitted(widths: Sequence[int], room: int) -> tuple[int, ...]:
    """Cut the widest until all are in the room; where there is more of it, the last one has it."""
    left = room
    for place, width in enumerate(sorted(widths)):
        most = left // (len(widths) - place)
        if width > most:
            return tuple(min(one, most) for one in widths)
        left -= width
    return (*widths[:-1], widths[-1] + left)


def scaled(widths: Sequence[int], room: int) -> tuple[int, ...]:
    """Give each its share of another room."""
    whole = sum(widths)
    return tuple(round(width * room / whole) for width in widths)


def kept_columns(name: str, count: int) -> tuple[int, ...]:
    """Give the widths that were kept; nothing where there are none, or they were spoilt."""
    text = str(settings().value(f"columns/{name}", ""))
    parts = [int(part) for part in text.split() if part.isascii() and part.isdigit()]
    is_right = len(parts) == count and all(0 < part <= WIDEST for part in parts)
    return tuple(parts) if is_right else ()
