import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocol.redirects import (
    LONGEST_URL,
    WrongUrlError,
    checked_url,
    is_autodiscover_url,
    is_https,
    resolved_location,
)

ASKED = "https://contoso.example/autodiscover/autodiscover.xml"


@pytest.mark.parametrize(
    ("url", "follows"),
    [
        ("https://x/autodiscover/autodiscover.xml", True),
        ("https://mail.contoso.example/Autodiscover/Autodiscover.XML", True),
        ("HTTPS://mail.contoso.example:8443/autodiscover/autodiscover.xml", True),
        ("https://x/autodiscover/a/b/autodiscover.xml", True),
        ("https://x/autodiscover/autodiscover.xml?a=b", True),
        ("http://x/autodiscover/autodiscover.xml", False),
        ("https://x/other", False),
        ("https://x/owa/autodiscover/autodiscover.xml", False),
        ("https://x/autodiscover//autodiscover.xml", False),
        ("https://x/autodiscover/autodiscoverxml", False),
        ("https://x/autodiscover/autodiscover.xml/", False),
        ("https://x/?/autodiscover/autodiscover.xml", False),
        ("https://user:word@x/autodiscover/autodiscover.xml", False),
        ("https:///autodiscover/autodiscover.xml", False),
        ("ftp://x/autodiscover/autodiscover.xml", False),
        ("/autodiscover/autodiscover.xml", False),
        ("", False),
    ],
)
def test_only_https_with_the_autodiscover_path_may_be_followed(url: str, follows: bool) -> None:
    assert is_autodiscover_url(url) is follows


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("https://mail.contoso.example/x", "https://mail.contoso.example/x"),
        ("/other", "https://contoso.example/other"),
        ("other.xml", "https://contoso.example/autodiscover/other.xml"),
        ("//mail.contoso.example/x", "https://mail.contoso.example/x"),
        ("?a=b", ASKED + "?a=b"),
        ("\t http://mail.contoso.example/ ", "http://mail.contoso.example/"),
    ],
)
def test_a_location_is_resolved_against_the_url_asked(location: str, target: str) -> None:
    assert resolved_location(ASKED, location) == target


@pytest.mark.parametrize(
    ("location", "sentence"),
    [
        ("", "names no URL"),
        ("  ", "names no URL"),
        ("https://ann:secret@mail.contoso.example/", "user name"),
        ("https://contoso.example@evil.example/", "user name"),
        ("https://@evil.example/", "user name"),
        ("https:///path", "names no host"),
        ("https:path", "names no host"),
        ("mail.contoso.example:443/x", "neither https:// nor http://"),
        ("//[::1/", "malformed"),
        ("https://:443/path", "names no host"),
        ("javascript:alert(1)", "neither https:// nor http://"),
        ("ldap://dc.contoso.example", "neither https:// nor http://"),
        ("https://evil.example\\@contoso.example/", "backslashes"),
        ("https://evil.example/\x00", "control characters"),
        ("https://evil.example/a b", "white space"),
        ("https://evil.example/a\r\nX-Header: b", "control characters"),
        ("https://evil.example/\u202e", "control characters"),
        ("https://evil.example/\ud800", "control characters"),
        ("https://[::1/", "malformed"),
        ("https://contoso.example:99999/", "malformed"),
        ("https://contoso.example:port/", "malformed"),
        ("/" + "a" * LONGEST_URL, "longer than 2,048"),
    ],
)
def test_a_bad_location_is_refused_with_a_sentence(location: str, sentence: str) -> None:
    with pytest.raises(WrongUrlError, match=sentence):
        resolved_location(ASKED, location)


def test_a_relative_location_may_not_grow_past_the_limit() -> None:
    asked = "https://contoso.example/" + "a/" * 1000

    with pytest.raises(WrongUrlError, match="longer"):
        resolved_location(asked, "b" * 100)


@pytest.mark.parametrize(
    ("url", "https"),
    [("https://EXCH01/x", True), ("http://EXCH01/x", False), ("https://a b/", False)],
)
def test_https_is_told_from_the_rest(url: str, https: bool) -> None:
    assert is_https(url) is https


def test_a_good_url_comes_back_as_it_stands() -> None:
    assert checked_url("HTTPS://Mail.Contoso.example/X") == "HTTPS://Mail.Contoso.example/X"


@given(st.text(max_size=60) | st.text("htps:/@[]?#\\%. aé", max_size=30))
def test_any_location_is_resolved_or_refused(location: str) -> None:
    try:
        target = resolved_location(ASKED, location)
    except WrongUrlError:
        return

    assert target.lower().startswith(("https://", "http://"))
    assert "@" not in target.split("/")[2]
