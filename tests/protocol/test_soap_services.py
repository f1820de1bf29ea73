"""The services' questions and answers: availability, OOF, UM; and what of them is kept."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from app.domain.failures import Failure, FailureKind
from app.domain.probing import AvailabilityTold, OofTold, UmTold
from app.practice.services import (
    OOF_TEXT,
    reply_of_unified_messaging,
    reply_of_web_services,
)
from app.protocol import availability, oof, soap, um

ANN = "ann@contoso.com"
OWN = frozenset({ANN})
Read = Callable[..., Any]

AVAILABLE = reply_of_web_services(
    availability.availability_request(ANN, date(2026, 11, 22)).encode(), OWN
)[1].body
OUT = reply_of_web_services(oof.oof_request(ANN).encode(), OWN)[1].body
NO_VOICE_MAIL = reply_of_unified_messaging(um.um_request().encode())[1].body
HTML = b"<!DOCTYPE html><html><body>Sign in</body></html>"


def fault(code: str = "soap:Client", said: str = "No.", detail: str = "") -> bytes:
    return (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>'
        f"<faultcode>{code}</faultcode><faultstring>{said}</faultstring>{detail}"
        "</s:Fault></s:Body></s:Envelope>"
    ).encode()


def free_busy(content: str, code: str) -> str:
    return (
        f"<FreeBusyResponseArray><FreeBusyResponse><ResponseMessage>{content}<ResponseCode>{code}"
        "</ResponseCode></ResponseMessage></FreeBusyResponse></FreeBusyResponseArray>"
    )


def answering(operation: str, content: str) -> bytes:
    return soap.envelope(f"<{operation}Response>{content}</{operation}Response>").encode()


def test_one_day_of_the_own_mailbox_is_asked_for_in_the_least_detail() -> None:
    root = etree.fromstring(
        availability.availability_request("a&b@contoso.com", date(2026, 12, 31)).encode()
    )

    texts = {etree.QName(one).localname: one.text for one in root.iter(etree.Element)}
    assert texts["Address"] == "a&b@contoso.com"
    assert texts["StartTime"] == "2026-12-31T00:00:00"
    assert texts["EndTime"] == "2027-01-01T00:00:00"
    assert texts["RequestedView"] == "MergedOnly"


def test_a_question_names_its_operation_in_a_header() -> None:
    assert soap.headers("IsUMEnabled") == (
        ("Content-Type", "text/xml; charset=utf-8"),
        (
            "SOAPAction",
            '"http://schemas.microsoft.com/exchange/services/2006/messages/IsUMEnabled"',
        ),
    )


@pytest.mark.parametrize(
    ("read", "body", "told"),
    [
        (availability.read_availability, AVAILABLE, AvailabilityTold(view="MergedOnly")),
        (oof.read_oof, OUT, OofTold(state="Enabled", audience="Known")),
        (um.read_um, NO_VOICE_MAIL, UmTold(enabled=False)),
        (um.read_um, NO_VOICE_MAIL.replace(b"false", b"true"), UmTold(enabled=True)),
        (um.read_um, answering("IsUMEnabled", "<IsUMEnabledResult>1</IsUMEnabledResult>"),
         UmTold(enabled=True)),
        (um.read_um, answering("IsUMEnabled", "false"), UmTold(enabled=False)),
        (
            oof.read_oof,
            answering(
                "GetUserOofSettings",
                "<ResponseMessage><ResponseCode>NoError</ResponseCode></ResponseMessage>",
            ),
            OofTold(state=""),
        ),
    ],
)  # fmt: skip
def test_an_answer_is_read(read: Read, body: bytes, told: object) -> None:
    assert read(body, "text/xml; charset=utf-8") == told


READERS = (availability.read_availability, oof.read_oof, um.read_um)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    ("body", "media_type", "kind", "says"),
    [
        (HTML, "text/html", FailureKind.NOT_THE_SERVICE, "A web page answered, not the service."),
        (b"<html><p></html>", "", FailureKind.NOT_THE_SERVICE, "A web page answered"),
        (b"<x:html xmlns:x='x'/>", "", FailureKind.NOT_THE_SERVICE, "A web page answered"),
        (b"", "", FailureKind.NOT_THE_SERVICE, "The answer is empty."),
        (b"{}", "", FailureKind.NOT_THE_SERVICE, "The answer is not that of the service"),
        (b"<a/>", "", FailureKind.NOT_THE_SERVICE, "its root element is a."),
        (b"<a>" + b"x" * (1 << 20) + b"</a>", "", FailureKind.TOO_LARGE, "1,048,576 is the limit"),
        (soap.envelope("").encode(), "", FailureKind.NOT_THE_SERVICE, "Response."),
        (fault(said="Odd."), "", FailureKind.SERVER_ERROR, "It says: Odd (Client)."),
        (fault(said=""), "", FailureKind.SERVER_ERROR, "It gives no reason (Client)."),
        (fault(said="", code=""), "", FailureKind.SERVER_ERROR, "It gives no reason."),
        (
            fault(said="X.AccessDeniedException: User is not mailbox owner."),
            "",
            FailureKind.SERVER_ERROR,
            "only the owner of the mailbox may (Client).",
        ),
        (
            fault(detail="<detail><ResponseCode>ErrorServerBusy</ResponseCode></detail>"),
            "",
            FailureKind.SERVER_ERROR,
            "The server has too much to do (ErrorServerBusy).",
        ),
    ],
)
def test_what_is_no_answer_says_why(
    read: Read, body: bytes, media_type: str, kind: FailureKind, says: str
) -> None:
    failure = read(body, media_type)

    assert isinstance(failure, Failure)
    assert failure.kind is kind
    assert says in failure.detail


@pytest.mark.parametrize(
    ("read", "content", "says"),
    [
        (
            availability.read_availability,
            free_busy("<MessageText>No</MessageText>", "ErrorMailRecipientNotFound"),
            "The server knows no mailbox with this address (ErrorMailRecipientNotFound).",
        ),
        (
            availability.read_availability,
            free_busy("", "5016"),
            "It gives no reason (5016).",
        ),
        (availability.read_availability, "<FreeBusyResponseArray/>", "does not say whether"),
        (oof.read_oof, "<ResponseMessage/>", "has no ResponseCode"),
        (um.read_um, "perhaps", "neither yes nor no"),
    ],
)
def test_an_error_in_a_whole_answer_is_translated(read: Read, content: str, says: str) -> None:
    operation = {
        availability.read_availability: availability.OPERATION,
        oof.read_oof: oof.OPERATION,
        um.read_um: um.OPERATION,
    }[read]

    failure = read(answering(operation, content))

    assert isinstance(failure, Failure)
    assert says in failure.detail


@pytest.mark.parametrize(
    ("keep", "read", "body"),
    [
        (oof.keep, oof.read_oof, OUT),
        (availability.keep, availability.read_availability, AVAILABLE),
        (oof.keep, oof.read_oof, fault(said="User is not mailbox owner. AccessDenied")),
        (oof.keep, oof.read_oof, HTML),
        (oof.keep, oof.read_oof, b""),
        (oof.keep, oof.read_oof, b"<a><b>hidden</b></a>"),
        (oof.keep, oof.read_oof, soap.envelope("").encode()),
    ],
)
def test_what_is_kept_reads_like_the_whole(keep: Read, read: Read, body: bytes) -> None:
    assert read(keep(body, ""), "") == read(body, "")


def test_of_out_of_office_settings_only_state_and_audience_are_kept() -> None:
    kept = oof.keep(OUT, "text/xml").decode()

    assert "<OofState>Enabled</OofState>" in kept
    assert "<ExternalAudience>Known</ExternalAudience>" in kept
    assert "Skye" not in kept
    assert "2007-06-14" not in kept


@pytest.mark.parametrize(
    "body",
    [
        OUT[:-40],
        OUT.replace(b"</Message>", b"</Massage>"),
        OUT.replace(b"<OofState>Enabled", b"<OofState>" + OOF_TEXT.encode()),
        OUT.replace(b"NoError", OOF_TEXT.encode()),
        b"<!DOCTYPE html>" + OUT,
        OOF_TEXT.encode(),
    ],
)
def test_nothing_private_is_kept_of_a_broken_answer_either(body: bytes) -> None:
    kept = oof.keep(body, "")

    assert b"Skye" not in kept
    assert b"Skye" not in repr(oof.read_oof(kept)).encode()


def test_when_the_user_is_busy_is_not_kept() -> None:
    assert b"222" not in availability.keep(AVAILABLE, "")


@given(st.text(alphabet="abcdefgh <>&", min_size=5))
def test_no_text_of_a_message_is_ever_kept(message: str) -> None:
    secret = f"zz{message.replace('<', '').replace('&', '').replace('>', '')}zz"

    assert secret.encode() not in oof.keep(OUT.replace(OOF_TEXT.encode(), secret.encode()), "")


_SNIPPETS = [AVAILABLE, OUT, NO_VOICE_MAIL, fault(), HTML]


@given(
    st.binary(max_size=300)
    | st.builds(
        lambda body, at, put: body[: at % len(body)] + put + body[at % len(body) :],
        st.sampled_from(_SNIPPETS),
        st.integers(0, 5000),
        st.binary(max_size=8),
    ),
    st.sampled_from(["", "text/xml", "text/html", "\x00"]),
)
def test_any_bytes_give_a_value_or_a_failure(body: bytes, media_type: str) -> None:
    for read in READERS:
        assert isinstance(read(body, media_type), Failure | AvailabilityTold | OofTold | UmTold)
    for keep in (oof.keep, availability.keep):
        # A namespace's declarations go, and a short element never becomes a long text.
        assert len(keep(body, media_type)) <= 60 * len(body) + 200
