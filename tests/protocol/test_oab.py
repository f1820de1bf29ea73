"""The manifest of an offline address book."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.failures import Failure, FailureKind
from app.domain.probing import OabTold
from app.practice.services import BOOK_FILE, reply_of_address_book
from app.protocol.oab import LARGEST_NUMBER, file_url, manifest_url, read_manifest

DOCUMENT = reply_of_address_book("/oab/x/oab.xml")
assert DOCUMENT is not None
MANIFEST = DOCUMENT.body


@pytest.mark.parametrize(
    ("url", "manifest"),
    [
        ("https://mail.contoso.com/OAB/0f/", "https://mail.contoso.com/OAB/0f/oab.xml"),
        ("https://mail.contoso.com/OAB/0f", "https://mail.contoso.com/OAB/0f/oab.xml"),
        ("https://mail.contoso.com/OAB/0f/oab.xml", "https://mail.contoso.com/OAB/0f/oab.xml"),
        ("https://mail.contoso.com/OAB/0f/?a#b", "https://mail.contoso.com/OAB/0f/oab.xml"),
        ("http://cas01:81", "http://cas01:81/oab.xml"),
    ],
)
def test_the_manifest_lies_in_the_directory_that_is_named(url: str, manifest: str) -> None:
    assert manifest_url(url) == manifest


def test_a_file_lies_beside_the_manifest() -> None:
    assert file_url("https://h/OAB/0f/", "a {b}.lzx") == "https://h/OAB/0f/a%20%7Bb%7D.lzx"


def test_the_first_list_with_a_whole_book_is_told() -> None:
    assert read_manifest(MANIFEST) == OabTold(
        name="Default Offline Address List", generation=12, size=1054, file=BOOK_FILE
    )


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<html/>", "A web page answered"),
        (b"<!doctype html><p>", "A web page answered"),
        (b"", "cannot be read: The document is empty."),
        (b"<a/>", "has a as root"),
        (b"<OAB/>", "names no file"),
        (b"<OAB><OAL/></OAB>", "names no file"),
        (MANIFEST.replace(BOOK_FILE.encode(), b"../../web.config"), "names no file"),
        (MANIFEST.replace(BOOK_FILE.encode(), b"https://evil.example/a"), "names no file"),
        (MANIFEST.replace(BOOK_FILE.encode(), b".."), "names no file"),
    ],
)
def test_what_is_no_manifest_says_why(body: bytes, says: str) -> None:
    failure = read_manifest(body)

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.NOT_THE_SERVICE
    assert says in failure.detail


@pytest.mark.parametrize(
    ("seq", "generation"), [("x", 0), ("-1", 0), ("9" * 30, 0), ("9" * 19, LARGEST_NUMBER)]
)
def test_a_number_is_one_that_a_log_can_hold(seq: str, generation: int) -> None:
    told = read_manifest(MANIFEST.replace(b'seq="12"', f'seq="{seq}"'.encode()))

    assert isinstance(told, OabTold)
    assert told.generation == generation


@given(
    st.binary(max_size=200)
    | st.builds(
        lambda at, put: MANIFEST[: at % len(MANIFEST)] + put + MANIFEST[at % len(MANIFEST) :],
        st.integers(0, 1000),
        st.binary(max_size=8),
    )
)
def test_any_bytes_give_a_value_or_a_failure(body: bytes) -> None:
    assert isinstance(read_manifest(body), Failure | OabTold)
