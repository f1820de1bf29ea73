"""Reads bytes into an XML tree, with a limit on everything that an XML document can do."""

from dataclasses import dataclass

from lxml import etree

LARGEST_DOCUMENT = 1024 * 1024
MOST_PARTS = 20_000
"""Elements and attributes; ten times the answer for a mailbox with 300 delegated ones."""
DEEPEST_ELEMENT = 16
"""An Autodiscover answer is at most 8 deep: Autodiscover to WEB's inner ASUrl. [EXDEV]"""
LONGEST_NAME = 64
"""Longer than any element name of Exchange; with the depth it bounds the length of a path."""

_PIECE = 16 * 1024
_TEXT_BEFORE_DECLARATION = 64
"""libxml2's XML_ERR_RESERVED_XML_NAME."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """Why the bytes are no XML document that we read."""

    sentence: str
    origin: str = ""
    """The parser's own message."""
    root: str = ""
    """The local name of the root element, where the document came so far; else empty."""
    too_large: bool = False


def read_document(
    body: bytes, *, largest: int = LARGEST_DOCUMENT, deepest: int = DEEPEST_ELEMENT
) -> etree._Element | Unreadable:
    """Give the root element; never a document with a DTD, so entities cannot exist in it."""
    if len(body) > largest:
        return Unreadable(
            sentence=f"The document has {len(body):,} bytes; {largest:,} is the limit.",
            too_large=True,
        )
    if not body.strip():
        return Unreadable(sentence="The document is empty.")
    return _Reading(deepest).read(body)


def local_name(element: etree._Element) -> str:
    """Give the name without its namespace: servers and documents differ in that. [EXDEV]"""
    return without_namespace(str(element.tag))


def without_namespace(name: str) -> str:
    """Give the local part of {namespace}name.

    By hand: etree.QName raises for a namespace with a brace in it, and the parser gives out such
    an element before it refuses the document.
    """
    return name.rpartition("}")[2]


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """Give the direct children of that local name."""
    return [child for child in element if local_name(child) == name]


def child(element: etree._Element, name: str) -> etree._Element | None:
    """Give the first direct child of that local name."""
    return next(iter(children(element, name)), None)


def text(element: etree._Element | None) -> str:
    """Give the element's own text, trimmed; empty where there is no element."""
    return "" if element is None else (element.text or "").strip()


def child_text(element: etree._Element, name: str) -> str:
    """Give the trimmed text of the first child of that name; empty where there is none."""
    return text(child(element, name))


class _Reading:
    """One document on its way through the parser, piece by piece, so that a limit ends it early."""

    def __init__(self, deepest: int) -> None:
        self._deepest = deepest
        self._parser = etree.XMLPullParser(
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        self._root: etree._Element | None = None
        self._depth = 0
        self._parts = 0

    def read(self, body: bytes) -> etree._Element | Unreadable:
        error: etree.XMLSyntaxError | None = None
        try:
            for start in range(0, len(body), _PIECE):
                self._parser.feed(body[start : start + _PIECE])
                if (broken := self._limit_passed()) is not None:
                    return broken
            self._parser.close()
        except etree.XMLSyntaxError as caught:
            error = caught
        if (broken := self._limit_passed()) is not None:
            return broken
        if error is not None:
            return self._unreadable(_sentence(error, body), _message(error))
        assert self._root is not None, "the parser takes no document without an element"
        return self._root

    def _limit_passed(self) -> Unreadable | None:
        for event, element in self._parser.read_events():
            if event == "end":
                self._depth -= 1
                continue
            if self._root is None:
                self._root = element
                # Known at the root's start tag, before an entity can be used in any content.
                if element.getroottree().docinfo.internalDTD is not None:
                    return self._unreadable(
                        "The XML brings a document type (DTD), which is refused:"
                        " it can make a reader fetch files or run out of memory."
                    )
            self._depth += 1
            self._parts += 1 + len(element.attrib)
            if self._depth > self._deepest:
                return self._unreadable(f"The XML is nested deeper than {self._deepest} levels.")
            if self._parts > MOST_PARTS:
                return self._unreadable(f"The XML has more than {MOST_PARTS:,} elements.")
            if len(local_name(element)) > LONGEST_NAME:
                return self._unreadable(
                    f"The XML has an element whose name is longer than {LONGEST_NAME} characters."
                )
        return None

    def _unreadable(self, sentence: str, origin: str = "") -> Unreadable:
        root = "" if self._root is None else local_name(self._root)
        return Unreadable(sentence=sentence, origin=origin, root=root)


def _sentence(error: etree.XMLSyntaxError, body: bytes) -> str:
    if error.code == _TEXT_BEFORE_DECLARATION:
        return (
            "White space or other text stands before the XML declaration,"
            " which has to be the very first thing in the document."
        )
    # An ASCII letter follows at once: whatever the declaration says, this is no UTF-16.
    if body.startswith(b"<?xml") and b"utf-16" in body[:100].lower():
        return "The XML says that it is UTF-16, but it is not."
    return "The document is no well-formed XML."


def _message(error: etree.XMLSyntaxError) -> str:
    return " ".join(str(error.msg).split())[:300]
