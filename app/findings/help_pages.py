"""Gives the page of help for a finding: plain text that comes with the program."""

from app.paths import resources

_NONE = "There is no page of help for this finding."


def help_page(code: str) -> str:
    """Give the page; where this copy of the program is not whole, a sentence that says so."""
    try:
        return (resources() / "findings" / f"{code}.txt").read_text(encoding="utf-8")
    except OSError:
        return _NONE
