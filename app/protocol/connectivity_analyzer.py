"""Reports of Microsoft's Remote Connectivity Analyzer, saved as XML or HTML, as a list of tests."""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import islice
from typing import Final

from lxml import etree
from msgspec import Struct

from app.protocol.xml_document import Unreadable, children, local_name, read_document

LARGEST_REPORT: Final = 4 << 20
MOST_TESTS: Final = 5_000
LONGEST_TEXT: Final = 20_000
DEEPEST: Final = 64
"""Tests lie some ten deep in each other, and each brings two elements."""


class Status(StrEnum):
    """How a test ended. [RCA-XML], protocol.md 10.3"""

    SUCCESS = "success"
    WARNING = "success-with-warnings"
    ERROR = "error"
    UNKNOWN = "unknown"
    """Another word; or an HTML report, whose marks are pictures, with words that are not known."""


class Test(Struct, frozen=True, kw_only=True):
    """One test of a report; those that belong to it follow it, one deeper."""

    description: str
    result: str = ""
    details: str = ""
    status: Status = Status.UNKNOWN
    duration_ms: float = 0.0
    depth: int = 0


_STATUS: Final = {
    "success": Status.SUCCESS,
    "successwithwarnings": Status.WARNING,
    "error": Status.ERROR,
}
_TIME: Final = re.compile(r"Elapsed Time:\s*([\d.,]+)\s*ms", re.IGNORECASE)
_LABELS: Final = {"test steps", "additional details", "tell me more about this issue", ""}
# What a line of an HTML report is, told by its words [RCA-EXAMPLES]: the report marks it by
# pictures and indents alone.
_DESCRIPTION: Final = re.compile(
    r"(?:Testing |Attempting |Validating |Checking |Analyzing |Certificate trust is being|"
    r"The .{0,60}(?:Analyzer|ExRCA) is |ExRCA is |Microsoft .{0,40} is attempting)"
)
_BAD: Final = re.compile(
    r"fail|couldn't|could not|can't|cannot|weren't|wasn't|not valid|invalid|blocked|missing|error",
    re.IGNORECASE,
)
_GOOD: Final = re.compile(r"success|passed|validated|ok\b", re.IGNORECASE)


def read_report(body: bytes) -> tuple[Test, ...]:
    """Give the tests in the order of the report; none where it is no report of the analyzer."""
    if len(body) > LARGEST_REPORT:
        return ()
    if b"testresult" in body[:LARGEST_REPORT].lower():
        return tuple(islice(_of_xml(body), MOST_TESTS))
    if b"<html" in body[:4096].lower() or b"elapsed time" in body.lower():
        return tuple(islice(_of_html(body), MOST_TESTS))
    return ()


def _of_xml(body: bytes) -> Iterator[Test]:
    root = read_document(body, largest=LARGEST_REPORT, deepest=DEEPEST)
    if isinstance(root, Unreadable):
        return
    tops = [root] if local_name(root) == "testresult" else children(root, "testresult")
    for top in tops:
        yield from _below(top, 0)


def _below(element: etree._Element, depth: int) -> Iterator[Test]:
    yield Test(
        description=_attribute(element, "testdescription"),
        result=_attribute(element, "resultdescription"),
        details=_attribute(element, "additionaldetails"),
        status=_STATUS.get(_attribute(element, "status").lower(), Status.UNKNOWN),
        duration_ms=_number(_attribute(element, "elapsedMilliseconds")),
        depth=depth,
    )
    for holder in children(element, "children"):
        for child in children(holder, "testresult"):
            yield from _below(child, depth + 1)


def _attribute(element: etree._Element, name: str) -> str:
    return str(element.get(name, ""))[:LONGEST_TEXT].strip()


def _of_html(body: bytes) -> Iterator[Test]:
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        root: etree._Element | None = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return
    if root is None:  # A document of comments alone.
        return
    etree.strip_elements(root, "script", "style", "title", with_tail=False)
    texts = (" ".join(str(text).split()) for text in root.itertext())
    yield from _grouped(text[:LONGEST_TEXT] for text in texts if text.lower() not in _LABELS)


def _grouped(texts: Iterable[str]) -> Iterator[Test]:
    """Put a description, its result, its details and its time together."""
    held: Test | None = None
    for text in texts:
        if _DESCRIPTION.match(text) and not (held and not held.result and _is_result(text)):
            if held is not None:
                yield held
            held = Test(description=text)
        elif held is not None:
            held = _grown(held, text)
    if held is not None:
        yield held


def _is_result(text: str) -> bool:
    return bool(_GOOD.search(text) or _BAD.search(text))


def _grown(test: Test, text: str) -> Test:
    if time := _TIME.search(text):
        duration_ms = _number(time[1])
        return Test(
            description=test.description,
            result=test.result,
            details=test.details,
            status=test.status,
            duration_ms=duration_ms,
        )
    if not test.result:
        bad, good = _BAD.search(text), _GOOD.search(text)
        status = Status.ERROR if bad else Status.SUCCESS if good else Status.UNKNOWN
        return Test(description=test.description, result=text, status=status)
    details = f"{test.details}\n{text}".strip()[:LONGEST_TEXT]
    return Test(
        description=test.description, result=test.result, details=details, status=test.status
    )


def _number(text: str) -> float:
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        return 0.0
    return number if 0 <= number < 1e9 else 0.0
