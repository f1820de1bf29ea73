"""Text as an evil server would send it, and what a widget may make of it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QTabBar,
    QTableWidget,
    QTextEdit,
    QTreeWidget,
    QWidget,
)

TURNED = "\u202e"
HOSTILE = f"<b>bold</b><img src='file:///x'>{TURNED}moc\x1b[31m\u2028line\x00\ud800"
LITERAL = "<b>bold</b>"
FORBIDDEN = (TURNED, "\x1b", "\u2028", "\x00", "\ud800")


def texts_of(widget: QWidget) -> list[str]:
    """Give every text that a widget and its children show, after a look at how they show it."""
    texts: list[str] = []
    for label in (*widget.findChildren(QLabel), *([widget] if isinstance(widget, QLabel) else [])):
        if label.text():
            assert label.textFormat() == Qt.TextFormat.PlainText, label.text()
        texts.append(label.text())
    assert not widget.findChildren(QTextEdit)
    texts += [view.toPlainText() for view in widget.findChildren(QPlainTextEdit)]
    texts += _listed(widget)
    for table in widget.findChildren(QTableWidget):
        for row in range(table.rowCount()):
            for column in range(table.columnCount()):
                item = table.item(row, column)
                assert item is not None
                assert LITERAL not in item.toolTip()
                texts.append(item.text())
    for tree in widget.findChildren(QTreeWidget):
        for found in tree.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive):
            for column in range(tree.columnCount()):
                assert LITERAL not in found.toolTip(column)
                texts.append(found.text(column))
    return texts


def _listed(widget: QWidget) -> list[str]:
    texts: list[str] = []
    for listed in widget.findChildren(QListWidget):
        for row in range(listed.count()):
            assert LITERAL not in listed.item(row).toolTip()
            texts.append(listed.item(row).text())
    for bar in widget.findChildren(QTabBar):
        texts += [bar.tabText(at) for at in range(bar.count())]
    return texts


def assert_harmless(widget: QWidget) -> None:
    texts = texts_of(widget)
    assert any(LITERAL in text for text in texts), texts
    for text in texts:
        assert not [mark for mark in FORBIDDEN if mark in text]
