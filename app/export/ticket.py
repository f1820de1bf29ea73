"""What a ticket wants of a session: the outcome first, then findings, services and all the rest."""

import re
import textwrap
from collections.abc import Iterator
from itertools import chain
from typing import Final

from app.domain.finding import Conclusions, Findings
from app.domain.session import Session
from app.export.text import features_lines, head_lines, outcome_lines, services_lines
from app.export.text_findings import findings_lines
from app.export.text_form import WIDTH
from app.export.text_tree import tree_lines
from app.wording.language import _

_OPENING: Final = re.compile(r" *(?:\[..\] )?")
_READY: Final = re.compile(r" *[|>] ")
"""A command, which stays whole, or a text that is broken into lines already."""
_GAP: Final = re.compile(r" {2,}")


def as_ticket(session: Session, findings: Findings) -> str:
    """Give what can be read at a glance, in lines that a ticket does not break anew."""
    lines = chain.from_iterable(map(_folded, _summary(session, findings)))
    return "\n".join(lines).rstrip() + "\n"


def as_file(session: Session, concluded: Conclusions) -> str:
    """Give the same, and below it everything that happened."""
    tree = tree_lines(session, concluded.normal)
    rest = (_("Everything that happened"), "", *tree, *features_lines(session))
    return "\n".join((as_ticket(session, concluded.findings), *rest)).rstrip() + "\n"


def _summary(session: Session, findings: Findings) -> Iterator[str]:
    yield from head_lines(session)
    yield from outcome_lines(session)
    yield ""
    yield from findings_lines(session, findings)
    yield from services_lines(session)


def _folded(line: str) -> list[str]:
    """Break a line between words; a URL, or whatever else is one word, stays whole."""
    if len(line) <= WIDTH or _READY.match(line):
        return [line]
    opening = _OPENING.match(line)
    first = opening.group() if opening else ""
    return textwrap.wrap(
        _GAP.sub("  ", line.removeprefix(first)),
        WIDTH,
        initial_indent=first,
        # Below the text, not below its sign.
        subsequent_indent=" " * (len(first) + 2),
        break_on_hyphens=False,
        break_long_words=False,
    )
