"""Gives the page of help for a finding: plain text that comes with the program."""

from collections.abc import Iterator

from app.paths import resources

_NONE = "There is no page of help for this finding."
_HEADING = "# "
_VERBATIM = "    "


def help_page(code: str) -> str:
    """Give the page, a paragraph a line: whoever shows it breaks them to the width that there is.

    Where this copy of the program is not whole, a sentence says so.
    """
    try:
        page = (resources() / "findings" / f"{code}.txt").read_text(encoding="utf-8")
    except OSError:
        return _NONE
    return "\n\n".join(_paragraphs(page)) + "\n"


def _paragraphs(page: str) -> Iterator[str]:
    for paragraph in page.strip().split("\n\n"):
        if paragraph.startswith(_HEADING):
            heading = paragraph.removeprefix(_HEADING)
            yield f"{heading}\n{'-' * len(heading)}"
        elif paragraph.startswith(_VERBATIM):
            # What can be typed stays as it is.
            yield paragraph
        else:
            yield " ".join(paragraph.split())
