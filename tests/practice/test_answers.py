import pytest
from lxml import etree

from app.practice.answers import HTML, XML, Document, error_document, page, reply_to
from app.practice.scenario import (
    AddressAnswer,
    Answer,
    ErrorAnswer,
    PageAnswer,
    SettingsAnswer,
    UrlAnswer,
)
from tests.practice.builders import ADDRESS, SCHEMA, SETTINGS, request_body

PLACE = "{http://schemas.microsoft.com/exchange/autodiscover/"


def texts(document: Document, name: str) -> list[str | None]:
    assert document.media_type == XML
    tree = etree.fromstring(document.text.encode())
    return [one.text for one in tree.iter("{*}" + name)]


def test_settings_hold_an_inside_an_outside_and_a_web_block() -> None:
    document = reply_to(request_body(), (SETTINGS,))

    assert texts(document, "Type") == ["EXCH", "EXPR", "WEB", "EXCH", "EXPR"]
    assert texts(document, "Action") == ["settings"]
    assert texts(document, "DisplayName") == ["Ann Archer"]
    assert texts(document, "AD") == ["dc01.contoso.local"]
    inside, outside = "https://exch01.contoso.local", "https://mail.contoso.example"
    assert texts(document, "ASUrl") == [
        f"{start}/EWS/Exchange.asmx" for start in (inside, outside, inside, outside)
    ]
    assert texts(document, "OOFUrl") == [
        f"{start}/EWS/Exchange.asmx" for start in (inside, outside)
    ]
    assert texts(document, "UMUrl") == [
        f"{start}/UnifiedMessaging/Service.asmx" for start in (inside, outside)
    ]
    assert [str(url).rpartition("/OAB/")[0] for url in texts(document, "OABUrl")] == [
        inside,
        outside,
    ]
    assert texts(document, "OWAUrl") == [f"{inside}/owa", f"{outside}/owa"]


def test_settings_stand_in_the_two_schemas_of_the_wire() -> None:
    tree = etree.fromstring(reply_to(request_body(), (SETTINGS,)).text.encode())

    assert tree.tag == PLACE + "responseschema/2006}Autodiscover"
    assert tree[0].tag == PLACE + "outlook/responseschema/2006a}Response"


def test_a_server_as_set_up_has_the_inside_block_alone_and_its_address_book_over_http() -> None:
    fresh = SettingsAnswer(
        address=ADDRESS,
        display_name="Ann <&> Archer",
        server="EXCH01.contoso.local",
        inside="https://exch01.contoso.local",
        inside_oab="http://exch01.contoso.local",
    )
    document = reply_to(request_body(), (fresh,))

    assert texts(document, "Type") == ["EXCH"]
    assert [str(url)[:32] for url in texts(document, "OABUrl")] == [
        "http://exch01.contoso.local/OAB/"
    ]
    assert texts(document, "DisplayName") == ["Ann <&> Archer"]


@pytest.mark.parametrize(
    ("answer", "action", "element"),
    [
        (AddressAnswer(address=ADDRESS, to="ann@partner.example"), "redirectAddr", "RedirectAddr"),
        (UrlAnswer(address=ADDRESS, to="https://a/?b=1&c=2"), "redirectUrl", "RedirectUrl"),
    ],
)
def test_a_redirect_names_where_to_go_on(
    answer: AddressAnswer | UrlAnswer, action: str, element: str
) -> None:
    document = reply_to(request_body(), (answer,))

    assert texts(document, "Action") == [action]
    assert texts(document, element) == [answer.to]
    assert texts(document, "User") == []


def test_an_error_of_the_scenario_is_given_as_it_stands() -> None:
    answer = ErrorAnswer(address=ADDRESS, code=603, message="The directory <is> gone.")
    document = reply_to(request_body(), (answer,))

    assert texts(document, "ErrorCode") == ["603"]
    assert texts(document, "Message") == ["The directory <is> gone."]
    assert PLACE[1:] + "responseschema/2006" in document.text


def test_a_sign_in_page_stands_where_xml_should() -> None:
    document = reply_to(request_body(), (PageAnswer(address=ADDRESS, title="R&D portal"),))

    assert document.media_type == HTML
    assert "<h1>R&amp;D portal</h1>" in document.text


def test_each_mailbox_has_its_own_answer_whatever_the_case_of_its_address() -> None:
    answers: tuple[Answer, ...] = (
        AddressAnswer(address="bob@contoso.example", to="bob@partner.example"),
        SETTINGS,
    )

    assert texts(reply_to(request_body("BOB@Contoso.Example"), answers), "RedirectAddr")
    assert texts(reply_to(request_body("Ann@Contoso.Example"), answers), "DisplayName")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (request_body("carl@contoso.example"), "500"),
        (request_body("no address"), "600"),
        (b"", "600"),
        (b"\xff\xfe", "600"),
        (request_body(schema=f"{SCHEMA}/responseschema/2005"), "601"),
    ],
    ids=["unknown mailbox", "no address", "nothing", "no text", "unknown schema"],
)
def test_a_request_that_earns_an_error(body: bytes, code: str) -> None:
    assert texts(reply_to(body, (SETTINGS,)), "ErrorCode") == [code]


def test_an_escaped_address_is_understood() -> None:
    answer = AddressAnswer(address="r&d@contoso.example", to="rd@partner.example")

    assert texts(reply_to(request_body("r&amp;d@contoso.example"), (answer,)), "RedirectAddr")


def test_texts_are_escaped_wherever_they_stand() -> None:
    assert texts(error_document(500, "<&>"), "Message") == ["<&>"]
    assert "<title>&lt;&amp;&gt;</title>" in page("<&>", "").text
