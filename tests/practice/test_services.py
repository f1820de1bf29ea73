"""What the practice organisation's services answer."""

import pytest

from app.practice.services import (
    BOOK_FILE,
    reply_of_address_book,
    reply_of_unified_messaging,
    reply_of_web_services,
)
from tests.practice.builders import MAIL
from tests.practice.test_sites import ask, basic, text

OOF = b"<Body><GetUserOofSettingsRequest><Mailbox><Address>%s</Address></Mailbox>"
FREE = b"<soap:Body><GetUserAvailabilityRequest><t:Address>%s</t:Address>"
OWN = frozenset({"ann@contoso.example"})


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (OOF % b"Ann@contoso.example", 200, "<OofState>Enabled</OofState>"),
        (OOF % b"bob@contoso.example", 500, "User is not mailbox owner"),
        (FREE % b"ann@contoso.example", 200, "<MergedFreeBusy"),
        (FREE % b"bob@contoso.example", 200, "ErrorMailRecipientNotFound"),
        (b"<Body><FindItem/>", 500, "schema validation"),
        (b"", 500, "schema validation"),
    ],
)
def test_web_services_answer_about_the_signed_in_user(body: bytes, status: int, says: str) -> None:
    answered, document = reply_of_web_services(body, OWN)

    assert answered == status
    assert says in document.text


def test_unified_messaging_says_no_and_knows_one_question() -> None:
    assert "false" in reply_of_unified_messaging(b"<Body><IsUMEnabled/>")[1].text
    assert reply_of_unified_messaging(b"<Body><GetUMProperties/>")[0] == 500


def test_the_address_book_is_a_manifest_and_the_file_that_it_names() -> None:
    manifest = reply_of_address_book("/oab/x/oab.xml")
    book = reply_of_address_book(f"/oab/x/{BOOK_FILE}")

    assert manifest
    assert book
    assert BOOK_FILE in manifest.text
    assert f'size="{len(book.body)}"' in manifest.text
    assert reply_of_address_book("/oab/x/other.lzx") is None


@pytest.mark.parametrize(
    ("path", "method", "body", "status", "says"),
    [
        ("/EWS/Exchange.asmx", "POST", OOF % b"ann@contoso.example", 200, "OofSettings"),
        ("/EWS/Exchange.asmx", "POST", OOF % b"bob@contoso.example", 500, "Fault"),
        ("/UnifiedMessaging/Service.asmx", "POST", b"<Body><IsUMEnabled/>", 200, "false"),
        ("/OAB/x/oab.xml", "GET", b"", 200, "<OAB>"),
        ("/OAB/x/none.lzx", "GET", b"", 404, "cannot be found"),
        ("/EWS/Exchange.asmx", "GET", b"", 200, "only simulated"),
        ("/owa", "GET", b"", 200, "only simulated"),
    ],
)
def test_whoever_has_signed_in_reaches_each_service(
    path: str, method: str, body: bytes, status: int, says: str
) -> None:
    reply = ask(MAIL, path, method, authorization=basic(), body=body)

    assert reply.status == status
    assert says in text(reply)
