"""Whatever a server, a directory or a log says, in whichever field: no export is taken over."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from app.domain.events import Recorded
from app.domain.session import Session
from app.export import EXPORTERS
from app.export.texts import with_texts
from app.findings import conclude
from tests.support import played_runs
from tests.support.har import Archive
from tests.support.played_runs import session_of

HOSTILE = {
    "script": "<script>alert(1)</script><img src=https://evil.example/x onerror=alert(2)>",
    "attribute": "\" onmouseover='alert(1)' style=\"background:url(//evil.example)\"'>",
    "style": "</style><style>*{background:url(https://evil.example)}</style>",
    "cdata": "]]><!--<![CDATA[ --><svg/onload=alert(1)>",
    "template": "{{ 7*7 }}{% for a in b %}{# c",
    "border": "x\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    "formula": '=HYPERLINK("https://evil.example")',
    "table": 'a","b\r\n=1+1,\t@x',
    "turned": "\u202egnp.exe\u2066\u200f\ufeff\u2028\u0085",
    "controls": "\x00\x1b[2J\x07\x7f\x9b\b",
    "huge": "A" * 200_000,
    "empty": "",
}
RUNS = (played_runs.found, played_runs.sign_in_needed, played_runs.not_found)


def session_with(run: Callable[[], list[Recorded]], text: Callable[[str], str]) -> Session:
    return session_of(
        [msgspec.structs.replace(one, event=with_texts(one.event, text)) for one in run()]
    )


def check_html(page: str) -> None:
    """Read it as a browser does, and look for anything that could act or reach out."""
    tree = html.document_fromstring(page.encode())
    elements = [one for one in tree.iter() if isinstance(one.tag, str)]
    assert not {one.tag for one in elements} & {
        *("script", "img", "iframe", "object", "embed", "link", "base", "form", "input"),
        *("video", "audio", "source", "image", "use", "foreignobject", "a:href"),
    }
    assert sum(one.tag == "style" for one in elements) == 1
    for one in elements:
        for name, value in one.attrib.items():
            assert not str(name).lower().startswith("on"), (one.tag, name)
            assert name not in {"style", "src", "srcset", "action", "xlink:href", "background"}
            assert name != "href" or re.fullmatch(r"#row-\d+", str(value))
    comments = [one for one in tree.iter() if not isinstance(one.tag, str)]
    assert comments == []
    categories = {unicodedata.category(mark) for mark in page if mark != "\n"}
    assert not categories & {"Cc", "Cf", "Cs"}


def check_csv(table: str) -> None:
    lines = list(csv.reader(io.StringIO(table[1:], newline=""), strict=True))
    assert len({len(line) for line in lines}) == 1
    risky = [cell for line in lines for cell in line if cell.startswith(tuple("=+-@\t\r\n"))]
    # A negative number, as a hostile log may have it, is no formula.
    assert not [cell for cell in risky if not re.fullmatch(r"-[\d.]+(e\+\d+)?", cell)]


def check(session: Session) -> None:
    concluded = conclude(session)
    for name, exporter in EXPORTERS.items():
        content = exporter.file(session, concluded)
        text = content.decode()
        # What is made for programs holds as much as the log does.
        assert len(content) < 5_000_000 or name in {"json", "har"}, name
        assert text.endswith("\n"), name
        match name:
            case "html":
                check_html(text)
            case "csv":
                check_csv(text)
            case "pem":
                assert "BEGIN" not in "\n".join(
                    line for line in text.splitlines() if not line.startswith("#")
                )
            case "har":
                msgspec.json.decode(content, type=Archive)
            case "json":
                msgspec.json.decode(content)
            case _:
                assert "\x1b" not in text
                assert "\u202e" not in text


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.__name__)
def test_a_hostile_text_in_every_field_does_nothing(
    run: Callable[[], list[Recorded]], hostile: str
) -> None:
    check(session_with(run, lambda _: hostile))


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_behind_what_should_stand_there_does_nothing(hostile: str) -> None:
    check(session_with(played_runs.found, lambda text: text + hostile))


@pytest.mark.parametrize("at_ms", [-1e300, -1.0, 0.0, 1e13, 1e300])
def test_no_time_is_too_odd(at_ms: float) -> None:
    records = [
        msgspec.structs.replace(one, at_ms=at_ms if one.number % 3 else one.at_ms)
        for one in played_runs.found()
    ]

    check(session_of(records))


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=30), st.integers(min_value=0, max_value=3))
def test_any_text_in_any_field_does_nothing(hostile: str, which: int) -> None:
    check(session_with(played_runs.not_found, lambda t: hostile if len(t) % 4 == which else t))
