import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from app.domain.failures import Failure, FailureKind
from app.domain.settings import (
    AddressRedirect,
    AlternativeMailbox,
    ServerError,
    Settings,
    UrlRedirect,
    User,
)
from app.protocol.pox import read_answer, request_body
from app.protocol.xml_document import LARGEST_DOCUMENT, LONGEST_NAME
from tests.protocol.answers import (
    ERROR_600,
    FULL,
    LAUGHS,
    LAUGHS_IN_ATTRIBUTE,
    REDIRECT_ADDRESS,
    REDIRECT_URL,
    RESPONSE_2006A,
    account,
    answer,
    protocol,
)


def settings(body: bytes) -> Settings:
    found = read_answer(body)
    assert isinstance(found, Settings), found
    return found


def failure(body: bytes, content_type: str = "") -> Failure:
    found = read_answer(body, content_type)
    assert isinstance(found, Failure), found
    return found


def test_the_request_is_the_one_of_the_specification() -> None:
    assert request_body("ann@contoso.example") == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/'
        'outlook/requestschema/2006">\n'
        "  <Request>\n"
        "    <EMailAddress>ann@contoso.example</EMailAddress>\n"
        "    <AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/"
        "outlook/responseschema/2006a</AcceptableResponseSchema>\n"
        "  </Request>\n"
        "</Autodiscover>\n"
    )


def test_markup_in_an_address_stays_text() -> None:
    body = request_body("a&<b>'\"@contoso.example")

    assert "<EMailAddress>a&amp;&lt;b&gt;'\"@contoso.example</EMailAddress>" in body


@given(st.text(st.characters(blacklist_categories=["Cc", "Cs", "Cn"]), min_size=1))
def test_every_address_comes_back_out_of_the_request(address: str) -> None:
    root = etree.fromstring(request_body(address).encode())

    assert root.findtext("{*}Request/{*}EMailAddress") == address


@pytest.mark.parametrize("mark", ["\0", "\x1b", "\r", "\n", "\t", "\ud800", "\ufffe", "\uffff"])
def test_an_address_that_xml_cannot_carry_is_wrong_input(mark: str) -> None:
    with pytest.raises(ValueError, match="control characters"):
        request_body(f"a{mark}b@contoso.example")


def test_the_user_of_a_full_answer_is_read() -> None:
    assert settings(FULL).user == User(
        display_name="Ann Müller",
        legacy_dn="/o=Fabrikam/ou=First/cn=Recipients/cn=ann",
        smtp_address="ann.mueller@fabrikam.example",
        deployment_id="0d1f0b9c-6a5e-4f0e-8d6e-3f6f4b7d2a11",
    )


def test_the_account_of_a_full_answer_is_read() -> None:
    found = settings(FULL)

    assert found.account_type == "email"
    assert found.account == (
        ("MicrosoftOnline", "False"),
        ("Image", "https://www.fabrikam.example/logo.jpg"),
        ("ServiceHome", "https://www.fabrikam.example/"),
    )
    assert found.public_folder_address == "folders@fabrikam.example"
    assert found.alternative_mailboxes == (
        AlternativeMailbox(
            type="Delegate",
            display_name="Sales",
            legacy_dn="/o=Fabrikam/ou=First/cn=Recipients/cn=sales",
            server="MBX08.fabrikam.local",
            smtp_address="sales@fabrikam.example",
            owner_smtp_address="sales@fabrikam.example",
        ),
    )


def test_the_last_of_four_blocks_has_its_type_in_an_attribute() -> None:
    assert [one.type for one in settings(FULL).protocols] == ["EXCH", "EXPR", "WEB", "mapiHttp"]


def test_every_leaf_of_a_block_is_kept_by_its_path() -> None:
    exch, expr, web, mapi = settings(FULL).protocols

    assert exch.text("ServerVersion") == "72038053"
    assert exch.text("NetworkRequirements/IPv4End") == "10.255.255.255"
    assert expr.text("CertPrincipalName") == "msstd:post.fabrikam.example"
    assert web.elements == (
        ("Internal/OWAUrl", "https://cas07.fabrikam.local/owa"),
        ("Internal/OWAUrl/@AuthenticationMethod", "Basic, Fba"),
        ("Internal/Protocol/Type", "EXCH"),
        ("Internal/Protocol/ASUrl", "https://cas07.fabrikam.local/EWS/Exchange.asmx"),
        ("External/OWAUrl", "https://post.fabrikam.example/owa"),
        ("External/OWAUrl/@AuthenticationMethod", "Fba"),
        ("External/Protocol/Type", "EXPR"),
        ("External/Protocol/ASUrl", "https://post.fabrikam.example/EWS/Exchange.asmx"),
    )
    assert mapi.elements[0] == ("@Version", "1")


def test_an_answer_with_nothing_but_settings_is_still_one() -> None:
    assert settings(account("")) == Settings(user=User(), account_type="email")


def test_white_space_around_values_is_trimmed_and_empty_ones_kept() -> None:
    (block,) = settings(
        protocol("\n EXCH ", "<ASUrl>\n  https://x/ \n</ASUrl><AD/><AD>\t</AD>")
    ).protocols

    assert (block.type, block.elements) == (
        "EXCH",
        (("ASUrl", "https://x/"), ("AD", ""), ("AD", "")),
    )


def test_comments_and_cdata_do_not_cut_a_value() -> None:
    (block,) = settings(
        protocol("EXCH", "<AD>dc<!-- of the -->.contoso<![CDATA[.example]]></AD>")
    ).protocols

    assert block.text("AD") == "dc.contoso.example"


@pytest.mark.parametrize(
    "body",
    [
        FULL.replace(b"http://schemas", b"https://schemas"),
        FULL.replace(RESPONSE_2006A.encode(), b"urn:something:else"),
        FULL.replace(f' xmlns="{RESPONSE_2006A}"'.encode(), b""),
        FULL.replace(b"<Autodiscover xmlns=", b"<a:Autodiscover xmlns:a=").replace(
            b"</Autodiscover>", b"</a:Autodiscover>"
        ),
        FULL.removeprefix(b'<?xml version="1.0" encoding="utf-8"?>\n'),
        b"\xef\xbb\xbf" + FULL,
        FULL.decode().replace('"utf-8"', '"utf-16"').encode("utf-16"),
        FULL.decode().encode("utf-16"),
        FULL.decode().replace('"utf-8"', '"iso-8859-1"').encode("latin-1"),
        FULL.replace(b">settings<", b"> Settings <"),
        FULL + b"\r\n\r\n",
    ],
)
def test_other_namespaces_encodings_and_cases_change_nothing(body: bytes) -> None:
    assert settings(body) == settings(FULL)


def test_the_body_decides_and_not_the_content_type() -> None:
    assert read_answer(FULL, "text/html; charset=utf-16") == settings(FULL)


def test_a_redirect_to_an_address_is_trimmed_only() -> None:
    assert read_answer(REDIRECT_ADDRESS) == AddressRedirect(address="ann@emea.fabrikam.example")


def test_a_redirect_to_a_url_is_read() -> None:
    assert read_answer(REDIRECT_URL) == UrlRedirect(
        url="https://hoster.example/autodiscover/autodiscover.xml"
    )


@pytest.mark.parametrize("action", ["REDIRECTADDR", "redirectaddr", " redirectAddr "])
def test_an_action_is_compared_without_case(action: str) -> None:
    found = read_answer(account("<RedirectAddr>a@b.example</RedirectAddr>", action))

    assert found == AddressRedirect(address="a@b.example")


def test_an_error_is_read_with_its_clock_and_server() -> None:
    assert read_answer(ERROR_600) == ServerError(
        code="600", message="Invalid Request", time="09:14:55.1230000", server_id="2477272013"
    )


@pytest.mark.parametrize(
    ("inner", "error"),
    [
        ("<Error/>", ServerError(code="", message="")),
        ("<Error><ErrorCode>500</ErrorCode></Error>", ServerError(code="500", message="")),
        ("<Error><Message>No</Message></Error>", ServerError(code="", message="No")),
        (
            "<Error Time=' 1 '><DebugData> x </DebugData></Error>",
            ServerError(code="", message="", time="1", debug_data="x"),
        ),
        ("<User/><Account/><Error><ErrorCode>603</ErrorCode></Error>", None),
    ],
)
def test_an_error_with_parts_missing_is_still_an_error(
    inner: str, error: ServerError | None
) -> None:
    assert read_answer(answer(inner)) == (error or ServerError(code="603", message=""))


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "The answer is empty."),
        (b"\r\n ", "The answer is empty."),
        (b"OK", "not Autodiscover XML: the document is no well-formed XML."),
        (b'{"Protocol": "AutodiscoverV1"}', "not Autodiscover XML"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b"\n <HTML><p>unclosed</HTML>", "web page"),
        (b'<html xmlns="http://www.w3.org/1999/xhtml"/>', "web page"),
        (b"<Envelope/>", "root element is Envelope"),
        (b"<autodiscover/>", "root element is autodiscover"),
        (request_body("ann@contoso.example").encode(), "request, as if sent back"),
        (b" " + FULL, "white space or other text stands before the XML declaration"),
        (b"\n" + FULL, "white space or other text stands before the XML declaration"),
        (FULL.replace(b'"utf-8"', b'"utf-16"'), "says that it is UTF-16"),
        (b"<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>", "(DTD)"),
    ],
)
def test_what_is_no_autodiscover_answer_says_what_it_is(body: bytes, sentence: str) -> None:
    found = failure(body)

    assert found.kind is FailureKind.NOT_AUTODISCOVER
    assert sentence in found.detail
    assert found.detail.endswith(".")


@pytest.mark.parametrize("content_type", ["text/html", "Text/HTML; charset=utf-8"])
@pytest.mark.parametrize("body", [b"Sign in", b"<p/>"])
def test_the_content_type_helps_to_name_a_web_page(body: bytes, content_type: str) -> None:
    assert failure(body, content_type).detail == "The answer is a web page, not Autodiscover XML."
    assert "web page" not in failure(body, "text/xml").detail


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (FULL[: len(FULL) // 2], "cannot be read: the document is no well-formed XML."),
        (FULL[:-2], "cannot be read: the document is no well-formed XML."),
        (FULL.replace(b"</User>", b""), "cannot be read"),
        (FULL.decode().encode("latin-1"), "cannot be read"),
        (FULL.replace(b"<Autodiscover ", b"<!DOCTYPE Autodiscover><Autodiscover "), "(DTD)"),
        (FULL.replace(b"http://schemas", b"}{"), "cannot be read"),
        (FULL.replace(b"<AD>", b"<n:AD xmlns:n='}' n:a=''/><AD>"), "cannot be read"),
        (b"<Autodiscover/>", "has no Response element"),
        (answer(""), "neither an Account nor an Error element"),
        (answer("<User/>"), "neither an Account nor an Error element"),
        (answer("<Account/>"), "has no Action"),
        (account("", " "), "has no Action"),
        (account("", "dance"), "unknown Action: 'dance'"),
        (account("", "x" * 500), "unknown Action: '" + "x" * 60 + "'"),
        (account("", "redirectAddr"), "another address, but names none"),
        (account("<RedirectAddr/>", "redirectAddr"), "another address, but names none"),
        (account("<RedirectAddr>a@b.example</RedirectAddr>", "redirectUrl"), "another URL"),
        (account("<RedirectUrl> </RedirectUrl>", "redirectUrl"), "another URL, but names none"),
    ],
)
def test_a_broken_autodiscover_answer_says_what_is_broken(body: bytes, sentence: str) -> None:
    found = failure(body)

    assert found.kind is FailureKind.PROTOCOL
    assert sentence in found.detail
    assert found.detail.endswith(".")


def test_the_parser_s_own_message_is_kept_for_experts() -> None:
    # Versions of libxml2 say it in other words, and all of them say where.
    assert ", line " in failure(FULL[: FULL.index(b"<Protocol>")]).origin


def test_five_megabytes_are_too_large() -> None:
    found = failure(FULL + b" " * 5_000_000)

    assert found.kind is FailureKind.TOO_LARGE
    assert "1,048,576 is the limit" in found.detail


@pytest.mark.parametrize("body", [LAUGHS, LAUGHS_IN_ATTRIBUTE])
def test_a_billion_laughs_end_at_once(body: bytes) -> None:
    started = time.process_time()

    failure(body)

    assert time.process_time() - started < 0.2


def test_the_largest_answer_that_is_let_in_is_read_in_no_time() -> None:
    page = "<EcpUrl-x>" + "y" * 30 + "</EcpUrl-x>"
    inner = page * 17_000 + "<EcpUrl>https://x/" + "z" * 100_000 + "</EcpUrl>"
    started = time.process_time()

    settings(protocol("EXCH", inner))

    assert time.process_time() - started < 1.5


AROUND = [letter * LONGEST_NAME for letter in "abcdefghijk"]
DEEP_LEAVES = (
    "".join(f"<{name}>" for name in AROUND)
    + "<x/>" * 18_000
    + "".join(f"</{name}>" for name in reversed(AROUND))
)
PAGES = f"<EcpUrl>https://x/{'y' * 2030}</EcpUrl>" + "<EcpUrl-x>?</EcpUrl-x>" * 499
BACKSLASHES = "\\" * 600_000


@pytest.mark.parametrize(
    "body",
    [
        protocol("EXCH", DEEP_LEAVES),
        account(DEEP_LEAVES),
        protocol("EXCH", PAGES),
        answer(f"<Error><DebugData>{BACKSLASHES}</DebugData></Error>"),
        account(f"<RedirectUrl>{BACKSLASHES}</RedirectUrl>", "redirectUrl"),
        account(f"<RedirectAddr>{BACKSLASHES}</RedirectAddr>", "redirectAddr"),
    ],
)
def test_a_document_that_fits_but_reads_as_far_more_is_too_large(body: bytes) -> None:
    found = failure(body)

    assert len(body) < LARGEST_DOCUMENT
    assert found.kind is FailureKind.TOO_LARGE
    assert found.detail.endswith("; 1,048,576 is the limit.")


@pytest.mark.parametrize(
    ("several", "most", "what"),
    [
        (lambda n: account("<Protocol/>" * n), 200, "200 Protocol blocks"),
        (lambda n: protocol("EXCH", "<ASUrl>https://x/</ASUrl>" * n), 500, "500 service URLs"),
    ],
)
def test_an_answer_with_too_many_parts_is_too_large(
    several: Callable[[int], bytes], most: int, what: str
) -> None:
    settings(several(most))

    found = failure(several(most + 1))

    assert found.kind is FailureKind.TOO_LARGE
    assert found.detail == f"The Autodiscover answer, once read, has more than {what}."


def test_of_very_many_delegated_mailboxes_the_first_are_listed() -> None:
    names = [f"box{number}" for number in range(300)]
    boxes = (
        f"<AlternativeMailbox><DisplayName>{name}</DisplayName></AlternativeMailbox>"
        for name in names
    )

    found = settings(account("".join(boxes))).alternative_mailboxes

    assert [one.display_name for one in found] == names[:200]


PIECES = st.sampled_from(
    [
        "Autodiscover",
        "Response",
        "Account",
        "Action",
        "Error",
        "Protocol",
        "Server",
        "settings",
        "&amp;",
    ]
)
TREES = st.recursive(
    PIECES,
    lambda inner: st.tuples(PIECES, st.lists(inner, max_size=4)).map(
        lambda pair: f"<{pair[0].strip('&;')} Type='a'>{''.join(pair[1])}</{pair[0].strip('&;')}>"
    ),
    max_leaves=12,
)


@given(st.binary(max_size=300) | TREES.map(str.encode) | TREES.map(answer), st.text(max_size=20))
def test_any_body_gives_a_value(body: bytes, content_type: str) -> None:
    found = read_answer(body, content_type)

    assert isinstance(found, Settings | AddressRedirect | UrlRedirect | ServerError | Failure)


@given(st.integers(0, len(FULL) - 1), st.binary(min_size=1, max_size=3))
def test_damage_anywhere_in_an_answer_gives_a_value(place: int, damage: bytes) -> None:
    found = read_answer(FULL[:place] + damage + FULL[place + len(damage) :])

    assert isinstance(found, Settings | AddressRedirect | UrlRedirect | ServerError | Failure)
