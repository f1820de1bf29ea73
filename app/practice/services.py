"""Writes what Exchange 2007's services answer to a user who has signed in. protocol.md 7"""

import html
import re

from app.practice.answers import OAB_ID, XML, Document, page

MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
BOOK_FILE = f"{OAB_ID}-data-12.lzx"
OOF_TEXT = "I am on the island of Skye until the 14th."
"""A tool that keeps it has not kept its promise."""

# As for Autodiscover: practice clients write plainly. A prefix may stand before each name.
_OPERATION = re.compile(r"<(?:\w+:)?Body>\s*<(?:\w+:)?(\w+)")
_ADDRESS = re.compile(r"<(?:\w+:)?Address>\s*([^<\s]+@[^<\s]+)\s*</")


def reply_of_web_services(body: bytes, addresses: frozenset[str]) -> tuple[int, Document]:
    """Answer at EWS/Exchange.asmx; `addresses` are the signed-in user's own, in lower case."""
    text = body.decode("utf-8", "replace")
    operation = _OPERATION.search(text)
    found = _ADDRESS.search(text)
    is_own = found is not None and html.unescape(found[1]).casefold() in addresses
    match operation[1] if operation else "":
        case "GetUserAvailabilityRequest":
            return 200, _soap(_availability(is_known=is_own))
        case "GetUserOofSettingsRequest" if is_own:
            return 200, _soap(_OOF)
        case "GetUserOofSettingsRequest":
            return 500, _soap(_NOT_THE_OWNER)
        case _:
            return 500, _soap(_NOT_UNDERSTOOD)


def reply_of_unified_messaging(body: bytes) -> tuple[int, Document]:
    """Answer at UnifiedMessaging/Service.asmx: the user has no voice mail, as most have none."""
    operation = _OPERATION.search(body.decode("utf-8", "replace"))
    if operation and operation[1] == "IsUMEnabled":
        # The one element lies in the other, and both have the same name. [EXDEV]
        inner = "<IsUMEnabledResponse>false</IsUMEnabledResponse>"
        return 200, _soap(f'<IsUMEnabledResponse xmlns="{MESSAGES}">{inner}</IsUMEnabledResponse>')
    return 500, _soap(_NOT_UNDERSTOOD)


def reply_of_address_book(path: str) -> Document | None:
    """Answer below OAB/: the manifest and the one book; None for what is not there."""
    file = path.rpartition("/")[2]
    if file == "oab.xml":
        return Document(text=_MANIFEST, media_type=XML)
    if file == BOOK_FILE:
        # No client unpacks it: it is looked at, not downloaded.
        return Document(content=bytes(1054), media_type="application/octet-stream")
    return None


def reply_of_page() -> Document:
    """Answer a browser, where a real server would show a page of its own."""
    return page("200 OK", "This page is only simulated as far as its sign-in")


def _soap(content: str) -> Document:
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">'
        f"<soap:Header>{_VERSION}</soap:Header><soap:Body>{content}</soap:Body></soap:Envelope>"
    )
    return Document(text=text, media_type=XML)


# 8.3.83, which is 2007 SP3. protocol.md 4.5
_VERSION = (
    f'<t:ServerVersionInfo MajorVersion="8" MinorVersion="3" MajorBuildNumber="83"'
    f' MinorBuildNumber="0" xmlns:t="{TYPES}" />'
)


def _availability(*, is_known: bool) -> str:
    if is_known:
        message = _no_error()
        view = (
            f'<FreeBusyView><FreeBusyViewType xmlns="{TYPES}">MergedOnly</FreeBusyViewType>'
            f'<MergedFreeBusy xmlns="{TYPES}">000000000222000022000000</MergedFreeBusy>'
            "</FreeBusyView>"
        )
    else:
        said = "Unable to resolve e-mail address to an Active Directory object."
        message = _error("ErrorMailRecipientNotFound", said)
        view = ""
    return (
        f'<GetUserAvailabilityResponse xmlns="{MESSAGES}"><FreeBusyResponseArray>'
        f"<FreeBusyResponse>{message}{view}</FreeBusyResponse>"
        "</FreeBusyResponseArray></GetUserAvailabilityResponse>"
    )


def _no_error() -> str:
    return (
        '<ResponseMessage ResponseClass="Success"><ResponseCode>NoError</ResponseCode>'
        "</ResponseMessage>"
    )


def _error(code: str, said: str) -> str:
    return (
        f'<ResponseMessage ResponseClass="Error"><MessageText>{said}</MessageText>'
        f"<ResponseCode>{code}</ResponseCode></ResponseMessage>"
    )


_OOF = (
    f'<GetUserOofSettingsResponse xmlns="{MESSAGES}">{_no_error()}'
    f'<OofSettings xmlns="{TYPES}"><OofState>Enabled</OofState>'
    "<ExternalAudience>Known</ExternalAudience>"
    "<Duration><StartTime>2007-06-01T00:00:00</StartTime>"
    "<EndTime>2007-06-14T00:00:00</EndTime></Duration>"
    f"<InternalReply><Message>{OOF_TEXT}</Message></InternalReply>"
    f"<ExternalReply><Message>{OOF_TEXT}</Message></ExternalReply>"
    "</OofSettings><AllowExternalOof>All</AllowExternalOof></GetUserOofSettingsResponse>"
)
# [EXDEV]: what the owner's colleague gets.
_NOT_THE_OWNER = (
    "<soap:Fault><faultcode>soap:Client</faultcode>"
    "<faultstring>Microsoft.Exchange.Data.Storage.AccessDeniedException: User is not mailbox"
    " owner.</faultstring><detail>"
    '<ErrorCode xmlns="http://schemas.microsoft.com/exchange/services/2006/errors">-2146233088'
    "</ErrorCode></detail></soap:Fault>"
)
_NOT_UNDERSTOOD = (
    "<soap:Fault><faultcode>soap:Client</faultcode>"
    "<faultstring>The request failed schema validation.</faultstring></soap:Fault>"
)
_MANIFEST = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    f'<OAB><OAL id="{OAB_ID}" dn="/" name="\\Default Offline Address List">'
    f'<Full seq="12" ver="32" size="1054" uncompressedsize="2174">{BOOK_FILE}</Full>'
    f'<Diff seq="12" ver="32" size="142" uncompressedsize="0">{OAB_ID}-binpatch-12.lzx</Diff>'
    "</OAL></OAB>\n"
)
