"""Draws a line of the tree: as high as the eye wants it, in as many words as have room."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import (
    QApplication,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.gui.models.session_tree import SessionTree
from app.gui.models.tree_cells import Column
from app.gui.plain_text import one_line

ROOM = 6
"""Pixels between the lines, so that the eye finds its way along them."""


class TreeLines(QStyledItemDelegate):
    """Draws as ever, with a little more height; a URL keeps its host and its end."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        if index.column() == Column.WHAT:
            option.textElideMode = Qt.TextElideMode.ElideMiddle
        elif index.column() == Column.VERDICT:
            option.text = self._fitting(option, index)

    def _fitting(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> str:
        """Give the verdict, or where there is no room for it the same in fewer words."""
        room = verdict_room(option)
        tree = index.model()
        is_cut = option.fontMetrics.horizontalAdvance(option.text) > room
        if not is_cut or room <= 0 or not isinstance(tree, SessionTree):
            return option.text
        return one_line(tree.brief(tree.number_of(index)))

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return super().sizeHint(option, index) + QSize(0, ROOM)


def verdict_room(option: QStyleOptionViewItem) -> int:
    """Give the pixels that a line has for its text beside its sign."""
    widget: QWidget | None = option.widget
    style = widget.style() if widget else QApplication.style()
    margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, option, widget) + 1
    return option.rect.width() - option.decorationSize.width() - 4 * margin
