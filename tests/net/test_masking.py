import base64
import html
import json
from collections.abc import Callable
from itertools import takewhile
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.failures import Failure, FailureKind
from app.domain.secret import Credentials, Secret
from app.net.masking import SHORTEST_ANYWHERE, Masking, basic_token

USERNAME = "ann@contoso.example"
URL = "https://mail.contoso.example/autodiscover/autodiscover.xml"
PASSWORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=40
)
STRONG = PASSWORDS.filter(lambda one: len(one) >= SHORTEST_ANYWHERE and one not in URL + USERNAME)
SAMPLES = ["Tr0ub4dor&3", "(hidden)", "idde", "a\"b'c<d>", "\\x\\\\u0026", "p\xe4ss w\xf6rt+\u20ac"]


def credentials(password: str) -> Credentials:
    return Credentials(USERNAME, Secret(password))


def masking(password: str) -> Masking:
    return Masking(credentials(password), URL + USERNAME)


def token(password: str) -> bytes:
    return base64.b64encode(f"{USERNAME}:{password}".encode())


def forms(password: str) -> dict[str, bytes]:
    """Write the password as servers do that echo it."""
    written = {
        "plain": password,
        "percent": quote(password, safe=""),
        "percent, as in a path": quote(password),
        "percent in lower case": quote(password, safe="~()*!'").lower()
        if password.islower()
        else quote(password, safe="~()*!'"),
        "form": quote_plus(password),
        "XML": escape(password),
        "XML attribute": quoteattr(password)[1:-1],
        "HTML": html.escape(password),
        "HTML as PHP has it": html.escape(password).replace("&#x27;", "&#039;"),
        "decimal references": "".join(
            one if one.isascii() and one.isalnum() else f"&#{ord(one)};" for one in password
        ),
        "JSON": json.dumps(password)[1:-1],
        "JSON in JSON": json.dumps(json.dumps(password))[3:-3],
        "bytes of Python": repr(password.encode())[2:-1],
    }
    return {
        **{name: text.encode() for name, text in written.items()},
        "Latin-1": password.encode("latin-1", "ignore"),
        "Windows-1252": password.encode("cp1252", "ignore"),
        "UTF-16": password.encode("utf-16-le"),
        "UTF-16, the other order": password.encode("utf-16-be"),
        "XML in UTF-16, the other order": escape(password).encode("utf-16-be"),
        "hexadecimal": password.encode().hex().encode(),
        "HEXADECIMAL": password.encode().hex().upper().encode(),
        "UTF-16 in hexadecimal": password.encode("utf-16-le").hex().encode(),
        "XML in UTF-16": escape(password).encode("utf-16-le"),
        "token": token(password),
        "token without padding": token(password).rstrip(b"="),
        "token in a URL": quote(token(password).rstrip(b"="), safe="").encode(),
    }


def whole(password: str) -> dict[str, bytes]:
    """Leave out what is not the password, such as what Latin-1 cannot write."""
    charsets = {"Latin-1": "latin-1", "Windows-1252": "cp1252"}
    return {
        name: form
        for name, form in forms(password).items()
        if form.decode(charsets.get(name, "latin-1")) == password or name not in charsets
    }


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("charset", ["utf-8", "utf-16-le"])
@given(
    password=STRONG.filter(lambda one: len(one) > SHORTEST_ANYWHERE),
    before=st.binary(max_size=20),
    after=st.binary(max_size=20),
)
def test_in_base64_the_password_is_hidden_wherever_it_begins(
    encode: Callable[[bytes], bytes], charset: str, password: str, before: bytes, after: bytes
) -> None:
    echo = encode(before + password.encode(charset) + after)

    hidden = masking(password).hide(echo)

    assert hidden != echo
    # What stands beside stays, with the few bits of the password in its last and first character.
    kept = sum(
        len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))
        for one, other in ((hidden, echo), (hidden[::-1], echo[::-1]))
    )
    assert kept <= len(encode(before)) + len(encode(after)) + 6


@pytest.mark.parametrize("password", [one for one in SAMPLES if len(one) > SHORTEST_ANYWHERE])
def test_in_base64_within_a_url_the_password_is_hidden(password: str) -> None:
    for before in range(3):
        echo = quote(base64.b64encode(b"x" * before + password.encode() + b"xxx"), safe="")

        assert masking(password).hide(echo.encode()) != echo.encode()


@pytest.mark.parametrize("password", SAMPLES)
def test_each_form_of_an_echo_is_hidden(password: str) -> None:
    for name, form in whole(password).items():
        assert form not in masking(password).hide(b"<p>" + form + b"</p>"), name


@given(
    password=STRONG, gaps=st.lists(st.binary(max_size=8), min_size=1, max_size=6), data=st.data()
)
@example(password="(hidden)", gaps=[b"(", b")"], data=None)
@example(password="*(=~^|!$_-.:,;<>[]{})", gaps=[b"", b""], data=None)
def test_after_masking_none_of_the_forms_is_in_the_bytes(
    password: str, gaps: list[bytes], data: st.DataObject | None
) -> None:
    known = whole(password)
    echo = b""
    for gap in gaps:
        names = sorted(known)
        chosen = names if data is None else data.draw(st.lists(st.sampled_from(names), max_size=3))
        echo += gap + b"".join(known[name] for name in chosen)

    hidden = masking(password).hide(echo)

    for name, form in known.items():
        assert form not in hidden, name


@given(password=STRONG, data=st.data())
def test_rests_of_the_password_never_join_to_another_one(
    password: str, data: st.DataObject
) -> None:
    form = password.encode()
    at = data.draw(st.integers(0, len(form)))
    nested = form[:at] + form + form[at:]

    hidden = masking(password).hide(form[:at] + nested + form[at:])

    assert form not in hidden


def test_a_mask_is_taken_whose_ends_are_no_part_of_the_password() -> None:
    assert masking("ab(h").hide(b"abab(h.") == b"ab****."


@given(st.binary(max_size=200))
def test_what_holds_no_form_stays_as_it_is(data: bytes) -> None:
    password = "Tr0ub4dor&3"

    assert masking(password).hide(data) == data
    assert masking(password).hide_in_part(data) == data


@given(password=PASSWORDS, around=st.binary(max_size=20))
def test_the_token_is_hidden_however_short_or_common_the_password(
    password: str, around: bytes
) -> None:
    echo = around + token(password) + around

    assert token(password).rstrip(b"=") not in masking(password).hide(echo)


def test_the_token_of_an_empty_password_is_hidden_and_nothing_else() -> None:
    echo = b"Authorization: Basic " + token("") + b" <Autodiscover/>"

    assert masking("").hide(echo) == b"Authorization: Basic (hidden)= <Autodiscover/>"


@pytest.mark.parametrize(
    "password",
    # Short ones, and such as stand in the address, the URL or the name of the user.
    ["a", "com", "xml", "amp", "ews", "asmx", "contoso", "autodiscover", "https", "mail", "ann"],
)
def test_a_short_or_common_password_does_not_shred_an_answer(password: str) -> None:
    answer = (
        b'<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="http://schemas.microsoft.com/'
        b'exchange/autodiscover/responseschema/2006">\n  <ASUrl>https://mail.contoso.com/ews/'
        b"exchange.asmx</ASUrl><OABUrl>https://mail.contoso.com:443/oab/?a=1&amp;b=2</OABUrl>"
        b"<AutoDiscoverSMTPAddress>ann@contoso.com</AutoDiscoverSMTPAddress></Autodiscover>"
    )
    asked = URL + "ann@contoso.com ews asmx"

    assert Masking(credentials(password), asked).hide(answer) == answer


@pytest.mark.parametrize("password", ["a", "a&", "&3", "\xe9", "xml", "contoso", "mail"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("password=", ""),
        ("password=", "&next=1"),
        ("<p>", "</p>"),
        ('"', '"'),
        ("ann:", "\r\n"),
        ("The password is ", "."),
        ("(", ")"),
        ("[PHP_AUTH_PW] => ", "\n"),
    ],
)
def test_a_short_or_common_password_is_hidden_where_it_stands_alone(
    password: str, before: str, after: str
) -> None:
    for charset in ("utf-8", "utf-16-le"):
        start, middle, end = (part.encode(charset) for part in (before, password, after))

        assert masking(password).hide(start + middle + end) == start + b"(hidden)" + end

    # Which of two zeros belongs to the password cannot be told from within.
    hidden = masking(password).hide(f"{before}{password}{after}".encode("utf-16-be"))
    assert b"(hidden)" in hidden
    assert len(hidden) == 2 * len(before + after) + len("(hidden)")


def test_a_common_password_that_a_mask_leaves_alone_is_hidden_too() -> None:
    hidden = masking("mail").hide(b"x" + token("mail").rstrip(b"=") + b"mail")

    assert hidden == b"x(hidden)(hidden)"


@given(password=STRONG, data=st.data())
def test_a_form_that_is_cut_off_at_the_end_is_hidden(password: str, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from([password.encode(), token(password).rstrip(b"=")]))
    cut = form[: data.draw(st.integers(min(SHORTEST_ANYWHERE, len(form) - 1), len(form) - 1))]

    hidden = masking(password).hide_in_part(b"\n\n" + cut)

    assert len(cut) < SHORTEST_ANYWHERE or not hidden.endswith(cut)


def test_what_a_failure_quotes_is_hidden_and_what_it_says_is_not() -> None:
    said = Failure(kind=FailureKind.PROTOCOL, detail="The password.", origin="\u2026 The password")

    failure = masking("password").hide_in_failure(said)

    assert failure.detail == "The password."
    assert failure.origin == "\u2026 The (hidden)"


def test_the_forms_are_not_shown() -> None:
    assert repr(masking("Tr0ub4dor&3")) == "Masking(hidden)"


def test_the_token_is_that_of_rfc_7617() -> None:
    assert basic_token(Credentials("test", Secret("123\xa3"))) == "dGVzdDoxMjPCow=="
