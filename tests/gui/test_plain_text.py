"""Text from the network on its way to a widget."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.gui.plain_text import (
    LONGEST_TEXT,
    cut_note,
    many_lines,
    one_line,
    tool_tip,
    visible,
    without_usual_path,
)
from tests.gui.hostile import FORBIDDEN, HOSTILE


@given(st.text())
def test_every_text_keeps_its_length_and_loses_what_cannot_be_seen(text: str) -> None:
    shown = visible(text)

    assert len(shown) == len(text)
    assert all(mark.isprintable() or mark in "\n\t" for mark in shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        ("Grüße", "Grüße"),
        ("\x00\x1b", "\u2400\u241b"),
        ("a\u202eb", "a\ufffdb"),
        ("a\u00a0b", "a b"),
        ("\x85", "\ufffd"),
    ],
)
def test_what_cannot_be_seen_is_shown_by_a_sign(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_a_line_is_one_line_and_has_an_end() -> None:
    assert one_line("a\nb\tc") == "a b c"
    assert one_line("x" * 700) == "x" * 599 + "…"
    assert not [mark for mark in FORBIDDEN if mark in one_line(HOSTILE)]


def test_a_text_that_is_too_long_says_where_it_is_cut() -> None:
    assert many_lines("x\n" * 3) == "x\n" * 3
    assert many_lines("x" * (LONGEST_TEXT + 1)) == "x" * LONGEST_TEXT + cut_note()


def test_a_tool_tip_holds_markup_as_text() -> None:
    assert tool_tip("<img src=x>") == "<p>&lt;img src=x&gt;</p>"
    assert tool_tip("") == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("POST https://a/autodiscover/autodiscover.xml", "POST https://a/…"),
        (
            "Chosen: https://a/Autodiscover/Autodiscover.xml (in-site)",
            "Chosen: https://a/… (in-site)",
        ),
        ("the server at http://a/autodiscover/autodiscover.xml.", "the server at http://a/…."),
        ("https://a/autodiscover/autodiscover.xml?x=1", None),
        ("https://a/autodiscover/autodiscover.xml/../x", None),
        ("https://a/autodiscover/autodiscover.xmls", None),
        ("https://a/EWS/Exchange.asmx", None),
    ],
)
def test_only_the_path_that_every_url_has_is_left_out(text: str, shown: str | None) -> None:
    assert without_usual_path(text) == (shown or text)
