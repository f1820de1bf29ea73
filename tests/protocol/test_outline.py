import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from app.protocol.outline import MOST_SPANS, Outline, SpanKind, outline
from app.protocol.pox import read_answer
from app.protocol.xml_document import LARGEST_DOCUMENT
from tests.protocol.answers import ERROR_600, FULL, LAUGHS, RESPONSE_2006


def parts(shown: Outline) -> list[tuple[str, str]]:
    return [(one.kind.value, shown.text[one.start : one.start + one.length]) for one in shown.spans]


def test_an_answer_in_one_line_is_indented() -> None:
    assert outline(ERROR_600).text.splitlines() == [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<Autodiscover xmlns="{RESPONSE_2006}">',
        "  <Response>",
        '    <Error Time="09:14:55.1230000" Id="2477272013">',
        "      <ErrorCode>600</ErrorCode>",
        "      <Message>Invalid Request</Message>",
        "      <DebugData />",
        "    </Error>",
        "  </Response>",
        "</Autodiscover>",
    ]


def test_the_parts_are_marked_by_kind() -> None:
    shown = outline(b"<?xml version='1.0'?><!-- c --><a b = \"1>2\" c='3'>t&amp;<d/></a>")

    assert parts(shown) == [
        ("declaration", "<?xml version='1.0'?>"),
        ("comment", "<!-- c -->"),
        ("tag", "<a"),
        ("attribute", "b"),
        ("value", '"1>2"'),
        ("attribute", "c"),
        ("value", "'3'"),
        ("tag", ">"),
        ("text", "t&amp;"),
        ("tag", "<d"),
        ("tag", "/>"),
        ("tag", "</a"),
        ("tag", ">"),
    ]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (b"<a>\n\n<b>1</b>\n</a>", ["<a>", "  <b>1</b>", "</a>"]),
        (b"<a> \t </a>", ["<a></a>"]),
        (b"<a> x </a>", ["<a> x </a>"]),
        (b"<a>x<![CDATA[<y>]]>z</a>", ["<a>x<![CDATA[<y>]]>z</a>"]),
        (b"<a>x<b/>y</a>", ["<a>x", "  <b/>", "  y", "</a>"]),
        (b"<p:a xmlns:p='u'><p:b/></p:a>", ["<p:a xmlns:p='u'>", "  <p:b/>", "</p:a>"]),
        ("<ä><_b/></ä>".encode(), ["<ä>", "  <_b/>", "</ä>"]),
        ("\ufeff<a><b/></a>".encode("utf-16-le"), ["<a>", "  <b/>", "</a>"]),
    ],
)
def test_only_white_space_between_elements_changes(body: bytes, lines: list[str]) -> None:
    assert outline(body).text.splitlines() == lines


def test_indenting_does_not_change_what_an_answer_says() -> None:
    assert read_answer(outline(FULL).text.encode()) == read_answer(FULL)


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        (b"Sign in", ["text"]),
        (b"", []),
        (b" \n ", []),
        (b"<a><b>x", ["tag", "tag", "tag", "tag", "text"]),
        (b"<a b='x", ["text"]),
        (b"<a b", ["text"]),
        (b"1 < 2 <= 3", ["text", "text", "text"]),
        (b"<!-- never closed <a>", ["comment"]),
        (b"<!DOCTYPE html><p>", ["declaration", "tag", "tag"]),
        (b"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", ["declaration", "tag", "tag"]),
        (b"<!DOCTYPE a [<!ENTITY e 'x'>", ["declaration"]),
        (b"<!DOCTYPE a", ["declaration"]),
        (b"<?php", ["declaration"]),
        (b"<p class=x>", ["tag", "attribute", "attribute", "tag"]),
    ],
)
def test_anything_else_is_shown_as_it_stands(body: bytes, kinds: list[str]) -> None:
    shown = outline(body)

    assert shown.text == body.decode()
    assert [kind for kind, _ in parts(shown)][: len(kinds)] == kinds


def test_a_document_type_is_shown_and_not_obeyed() -> None:
    assert outline(LAUGHS).text == LAUGHS.decode()


def test_control_characters_are_made_visible() -> None:
    assert outline(b"a\x00\x1b[2J").text == "a␀␛[2J"


def test_a_long_body_is_cut_and_says_so() -> None:
    shown = outline(b"x" * (LARGEST_DOCUMENT + 5000))

    assert shown.text.endswith("x\n[5,000 more bytes are not shown]")
    assert len(shown.text) < LARGEST_DOCUMENT + 50


@pytest.mark.parametrize(
    "body",
    [
        b"<!--" * 250_000,
        b'<a "' * 250_000,
        b"<a x='\"" * 150_000,
        b"<" * 1_000_000,
        b"<a " * 300_000,
        b"<a " + b" " * 1_000_000,
        b"<![CDATA[" * 100_000,
        b"<![" * 300_000,
        b"<a/>" * 250_000,
        b"<r>" + b"<a/>" * 18_000 + b"</r>",
        b"<a" + b" x " * 300_000 + b">",
        b"\x00" * 1_000_000,
    ],
    ids=lambda body: repr(body[:9]),
)
def test_hostile_bodies_cost_little(body: bytes) -> None:
    started = time.process_time()

    shown = outline(body)

    assert time.process_time() - started < 1.5
    assert len(shown.spans) <= MOST_SPANS


def test_past_the_last_span_the_text_goes_on() -> None:
    shown = outline(b"<" * (MOST_SPANS + 100))

    assert shown.text == "<" * (MOST_SPANS + 100)


@given(st.binary(max_size=300) | st.text("<>/ab!-[]?&;\"'= \n", max_size=200).map(str.encode))
def test_any_bytes_give_ordered_spans_within_the_text(body: bytes) -> None:
    shown = outline(body)
    end = 0
    for span in shown.spans:
        assert span.start >= end
        assert span.length > 0
        assert span.kind in SpanKind
        end = span.start + span.length

    assert end <= len(shown.text)


XML_TEXT = st.text(st.characters(blacklist_categories=["C"]), max_size=8)


def trees(depth: int) -> st.SearchStrategy[etree._Element]:
    inner = st.lists(trees(depth - 1), max_size=3) if depth else st.just([])
    return st.builds(grown, st.sampled_from("abc"), XML_TEXT, XML_TEXT, inner)


def grown(name: str, value: str, content: str, inner: list[etree._Element]) -> etree._Element:
    element = etree.Element(name, {"v": value})
    if inner:
        element.extend(inner)
    else:
        element.text = content
    return element


@given(trees(3))
def test_indented_xml_is_the_same_xml(tree: etree._Element) -> None:
    again = etree.fromstring(outline(etree.tostring(tree)).text)

    for first, second in zip(tree.iter(), again.iter(), strict=True):
        assert (first.tag, dict(first.attrib)) == (second.tag, dict(second.attrib))
        assert (first.text or "").strip() == (second.text or "").strip()


def test_elements_of_several_lines_can_be_folded() -> None:
    shown = outline(b"<a><b><c>1</c></b>\n<d/><e>two\nlines</e></a>")

    lines = shown.text.splitlines()
    assert [(one.first, one.last) for one in shown.folds] == [(0, 7), (1, 3), (5, 6)]
    assert [lines[one.first].strip() for one in shown.folds] == ["<a>", "<b>", "<e>two"]
    assert [lines[one.last].strip() for one in shown.folds] == ["</a>", "</b>", "lines</e>"]


@given(st.binary(max_size=200))
def test_folds_lie_within_each_other_and_within_the_text(body: bytes) -> None:
    shown = outline(body)

    last = shown.text.count("\n")
    open_until: list[int] = []
    for one in shown.folds:
        assert 0 <= one.first < one.last <= last
        while open_until and open_until[-1] < one.first:
            open_until.pop()
        assert not open_until or one.last <= open_until[-1]
        open_until.append(one.last)


def test_what_is_no_xml_has_nothing_to_fold() -> None:
    assert outline(b"<html><p>\n<br>\n</html>").folds == ()
