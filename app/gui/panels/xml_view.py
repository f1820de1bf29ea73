"""Shows a message as plain text, with its XML in colours and with folds."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFontDatabase,
    QGuiApplication,
    QKeySequence,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextEdit

from app.gui.colours import MUTED, Shades, wants_contrast
from app.gui.panels.folding import FoldingText
from app.gui.plain_text import broken_lines, many_lines
from app.protocol.outline import Fold, Span, SpanKind, outline
from app.wording.language import _

SHADES: Final = {
    SpanKind.TAG: Shades(light="#0550ae", dark="#79c0ff"),
    SpanKind.ATTRIBUTE: Shades(light="#6639ba", dark="#d2a8ff"),
    SpanKind.VALUE: Shades(light="#116329", dark="#7ee787"),
    SpanKind.TEXT: Shades(light="#1f2328", dark="#f0f6fc"),
    SpanKind.COMMENT: MUTED,
    SpanKind.DECLARATION: MUTED,
}


class XmlView(FoldingText):
    """A read-only view in a fixed font; elements of several lines can be folded."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setReadOnly(True)
        # With a cursor, so that the keyboard reaches each line.
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._highlighter = SpanHighlighter(self.document())
        self._shown: tuple[str, bytes] | None = None
        self._fold_actions = (
            self._action(_("Fold this element"), "Ctrl+-", self.fold_here),
            self._action(_("Unfold this element"), "Ctrl++", self.unfold_here),
            self._action(_("Fold all"), "Ctrl+Shift+-", self.fold_all),
            self._action(_("Unfold all"), "Ctrl+Shift++", self.unfold_all),
        )

    def show_message(self, head: str, body: bytes) -> None:
        """Show a head as it is, and below it the outline of a body."""
        if (head, body) == self._shown:
            return
        self._shown = (head, body)
        outlined = outline(body)
        # The same characters, one for one, so that the spans still fit.
        text, starts, firsts = broken_lines(many_lines(head + outlined.text))
        self._highlighter.use(starts, len(head), outlined.spans)
        self.setPlainText(text)
        above = head.count("\n")
        # Whatever stands behind the last line of an element begins one.
        firsts.append(len(starts))
        # A long text is cut: what has no end in sight cannot be folded.
        folds = (
            Fold(first=firsts[one.first + above], last=firsts[one.last + above + 1] - 1)
            for one in outlined.folds
            if one.last + above + 1 < len(firsts)
        )
        self.folds.use(folds, 0)

    def show_raw(self, text: str) -> None:
        """Show a text as it is, without colours and folds."""
        self._shown = None
        self._highlighter.use((), 0, ())
        self.folds.use((), 0)
        shown, _starts, _firsts = broken_lines(many_lines(text))
        if shown != self.toPlainText():
            self.setPlainText(shown)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._shown:
            self._highlighter.rehighlight()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        menu.addSeparator()
        for action in self._fold_actions:
            menu.addAction(action)
        # Not exec(): nothing in the window waits in a loop of its own.
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def _action(self, text: str, keys: str, do: Callable[[], None]) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(do)
        self.addAction(action)
        return action


class SpanHighlighter(QSyntaxHighlighter):
    """Colours spans of a text that are known beforehand."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._starts: Sequence[int] = ()
        self._ends: list[int] = []
        self._spans: tuple[Span, ...] = ()
        self._offset = 0
        self._drawn_on: tuple[int, bool] | None = None
        self._formats: dict[SpanKind, QTextCharFormat] = {}

    def use(self, starts: Sequence[int], offset: int, spans: tuple[Span, ...]) -> None:
        """Take the spans of the text that is about to be shown; they begin at `offset`.

        `starts` tells where each of its lines began before long ones were broken.
        """
        self._offset = offset
        self._spans = spans
        self._ends = [offset + span.start + span.length for span in spans]
        self._starts = starts

    def highlightBlock(self, text: str) -> None:
        number = self.currentBlock().blockNumber()
        if not self._spans or number >= len(self._starts):
            return
        start = self._starts[number]
        units = _units(text)
        end = start + (len(units) - 1 if units else len(text))
        for at in range(bisect_left(self._ends, start + 1), len(self._spans)):
            span = self._spans[at]
            first = self._offset + span.start
            if first >= end:
                break
            begin = max(first, start) - start
            finish = min(self._ends[at], end) - start
            if units:
                begin, finish = units[begin], units[finish]
            self.setFormat(begin, finish - begin, self._format(span.kind))

    def _format(self, kind: SpanKind) -> QTextCharFormat:
        palette = QGuiApplication.palette()
        # High contrast may come or go while the palette stays as it is.
        drawn_on = (palette.cacheKey(), wants_contrast())
        if self._drawn_on != drawn_on:
            self._drawn_on, self._formats = drawn_on, {}
        drawn = self._formats.get(kind)
        if drawn is None:
            drawn = self._formats[kind] = QTextCharFormat()
            drawn.setForeground(SHADES[kind].on(palette))
        return drawn


def _units(text: str) -> list[int]:
    """Tell where each character begins: Qt counts in UTF-16 units; empty where these are the same.

    All at once: counted for each span, a page in one line would take minutes.
    """
    if not text or max(text) <= "\uffff":
        return []
    return list(accumulate((1 + (mark > "\uffff") for mark in text), initial=0))
