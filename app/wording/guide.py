"""The guide: pages of help in their order, with links to each other, to findings and to lessons."""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import Final

from msgspec import Struct

from app.wording.language import _, language
from app.wording.pages import Block, Kind, blocks_of, page_names, read_page

GUIDE: Final = (
    "getting-started",
    "reading-a-verdict",
    "course",
    "what-is-sent-where",
    "deployment",
    "many-addresses",
    "exit-codes",
)
"""In the order in which a newcomer reads them."""
_FOLDERS: Final = {"guide": "help", "finding": "findings"}
_LINK: Final = re.compile(r"\[\[(?:(finding|practice):)?([a-z0-9-]+)\]\]")


class Leads(StrEnum):
    """Where a link leads."""

    GUIDE = "guide"
    FINDING = "finding"
    PRACTICE = "practice"
    """To a scenario of the practice organisation, which begins."""


class Target(Struct, frozen=True, kw_only=True):
    """A page of the guide, the page of a finding, or a lesson, by its name."""

    leads: Leads
    name: str


class Span(Struct, frozen=True, kw_only=True):
    """A part of a block: text, or a link."""

    text: str
    target: Target | None = None


class Page(Struct, frozen=True, kw_only=True):
    """A page of help to be shown."""

    target: Target
    title: str
    blocks: tuple[Block, ...]
    """Without the title; links as they are written, for `spans_of`."""
    source: str
    """All of its text, in small letters, to be searched."""


def guide_pages() -> tuple[Page, ...]:
    """Give the pages of the guide, in their order, in the language of the reader."""
    targets = (Target(leads=Leads.GUIDE, name=name) for name in GUIDE)
    return tuple(page for one in targets if (page := page_of(one)) is not None)


def finding_pages() -> tuple[Page, ...]:
    """Give the pages of all findings, by their codes."""
    names = page_names(_FOLDERS[Leads.FINDING])
    targets = (Target(leads=Leads.FINDING, name=name) for name in names)
    return tuple(page for one in targets if (page := page_of(one)) is not None)


def page_of(target: Target) -> Page | None:
    """Give a page; None where there is none of that name, and for lessons, which are no pages."""
    if target.leads is Leads.PRACTICE:
        return None
    return _page(target, language())


def spans_of(text: str) -> Iterator[Span]:
    """Take a text apart into what is read and what leads on."""
    at = 0
    for found in _LINK.finditer(text):
        if found.start() > at:
            yield Span(text=text[at : found.start()])
        target = Target(leads=Leads(found[1] or Leads.GUIDE), name=found[2])
        yield Span(text=_title_of(target), target=target)
        at = found.end()
    if at < len(text):
        yield Span(text=text[at:])


def has_words(page: Page, text: str) -> bool:
    """Tell whether each word of a text stands in a page."""
    return all(word in page.source for word in text.lower().split())


@cache
def _page(target: Target, _language: str) -> Page | None:
    source = read_page(_FOLDERS[target.leads], target.name)
    if source is None:
        return None
    blocks = blocks_of(source)
    title = target.name
    # The page of a finding is called by the code that stands in reports and logs.
    if target.leads is Leads.GUIDE and blocks and blocks[0].kind is Kind.HEADING:
        title, blocks = blocks[0].text, blocks[1:]
    # As it is shown, so that no word is missed at the end of a line.
    shown = (title, target.name, *("".join(map(_shown, spans_of(one.text))) for one in blocks))
    return Page(target=target, title=title, blocks=blocks, source="\n".join(shown).lower())


def _shown(span: Span) -> str:
    return span.target.name if span.target else span.text


def _title_of(target: Target) -> str:
    match target.leads:
        case Leads.PRACTICE:
            return _("Start this lesson: {name}").format(name=target.name)
        case Leads.FINDING:
            return target.name
        case Leads.GUIDE:
            source = read_page(_FOLDERS[Leads.GUIDE], target.name)
            return blocks_of(source)[0].text if source else target.name
