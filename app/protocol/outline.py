"""XML as a person reads it: indented, with the places of its parts for a highlighter."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import assert_never

from msgspec import Struct

from app.protocol.decoding import decoded, visible
from app.protocol.xml_document import LARGEST_DOCUMENT, Unreadable, read_document

MOST_SPANS = 20_000
"""A highlighter has no use for more; what follows stays plain."""


class SpanKind(StrEnum):
    """The parts that are told apart by colour."""

    TAG = "tag"
    ATTRIBUTE = "attribute"
    VALUE = "value"
    TEXT = "text"
    COMMENT = "comment"
    DECLARATION = "declaration"


class Span(Struct, frozen=True, kw_only=True):
    """A stretch of an Outline's text, counted in characters (Qt counts UTF-16 units)."""

    start: int
    length: int
    kind: SpanKind


class Fold(Struct, frozen=True, kw_only=True):
    """An element of several lines, which can be folded into its first; lines count from 0."""

    first: int
    last: int


class Outline(Struct, frozen=True, kw_only=True):
    """A text to show, and where its parts are; spans in order, without overlap."""

    text: str
    spans: tuple[Span, ...]
    folds: tuple[Fold, ...] = ()
    """In the order of their first lines; one that begins within another ends within it."""


def outline(body: bytes) -> Outline:
    """Indent what is well-formed; show anything else as it stands, highlighted where it can be.

    Nothing is resolved, added or left out but white space between elements: an entity or a
    wrong namespace is to be seen as it was sent. Never raises.
    """
    if len(body) > LARGEST_DOCUMENT:
        shown = outline(body[:LARGEST_DOCUMENT])
        rest = f"\n[{len(body) - LARGEST_DOCUMENT:,} more bytes are not shown]"
        return Outline(text=shown.text + rest, spans=shown.spans, folds=shown.folds)
    text = visible(decoded(body))
    page = _Page()
    if isinstance(read_document(body), Unreadable):
        _copy(page, text)
    else:
        _indent(page, text)
    folds = tuple(sorted(page.folds, key=lambda one: one.first))
    return Outline(text="".join(page.pieces), spans=tuple(page.spans), folds=folds)


class _Form(Enum):
    OPENING = auto()
    CLOSING = auto()
    EMPTY = auto()
    TEXT = auto()
    COMMENT = auto()
    DECLARATION = auto()


@dataclass(frozen=True, slots=True)
class _Token:
    form: _Form
    start: int
    end: int


class _Page:
    """The text as it grows, with its spans."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.spans: list[Span] = []
        self.folds: list[Fold] = []
        self.line = 0
        self._length = 0

    def put(self, token: _Token, text: str) -> None:
        piece = text[token.start : token.end]
        match token.form:
            case _Form.TEXT:
                self._mark(SpanKind.TEXT, 0, len(piece) if piece.strip() else 0)
            case _Form.COMMENT:
                self._mark(SpanKind.COMMENT, 0, len(piece))
            case _Form.DECLARATION:
                self._mark(SpanKind.DECLARATION, 0, len(piece))
            case _Form.OPENING | _Form.CLOSING | _Form.EMPTY:
                self._mark_tag(piece)
            case _:
                assert_never(token.form)
        self.write(piece)

    def write(self, piece: str) -> None:
        self.pieces.append(piece)
        self._length += len(piece)
        self.line += piece.count("\n")

    def fold_from(self, first: int) -> None:
        """Let everything from a line on be folded into it, where it is more than that line."""
        if self.line > first and len(self.folds) < MOST_SPANS:
            self.folds.append(Fold(first=first, last=self.line))

    def _mark(self, kind: SpanKind, start: int, end: int) -> None:
        if end > start and len(self.spans) < MOST_SPANS:
            self.spans.append(Span(start=self._length + start, length=end - start, kind=kind))

    def _mark_tag(self, piece: str) -> None:
        name = _TAG_NAME.match(piece)
        end = name.end() if name else 0
        self._mark(SpanKind.TAG, 0, end)
        closing = len(piece) - (2 if piece.endswith("/>") else 1)
        for found in _ATTRIBUTE.finditer(piece, end, closing):
            if len(self.spans) >= MOST_SPANS:
                break
            self._mark(SpanKind.ATTRIBUTE, *found.span(1))
            self._mark(SpanKind.VALUE, *found.span(2))
        self._mark(SpanKind.TAG, closing, len(piece))


_TAG_NAME = re.compile(r"</?[^\s/>]+")
_ATTRIBUTE = re.compile(r"""([^\s=/"']+)(?:\s*=\s*("[^"]*"|'[^']*'))?""")
_UP_TO_QUOTE_OR_END = re.compile(r"""[^"'>]*""")


def _copy(page: _Page, text: str) -> None:
    for number, token in enumerate(_tokens(text)):
        if number == MOST_SPANS:
            page.write(text[token.start :])
            break
        page.put(token, text)


def _indent(page: _Page, text: str) -> None:
    """Give each element a line; one that holds nothing but text stays on it."""
    depth = 0
    before: _Form | None = None
    leaf = False
    opened: list[int] = []
    for token in _tokens(text):
        if token.form is _Form.TEXT and not text[token.start : token.end].strip():
            continue
        if token.form is _Form.CLOSING:
            depth -= 1
        inline = (token.form is _Form.TEXT and before in {_Form.OPENING, _Form.TEXT}) or (
            token.form is _Form.CLOSING and (leaf or before is _Form.OPENING)
        )
        if before is not None and not inline:
            page.write("\n" + "  " * depth)
        if token.form is _Form.OPENING:
            opened.append(page.line)
        page.put(token, text)
        if token.form is _Form.CLOSING and opened:
            page.fold_from(opened.pop())
        leaf = token.form is _Form.TEXT and (before is _Form.OPENING or leaf)
        if token.form is _Form.OPENING:
            depth += 1
        before = token.form


def _tokens(text: str) -> Iterator[_Token]:
    """Cut the text into tokens, in linear time whatever it is; what fits nothing is text."""
    start = 0
    while start < len(text):
        markup = _markup(text, start) if text[start] == "<" else None
        if markup is None:
            end = _next_markup(text, start)
            markup = _Token(_Form.TEXT, start, end)
        yield markup
        start = markup.end


def _next_markup(text: str, start: int) -> int:
    end = text.find("<", start + 1)
    return len(text) if end < 0 else end


def _markup(text: str, start: int) -> _Token | None:
    for beginning, ending, form in _FIXED:
        if text.startswith(beginning, start):
            end = text.find(ending, start + len(beginning))
            # Without its end it swallows the rest: looking for it again would cost a square.
            return _Token(form, start, len(text) if end < 0 else end + len(ending))
    if text.startswith("<!", start):
        return _Token(_Form.DECLARATION, start, _document_type_end(text, start))
    if not _TAG_BEGINS.match(text, start):
        return None
    end = _tag_end(text, start)
    if end < 0:
        return _Token(_Form.TEXT, start, len(text))
    if text.startswith("</", start):
        return _Token(_Form.CLOSING, start, end)
    return _Token(_Form.EMPTY if text[end - 2] == "/" else _Form.OPENING, start, end)


_FIXED = (
    ("<!--", "-->", _Form.COMMENT),
    ("<![CDATA[", "]]>", _Form.TEXT),
    ("<?", "?>", _Form.DECLARATION),
)
_TAG_BEGINS = re.compile(r"</?[^\W\d]|</?:")


def _document_type_end(text: str, start: int) -> int:
    end = text.find(">", start)
    if end >= 0 and text.find("[", start, end) >= 0:
        end = text.find("]>", start) + 1 or -1
    return len(text) if end < 0 else end + 1


def _tag_end(text: str, start: int) -> int:
    """Give the place after the tag's > that stands outside of quotes; -1 where there is none."""
    place = start
    while True:
        found = _UP_TO_QUOTE_OR_END.match(text, place)
        assert found is not None, "the pattern matches the empty text"
        place = found.end()
        if place >= len(text):
            return -1
        if text[place] == ">":
            return place + 1
        place = text.find(text[place], place + 1) + 1
        if place == 0:
            return -1
