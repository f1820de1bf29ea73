import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from app.protocol.xml_document import (
    DEEPEST_ELEMENT,
    LARGEST_DOCUMENT,
    LONGEST_NAME,
    MOST_PARTS,
    Unreadable,
    child_text,
    read_document,
)


def nested(depth: int) -> bytes:
    return b"<a>" * depth + b"</a>" * depth


def unreadable(body: bytes) -> Unreadable:
    read = read_document(body)
    assert isinstance(read, Unreadable)
    return read


def readable(body: bytes) -> etree._Element:
    read = read_document(body)
    assert not isinstance(read, Unreadable)
    return read


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1"]
)
def test_a_document_in_its_declared_encoding_is_read(encoding: str) -> None:
    name = encoding.removesuffix("-sig").removesuffix("-le").removesuffix("-be")
    declared = f'<?xml version="1.0" encoding="{name}"?><a><b>Müller</b></a>'

    assert child_text(readable(declared.encode(encoding)), "b") == "Müller"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_document_without_declaration_is_read(encoding: str) -> None:
    assert child_text(readable("<a><b>Müller</b></a>".encode(encoding)), "b") == "Müller"


def test_a_document_that_comes_in_many_pieces_is_read_whole() -> None:
    body = b"<a>" + b"<b>" + b"x" * 100_000 + b"</b>" + b"</a>"

    assert len(child_text(readable(body), "b")) == 100_000


@pytest.mark.parametrize(
    ("body", "sentence", "root"),
    [
        (b"", "The document is empty.", ""),
        (b" \r\n\t", "The document is empty.", ""),
        (b"<!-- only -->", "The document is no well-formed XML.", ""),
        (b"hello", "The document is no well-formed XML.", ""),
        (b"<a><b>", "The document is no well-formed XML.", "a"),
        (b"<a", "The document is no well-formed XML.", "a"),
        (b"<a/><b/>", "The document is no well-formed XML.", "a"),
        (b"<a>&nbsp;</a>", "The document is no well-formed XML.", "a"),
        (b"<a>\x00</a>", "The document is no well-formed XML.", "a"),
        (b"<a>\xe4</a>", "The document is no well-formed XML.", "a"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "no well-formed XML", ""),
        (b'<?xml version="1.0" encoding="utf-16"?><a/>', "says that it is UTF-16", ""),
        (b' <?xml version="1.0"?><a/>', "stands before the XML declaration", ""),
        (b'\xef\xbb\xbf\r\n<?xml version="1.0"?><a/>', "stands before the XML declaration", ""),
        (b"<!DOCTYPE a><a/>", "document type (DTD)", "a"),
        (b"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "document type (DTD)", "a"),
        ("<!DOCTYPE a><a/>".encode("utf-16"), "document type (DTD)", "a"),
        (nested(DEEPEST_ELEMENT + 1), "nested deeper than 16 levels", "a"),
        (nested(3000), "nested deeper", "a"),
        (b"<a>" + b"<b/>" * MOST_PARTS + b"</a>", "more than 20,000 elements", "a"),
        (
            b"<a " + b" ".join(b'x%d=""' % n for n in range(MOST_PARTS)) + b"/>",
            "more than 20,000 elements",
            "a",
        ),
        (b"<" + b"a" * (LONGEST_NAME + 1) + b"/>", "name is longer than 64", "a" * 65),
    ],
)
def test_what_is_no_document_says_why(body: bytes, sentence: str, root: str) -> None:
    read = unreadable(body)

    assert sentence in read.sentence
    assert read.root == root
    assert not read.too_large


def test_every_limit_lets_through_what_reaches_it() -> None:
    name = b"a" * LONGEST_NAME
    leaves = b"<b/>" * (MOST_PARTS - DEEPEST_ELEMENT)
    body = b"<" + name + b">" + nested(DEEPEST_ELEMENT - 1) + leaves + b"</" + name + b">"

    assert not isinstance(read_document(body), Unreadable)


def test_the_parser_is_quoted_for_experts() -> None:
    # Versions of libxml2 say it in other words, and all of them say where.
    assert ", line 1, column 7" in unreadable(b"<a><b>").origin


@pytest.mark.parametrize(
    ("size", "too_large"), [(LARGEST_DOCUMENT, False), (LARGEST_DOCUMENT + 1, True)]
)
def test_the_size_has_a_limit(size: int, too_large: bool) -> None:
    body = b"<a>" + b"x" * (size - 7) + b"</a>"

    read = read_document(body)

    assert (isinstance(read, Unreadable) and read.too_large) is too_large


@pytest.mark.parametrize("use", ["<a>&a11;</a>", "<a x='&a11;'/>"])
def test_a_billion_laughs_are_refused_at_once(use: str) -> None:
    entities = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    body = f"<!DOCTYPE a [<!ENTITY a0 'ha'>{entities}]>{use}".encode()
    started = time.process_time()

    unreadable(body)

    assert time.process_time() - started < 0.2


@pytest.mark.parametrize(
    "definition",
    ["<!ENTITY e SYSTEM '{}'>", "<!ENTITY % p SYSTEM '{}'>%p;<!ENTITY e 'x'>"],
)
def test_an_external_entity_is_refused_and_its_file_not_read(
    definition: str, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hunter2", encoding="utf-8")
    body = f"<!DOCTYPE a [{definition.format(secret.as_uri())}]><a>&e;</a>".encode()

    read = unreadable(body)

    assert "document type" in read.sentence
    assert "hunter2" not in repr(read)


@given(st.binary(max_size=400) | st.text("<>/ab!-[]?&;\"'= \n", max_size=200).map(str.encode))
def test_any_bytes_give_a_value(body: bytes) -> None:
    read = read_document(body)

    assert isinstance(read, Unreadable) == (not isinstance(read, etree._Element))
