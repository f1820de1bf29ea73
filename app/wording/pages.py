"""Reads pages of help, plain text that comes with the program, in the language of the reader."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from msgspec import Struct

from app.paths import resources
from app.wording.language import ENGLISH, language

_HEADING: Final = "# "
_TYPED: Final = "    "
_ITEM: Final = re.compile(r"(?m)^(?=- |\d+\. )")
_BULLET: Final = "- "
_SHOWN_BULLET: Final = "\N{BULLET} "


class Kind(StrEnum):
    """What a block of a page is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TYPED = "typed"
    """What can be typed stays as it is, line by line."""


class Block(Struct, frozen=True, kw_only=True):
    """A heading, a paragraph or an item of a list: one line, to be broken by whoever shows it."""

    kind: Kind
    text: str
    is_close: bool = False
    """Whether it stands right below the block before it."""


def page_names(folder: str) -> tuple[str, ...]:
    """Name the pages of a folder of the resources; none where this copy is not whole."""
    try:
        return tuple(sorted(page.stem for page in (resources() / folder).glob("*.txt")))
    except OSError:
        return ()


def read_page(folder: str, name: str) -> str | None:
    """Give the source of a page; in English where there is none in the reader's language.

    None where this copy of the program is not whole.
    """
    try:
        pages = resources() / folder
        translated = pages / language() / f"{name}.txt"
        if language() != ENGLISH and translated.is_file():
            return translated.read_text(encoding="utf-8")
        return (pages / f"{name}.txt").read_text(encoding="utf-8")
    except OSError:
        return None


def blocks_of(source: str) -> tuple[Block, ...]:
    """Take a page apart."""
    paragraphs = (one for one in source.strip("\n").split("\n\n") if one)
    return tuple(block for one in paragraphs for block in _blocks(one))


def _blocks(paragraph: str) -> Iterator[Block]:
    if paragraph.startswith(_HEADING):
        yield Block(kind=Kind.HEADING, text=" ".join(paragraph.split()[1:]))
        return
    if paragraph.startswith(_TYPED):
        yield Block(kind=Kind.TYPED, text=paragraph)
        return
    for position, part in enumerate(filter(None, _ITEM.split(paragraph))):
        kind = Kind.ITEM if _ITEM.match(part) else Kind.PARAGRAPH
        text = " ".join(part.split())
        if text.startswith(_BULLET):
            text = _SHOWN_BULLET + text.removeprefix(_BULLET)
        yield Block(kind=kind, text=text, is_close=position > 0)
