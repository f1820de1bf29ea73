"""Gives the page of help for a finding: plain text that comes with the program."""

import re
from collections.abc import Iterator
from typing import Final

from app.paths import resources
from app.wording.language import ENGLISH, _, language

_HEADING: Final = "# "
_VERBATIM: Final = "    "
_ITEM: Final = re.compile(r"(?m)^(?=- |\d+\. )")
_BULLET: Final = "- "
_SHOWN_BULLET: Final = "\N{BULLET} "


def help_page(code: str) -> str:
    """Give the page in the language of the reader, each paragraph and each item of a list a line.

    Whoever shows it breaks them to the width that there is. A page that is not there in that
    language is given in English; where this copy of the program is not whole, a sentence says so.
    """
    page = _page(code)
    if page is None:
        return _("There is no page of help for this finding.")
    return "\n\n".join(_paragraphs(page)) + "\n"


def _page(code: str) -> str | None:
    try:
        pages = resources() / "findings"
        if language() != ENGLISH:
            translated = pages / language() / f"{code}.txt"
            if translated.is_file():
                pages = pages / language()
        return (pages / f"{code}.txt").read_text(encoding="utf-8")
    except OSError:
        return None


def _paragraphs(page: str) -> Iterator[str]:
    for paragraph in page.strip("\n").split("\n\n"):
        if paragraph.startswith(_HEADING):
            heading = paragraph.removeprefix(_HEADING)
            yield f"{heading}\n{'-' * len(heading)}"
        elif paragraph.startswith(_VERBATIM):
            # What can be typed stays as it is.
            yield paragraph
        else:
            yield "\n".join(map(_item, filter(None, _ITEM.split(paragraph))))


def _item(text: str) -> str:
    whole = " ".join(text.split())
    if whole.startswith(_BULLET):
        return _SHOWN_BULLET + whole.removeprefix(_BULLET)
    return whole
