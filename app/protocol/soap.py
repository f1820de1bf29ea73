"""SOAP 1.1 as Exchange's web services speak it: requests, answers, faults, and what may be kept."""

import re
from collections.abc import Callable, Iterator
from typing import Final
from xml.sax.saxutils import escape

from lxml import etree

from app.domain.failures import Failure, FailureKind
from app.protocol.xml_document import (
    Unreadable,
    child,
    child_text,
    local_name,
    read_document,
    text,
)

MESSAGES: Final = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES: Final = "http://schemas.microsoft.com/exchange/services/2006/types"
_ENVELOPE: Final = "http://schemas.xmlsoap.org/soap/envelope/"

DEEPEST: Final = 32
"""An answer of GetUserAvailability with all details is some 12 deep."""
LONGEST_TEXT: Final = 300
"""Characters that are taken of what a server says of an error."""
NOT_KEPT: Final = b"(the text of this answer is not kept)"
"""In place of what cannot be read, and so might hold anything; it is no XML either."""

ERROR_PARTS: Final = frozenset(
    {"ResponseCode", "MessageText", "faultcode", "faultstring", "ErrorCode"}
)
"""The leaves that say what is wrong. Not Message, which is also the text of an OOF reply."""

_TOKEN: Final = re.compile(r"[A-Za-z0-9:._-]{1,80}")
_FREE_TEXTS: Final = frozenset({"MessageText", "faultstring"})
_DENIED: Final = "accessdenied"


def envelope(body: str) -> str:
    """Write a request around its body."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<soap:Envelope xmlns:soap="{_ENVELOPE}">\n'
        f"  <soap:Body>\n{body}  </soap:Body>\n"
        "</soap:Envelope>\n"
    )


def headers(operation: str) -> tuple[tuple[str, str], ...]:
    """Give the headers of a request. https://www.w3.org/TR/2000/NOTE-SOAP-20000508/ 6.1.1"""
    return (
        ("Content-Type", "text/xml; charset=utf-8"),
        ("SOAPAction", f'"{MESSAGES}/{operation}"'),
    )


def in_xml(value: str) -> str:
    """Give a text as it stands between two tags."""
    return escape(value)


def looks_like_html(body: bytes, content_type: str) -> bool:
    """Tell a web page, whatever else may be wrong with it."""
    if content_type.partition(";")[0].strip().lower() in {"text/html", "application/xhtml+xml"}:
        return True
    return body.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html"))


def read_soap(body: bytes, content_type: str, operation: str) -> etree._Element | Failure:
    """Give the element of the body that answers the operation, or say what came instead."""
    root = read_document(body, deepest=DEEPEST)
    if isinstance(root, Unreadable):
        return _unreadable(root, body, content_type)
    if local_name(root).lower() == "html":
        return a_web_page()
    content = child(root, "Body") if local_name(root) == "Envelope" else None
    if content is None:
        return _other(f"The answer is XML, but its root element is {local_name(root)[:60]}.")
    fault = child(content, "Fault")
    if fault is not None:
        return _fault(fault)
    answer = child(content, f"{operation}Response")
    if answer is None:
        return _other(f"The answer holds no {operation}Response.")
    return answer


def refusal(message: etree._Element | None) -> Failure | None:
    """Say what a ResponseMessage complains of; None where it says NoError. [EXDEV]"""
    if message is None:
        return _other("The answer does not say whether it worked.")
    code = child_text(message, "ResponseCode")
    if code == "NoError":
        return None
    said = child_text(message, "MessageText")
    return _error(code, said) if code else _other("The answer has no ResponseCode.")


def a_web_page() -> Failure:
    """Say that a page for people came. protocol.md 7.5"""
    return Failure(kind=FailureKind.NOT_THE_SERVICE, detail="A web page answered, not the service.")


def keeper(*leaves: str) -> Callable[[bytes, str], bytes]:
    """Give a function that leaves of an answer only what counts: these leaves, and errors.

    All other text goes: an out-of-office message, say, is nobody's business but the user's.
    """
    wanted = ERROR_PARTS | set(leaves)

    def keep(body: bytes, content_type: str) -> bytes:
        return _reduced(body, content_type, wanted)

    return keep


def _reduced(body: bytes, content_type: str, wanted: frozenset[str]) -> bytes:
    if not body.strip():
        return b""
    root = read_document(body, deepest=DEEPEST)
    if isinstance(root, Unreadable):
        page = looks_like_html(body, content_type)
        return b"<html>" + NOT_KEPT + b"</html>" if page else NOT_KEPT
    return "".join(_kept(root, wanted, 0)).encode()


def _kept(element: etree._Element, wanted: frozenset[str], depth: int) -> Iterator[str]:
    # Without namespaces, which the readers do not look at either.
    name, indent = local_name(element), "  " * depth
    if name in wanted and not len(element):
        said = _short(name, text(element))
        yield f"{indent}<{name}>{escape(said)}</{name}>\n"
        return
    below = [line for part in element for line in _kept(part, wanted, depth + 1)]
    # The outermost three say what kind of answer it is, even where nothing of it is kept.
    if below:
        yield from (f"{indent}<{name}>\n", *below, f"{indent}</{name}>\n")
    elif depth < 3:
        yield f"{indent}<{name} />\n"


def _short(name: str, said: str) -> str:
    if name in _FREE_TEXTS:
        return said[:LONGEST_TEXT]
    return said if _TOKEN.fullmatch(said) else ""


def _unreadable(reason: Unreadable, body: bytes, content_type: str) -> Failure:
    if reason.too_large:
        return Failure(kind=FailureKind.TOO_LARGE, detail=reason.sentence)
    if looks_like_html(body, content_type) or reason.root.lower() == "html":
        return a_web_page()
    if not body.strip():
        return _other("The answer is empty.")
    sentence = reason.sentence[:1].lower() + reason.sentence[1:]
    return Failure(
        kind=FailureKind.NOT_THE_SERVICE,
        detail=f"The answer is not that of the service: {sentence}",
        origin=reason.origin,
    )


def _fault(fault: etree._Element) -> Failure:
    detail = child(fault, "detail")
    codes = () if detail is None else (child_text(detail, "ResponseCode"),)
    code = next((one for one in codes if one), child_text(fault, "faultcode").rpartition(":")[2])
    return _error(code, child_text(fault, "faultstring"))


def _error(code: str, said: str) -> Failure:
    said = " ".join(said.split())[:LONGEST_TEXT]
    known = _SENTENCES.get(code, "")
    if not known and _DENIED in said.lower().replace(" ", ""):
        # Its fault has the name of an exception, and "User is not mailbox owner". [EXDEV]
        known = _SENTENCES["ErrorAccessDenied"]
    code = code[:80]
    sentence = known or (f"It says: {said.rstrip('.')}." if said else "It gives no reason.")
    return Failure(
        kind=FailureKind.SERVER_ERROR,
        detail=f"{sentence.rstrip('.')} ({code})." if code else sentence,
        origin=said if known else "",
    )


def _other(detail: str) -> Failure:
    return Failure(kind=FailureKind.NOT_THE_SERVICE, detail=detail)


# ResponseCodeType of the services' schema: the names are Microsoft's, the sentences ours.
_SENTENCES: Final = {
    "ErrorAccessDenied": "This user may not ask this: only the owner of the mailbox may.",
    "ErrorMailRecipientNotFound": "The server knows no mailbox with this address.",
    "ErrorNonExistentMailbox": "The server knows no mailbox with this address.",
    "ErrorNoFreeBusyAccess": "This user may not see the free/busy information.",
    "ErrorProxyRequestProcessingFailed": (
        "The server could not pass the question on to the server that has the mailbox."
    ),
    "ErrorAutoDiscoverFailed": (
        "The server itself did not find, by Autodiscover, the server that has the mailbox."
    ),
    "ErrorServiceDiscoveryFailed": "The server found no server that could answer for the mailbox.",
    "ErrorInvalidTimeInterval": "The server does not take the day that was asked about.",
    "ErrorTimeIntervalTooBig": "The server does not take the day that was asked about.",
    "ErrorMailboxMoveInProgress": "The mailbox is being moved.",
    "ErrorMailboxStoreUnavailable": "The database of the mailbox is not to be reached.",
    "ErrorConnectionFailed": "The server could not reach the mailbox.",
    "ErrorInternalServerError": "The server had a fault of its own.",
    "ErrorInternalServerTransientError": "The server had a fault of its own, for the moment.",
    "ErrorServerBusy": "The server has too much to do.",
    "ErrorInvalidServerVersion": "The server does not take this version of the question.",
    "ErrorSchemaValidation": "The server does not understand the question.",
    "ErrorInvalidRequest": "The server does not understand the question.",
}
