"""Shows a page of help with its links, and marks the words that were searched."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QPalette,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit

from app.gui.plain_text import visible
from app.wording.guide import Leads, Page, Target, spans_of
from app.wording.language import _
from app.wording.pages import Block, Kind

SCHEME: Final = "page"
GAP: Final = 9
INDENT: Final = 22
HANGING: Final = 11
MARGIN: Final = 10
MOST_MARKS: Final = 500


class PageView(QTextBrowser):
    """Text that is put in as plain text; links lead to pages of this program, and nowhere else.

    Signals:
        followed(target): a link was chosen.
    """

    followed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._page: Page | None = None
        self._words: Sequence[str] = ()
        self.setAccessibleName(_("Page of help"))
        # Whatever a link says, Qt itself opens nothing.
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.anchorClicked.connect(self._follow)

    def show_page(self, page: Page, words: Sequence[str] = ()) -> None:
        """Show a page from its beginning, or from the first of these words."""
        self._page, self._words = page, words
        self.clear()
        self.document().setDocumentMargin(MARGIN)
        cursor = self.textCursor()
        self._insert(cursor, Block(kind=Kind.HEADING, text=page.title), 1.3)
        for block in page.blocks:
            self._insert(cursor, block)
        self._mark()

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: ARG002 - as Qt has it
        """Load nothing: a page is its text."""
        return None

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of a change between light and dark."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self._page is not None:
            self.show_page(self._page, self._words)

    def _insert(self, cursor: QTextCursor, block: Block, size: float = 1.1) -> None:
        layout = QTextBlockFormat()
        layout.setTopMargin(2 if block.is_close else GAP)
        if block.kind is Kind.HEADING:
            layout.setHeadingLevel(1)
        if block.kind in {Kind.ITEM, Kind.TYPED}:
            layout.setLeftMargin(INDENT)
        if block.kind is Kind.ITEM:
            # Its mark stands before the text, in all lines.
            layout.setTextIndent(-HANGING)
        if self.document().isEmpty():
            cursor.setBlockFormat(layout)
        else:
            cursor.insertBlock(layout)
        if block.kind is Kind.TYPED:
            cursor.insertText(_lines(block.text), _typed())
            return
        usual = self._heading(size) if block.kind is Kind.HEADING else QTextCharFormat()
        for span in spans_of(block.text):
            look = self._link(usual, span.target) if span.target else usual
            cursor.insertText(visible(span.text), look)

    def _heading(self, size: float) -> QTextCharFormat:
        look = QTextCharFormat()
        look.setFontWeight(QFont.Weight.Bold)
        look.setFontPointSize(self.font().pointSizeF() * size)
        return look

    def _link(self, usual: QTextCharFormat, target: Target) -> QTextCharFormat:
        look = QTextCharFormat(usual)
        look.setAnchor(True)
        look.setAnchorHref(f"{SCHEME}:{target.leads}/{target.name}")
        look.setForeground(self.palette().brush(QPalette.ColorRole.Link))
        look.setFontUnderline(True)
        return look

    def _mark(self) -> None:
        look = QTextCharFormat()
        look.setBackground(self.palette().brush(QPalette.ColorRole.Highlight))
        look.setForeground(self.palette().brush(QPalette.ColorRole.HighlightedText))
        marks = []
        for cursor in self._found():
            mark = QTextEdit.ExtraSelection()
            mark.cursor, mark.format = cursor, look
            marks.append(mark)
        self.setExtraSelections(marks)
        start = QTextCursor(self.document())
        if marks:
            start.setPosition(marks[0].cursor.selectionStart())
        self.setTextCursor(start)
        self.ensureCursorVisible()

    def _found(self) -> Iterator[QTextCursor]:
        if not self._words:
            return
        wanted = "|".join(map(re.escape, sorted(self._words, key=len, reverse=True)))
        text = self.toPlainText()
        for count, found in enumerate(re.finditer(wanted, text, re.IGNORECASE)):
            if count == MOST_MARKS:
                return
            cursor = QTextCursor(self.document())
            cursor.setPosition(found.start())
            cursor.setPosition(found.end(), QTextCursor.MoveMode.KeepAnchor)
            yield cursor

    def _follow(self, url: QUrl) -> None:
        leads, _slash, name = url.path().partition("/")
        if url.scheme() == SCHEME and leads in list(Leads):
            self.followed.emit(Target(leads=Leads(leads), name=name))


def _typed() -> QTextCharFormat:
    look = QTextCharFormat()
    look.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    return look


def _lines(text: str) -> str:
    # Lines of one block, which belong together.
    lines = (visible(line.removeprefix("    ")) for line in text.splitlines())
    return "\N{LINE SEPARATOR}".join(lines)
