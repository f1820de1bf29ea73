"""The first lines of a list that was read, those ahead with which something is wrong."""

from collections.abc import Sequence
from itertools import islice
from typing import Final

from app.domain.batch import Entry
from app.gui.panels.table import TextTable
from app.wording.language import _, ngettext, said
from app.wording.lines import number

MOST_SHOWN: Final = 100
"""Right ones, and as many wrong ones."""


class FirstLines(TextTable):
    """Shown before a list begins."""

    def __init__(self) -> None:
        super().__init__(
            _("What was read"),
            (_("Line"), _("In the list"), _("What is looked for")),
            kept="batch-read",
        )

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show the first ones of this list."""
        wrong = islice((one for one in entries if one.trouble), MOST_SHOWN)
        right = islice((one for one in entries if not one.trouble), MOST_SHOWN)
        self.show_lines(
            (str(one.line), one.input, said(one.trouble) or one.address) for one in (*wrong, *right)
        )


def read_text(entries: Sequence[Entry]) -> str:
    """Say how many lines were read; empty where none were."""
    if not entries:
        return ""
    wrong = sum(bool(one.trouble) for one in entries)
    text = ngettext("{count} line was read", "{count} lines were read", len(entries))
    told = text.format(count=number(len(entries)))
    if not wrong:
        return f"{told}."
    text = ngettext(
        "{told}; {count} of them is neither an address nor a domain, and stands first.",
        "{told}; {count} of them are neither addresses nor domains, and stand first.",
        wrong,
    )
    return text.format(told=told, count=number(wrong))
