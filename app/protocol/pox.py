"""The Autodiscover exchange in plain old XML: the request's body, and the answer as a value."""

from itertools import islice
from xml.sax.saxutils import escape

import msgspec
from lxml import etree

from app.domain.failures import Failure, FailureKind
from app.domain.settings import (
    AddressRedirect,
    AlternativeMailbox,
    ProtocolSettings,
    ServerError,
    Settings,
    UrlRedirect,
    User,
)
from app.protocol.services import services_of
from app.protocol.xml_document import (
    Unreadable,
    child,
    child_text,
    children,
    local_name,
    read_document,
    text,
    without_namespace,
)

Answer = Settings | AddressRedirect | UrlRedirect | ServerError | Failure

# http:// is what goes over the wire; documents that print https:// were rewritten by a
# machine. [OXDSCLI-NS] [EWSMA] [INTEROP], protocol.md 0.1 fact 5
REQUEST_SCHEMA = "http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"
RESPONSE_SCHEMA = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"

MOST_SERVICES = 500
"""Each becomes a row and a probe; real answers have some dozens."""
MOST_PROTOCOLS = 200
"""Real answers have fewer than ten Protocol blocks."""
MOST_MAILBOXES = 200
"""So many are listed, in the order of the answer: a mailbox may well have more delegated ones, so
that this is no fault. The rest are left out of the value; the answer's own text shows them all."""
LARGEST_READING = 1 << 20
"""Bytes in the session log, which has a reading up to three times. A small document can have a
far larger one: a leaf carries the names of all elements around it, a page all of EcpUrl."""

_OWN_ACCOUNT_PARTS = {
    "AccountType",
    "Action",
    "AlternativeMailbox",
    "Protocol",
    "PublicFolderInformation",
}


def request_body(address: str) -> str:
    """Write the request for one mailbox, spelled EMailAddress as it must be. [OXDSCLI-3.1.4]

    Raises ValueError for characters that XML cannot carry, or that would not come back.
    """
    if not all(_can_stand_in_xml(mark) for mark in address):
        raise ValueError("An address for Autodiscover has no control characters in it.")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<Autodiscover xmlns="{REQUEST_SCHEMA}">\n'
        "  <Request>\n"
        f"    <EMailAddress>{escape(address)}</EMailAddress>\n"
        f"    <AcceptableResponseSchema>{RESPONSE_SCHEMA}</AcceptableResponseSchema>\n"
        "  </Request>\n"
        "</Autodiscover>\n"
    )


def read_answer(body: bytes, content_type: str = "") -> Answer:
    """Say what an answer with status 200 means, or a local XML file, which has the same form.

    The body alone decides; the content type only helps to say what came instead. Namespaces
    are not looked at: servers and documents differ in them. protocol.md 4.7

    An answer with too many services or Protocol blocks, or too much text in all, is of no use:
    the Failure says which limit it passed.
    """
    answer = _answer(body, content_type)
    size = len(msgspec.json.encode(answer))
    if size > LARGEST_READING:
        return _too_large(f"comes to {size:,} bytes; {LARGEST_READING:,} is the limit")
    return answer


def _answer(body: bytes, content_type: str) -> Answer:
    root = read_document(body)
    if isinstance(root, Unreadable):
        return _unreadable(root, body, content_type)
    if local_name(root) != "Autodiscover":
        return _not_autodiscover(root, content_type)
    response = child(root, "Response")
    if response is None:
        if child(root, "Request") is not None:
            return Failure(
                kind=FailureKind.NOT_AUTODISCOVER,
                detail="The answer is an Autodiscover request, as if sent back.",
            )
        return _broken("The Autodiscover answer has no Response element.")
    # [OXDSCLI-ERR]: an Error comes with status 200, and with no Account.
    error = child(response, "Error")
    if error is not None:
        return _server_error(error)
    account = child(response, "Account")
    if account is None:
        return _broken("The Autodiscover answer has neither an Account nor an Error element.")
    return _account(response, account)


def _can_stand_in_xml(mark: str) -> bool:
    # https://www.w3.org/TR/xml 2.2, less tab and line ends, which a reader may change.
    return " " <= mark <= "\ud7ff" or "\ue000" <= mark <= "\ufffd" or mark >= "\U00010000"


def _unreadable(reason: Unreadable, body: bytes, content_type: str) -> Failure:
    if reason.too_large:
        return Failure(kind=FailureKind.TOO_LARGE, detail=reason.sentence)
    sentence = reason.sentence[:1].lower() + reason.sentence[1:]
    if reason.root == "Autodiscover":
        return _broken(f"The Autodiscover answer cannot be read: {sentence}", reason.origin)
    if not body.strip():
        detail = "The answer is empty."
    elif _looks_like_html(body, content_type):
        detail = "The answer is a web page, not Autodiscover XML."
    else:
        detail = f"The answer is not Autodiscover XML: {sentence}"
    return Failure(kind=FailureKind.NOT_AUTODISCOVER, detail=detail, origin=reason.origin)


def _looks_like_html(body: bytes, content_type: str) -> bool:
    if content_type.partition(";")[0].strip().lower() in {"text/html", "application/xhtml+xml"}:
        return True
    return body.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html"))


def _not_autodiscover(root: etree._Element, content_type: str) -> Failure:
    name = local_name(root)
    if name.lower() == "html" or _looks_like_html(b"", content_type):
        detail = "The answer is a web page, not Autodiscover XML."
    else:
        detail = f"The answer is XML, but its root element is {name}, not Autodiscover."
    return Failure(kind=FailureKind.NOT_AUTODISCOVER, detail=detail)


def _broken(detail: str, origin: str = "") -> Failure:
    return Failure(kind=FailureKind.PROTOCOL, detail=detail, origin=origin)


def _too_large(what: str) -> Failure:
    return Failure(
        kind=FailureKind.TOO_LARGE, detail=f"The Autodiscover answer, once read, {what}."
    )


def _server_error(error: etree._Element) -> ServerError:
    return ServerError(
        code=child_text(error, "ErrorCode"),
        message=child_text(error, "Message"),
        time=str(error.get("Time", "")).strip(),
        server_id=str(error.get("Id", "")).strip(),
        debug_data=child_text(error, "DebugData"),
    )


def _account(response: etree._Element, account: etree._Element) -> Answer:
    action = child_text(account, "Action")
    # Compared without case. protocol.md 4.7
    match action.lower():
        case "settings":
            return _settings(response, account)
        case "redirectaddr":
            address = child_text(account, "RedirectAddr")
            if not address:
                return _broken("The answer redirects to another address, but names none.")
            return AddressRedirect(address=address)
        case "redirecturl":
            url = child_text(account, "RedirectUrl")
            if not url:
                return _broken("The answer redirects to another URL, but names none.")
            return UrlRedirect(url=url)
        case "":
            return _broken("The Autodiscover answer does not say what to do: it has no Action.")
        case _:
            return _broken(f"The Autodiscover answer has an unknown Action: {action[:60]!r}.")


def _settings(response: etree._Element, account: etree._Element) -> Settings | Failure:
    blocks = children(account, "Protocol")
    if len(blocks) > MOST_PROTOCOLS:
        return _too_large(f"has more than {MOST_PROTOCOLS:,} Protocol blocks")
    protocols = tuple(_protocol(block) for block in blocks)
    services = tuple(islice(services_of(protocols), MOST_SERVICES + 1))
    if len(services) > MOST_SERVICES:
        return _too_large(f"has more than {MOST_SERVICES:,} service URLs")
    mailboxes = children(account, "AlternativeMailbox")[:MOST_MAILBOXES]
    public_folders = child(account, "PublicFolderInformation")
    return Settings(
        user=_user(child(response, "User")),
        account_type=child_text(account, "AccountType"),
        protocols=protocols,
        services=services,
        alternative_mailboxes=tuple(_alternative_mailbox(one) for one in mailboxes),
        public_folder_address=(
            "" if public_folders is None else child_text(public_folders, "SmtpAddress")
        ),
        account=tuple(
            leaf
            for part in account
            if local_name(part) not in _OWN_ACCOUNT_PARTS
            for leaf in _leaves(part, local_name(part))
        ),
    )


def _user(element: etree._Element | None) -> User:
    if element is None:
        return User()
    return User(
        display_name=child_text(element, "DisplayName"),
        legacy_dn=child_text(element, "LegacyDN"),
        smtp_address=child_text(element, "AutoDiscoverSMTPAddress"),
        deployment_id=child_text(element, "DeploymentId"),
    )


def _alternative_mailbox(element: etree._Element) -> AlternativeMailbox:
    return AlternativeMailbox(
        type=child_text(element, "Type"),
        display_name=child_text(element, "DisplayName"),
        legacy_dn=child_text(element, "LegacyDN"),
        server=child_text(element, "Server"),
        smtp_address=child_text(element, "SmtpAddress"),
        owner_smtp_address=child_text(element, "OwnerSmtpAddress"),
    )


def _protocol(block: etree._Element) -> ProtocolSettings:
    # mapiHttp has an attribute in the place of the Type child. [OXDSCLI-MAPIHTTP]
    kind = child_text(block, "Type") or str(block.get("Type", "")).strip()
    attributes = [one for one in _attributes(block, "") if one[0] != "@Type"]
    leaves = [
        leaf
        for part in block
        if local_name(part) != "Type"
        for leaf in _leaves(part, local_name(part))
    ]
    return ProtocolSettings(type=kind, elements=(*attributes, *leaves))


def _leaves(element: etree._Element, path: str) -> list[tuple[str, str]]:
    """List the element's leaves by path; its depth is bounded by read_document."""
    found = _attributes(element, f"{path}/")
    if len(element) == 0:
        return [(path, text(element)), *found]
    for part in element:
        found.extend(_leaves(part, f"{path}/{local_name(part)}"))
    return found


def _attributes(element: etree._Element, prefix: str) -> list[tuple[str, str]]:
    return [
        (f"{prefix}@{without_namespace(str(name))}", str(value).strip())
        for name, value in element.attrib.items()
    ]
