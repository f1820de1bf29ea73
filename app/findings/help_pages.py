"""Gives the page of help for a finding: plain text that comes with the program."""

from typing import Final

from app.wording.language import _
from app.wording.pages import Block, Kind, blocks_of, read_page

FOLDER: Final = "findings"


def help_page(code: str) -> str:
    """Give the page in the language of the reader, each paragraph and each item of a list a line.

    Whoever shows it breaks them to the width that there is. A page that is not there in that
    language is given in English; where this copy of the program is not whole, a sentence says so.
    """
    source = read_page(FOLDER, code)
    if source is None:
        return _("There is no page of help for this finding.")
    return "".join(map(_shown, blocks_of(source))).lstrip("\n") + "\n"


def _shown(block: Block) -> str:
    gap = "\n" if block.is_close else "\n\n"
    line = f"\n{'-' * len(block.text)}" if block.kind is Kind.HEADING else ""
    return f"{gap}{block.text}{line}"
