"""Writes what an Exchange 2007 server answers to Autodiscover requests."""

import html
import re
from dataclasses import dataclass
from typing import assert_never
from zlib import crc32

from app.practice.scenario import (
    AddressAnswer,
    Answer,
    ErrorAnswer,
    PageAnswer,
    SettingsAnswer,
    UrlAnswer,
)

# http, whatever the manuals print: that is what stands on the wire. protocol.md 0.1 fact 5
_ENVELOPE = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006"
_OUTLOOK = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"
OAB_ID = "6cf5c5cf-3a0a-4b3a-9d31-1d2a1d3f5b10"
_GROUP = "Exchange Administrative Group (FYDIBOHF23SPDLT)"

# Practice clients write their requests plainly; reading XML in general is app.protocol's duty.
_ADDRESS = re.compile(r"<EMailAddress>\s*([^<@\s]+@[^<\s]+)\s*</EMailAddress>")
_SCHEMA = f"<AcceptableResponseSchema>{_OUTLOOK}<"

XML = "text/xml; charset=utf-8"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A body with the media type that it goes out under."""

    media_type: str
    text: str = ""
    content: bytes = b""
    """In place of a text."""

    @property
    def body(self) -> bytes:
        return self.content or self.text.encode()


def reply_to(body: bytes, answers: tuple[Answer, ...]) -> Document:
    """Answer a POST: by the address in it, or with the error that says what is wrong.

    [OXDSCLI-ERR], protocol.md 3.1, 4.4
    """
    text = body.decode("utf-8", "replace")
    found = _ADDRESS.search(text)
    if not found:
        return INVALID_REQUEST
    if _SCHEMA not in text:
        return NO_SUCH_PROVIDER
    address = html.unescape(found[1]).casefold()
    for answer in answers:
        if answer.address.casefold() == address:
            return _document(answer)
    return NO_SUCH_ADDRESS


def error_document(code: int, message: str) -> Document:
    """Write an Error element; it goes out with HTTP status 200. protocol.md 4.4"""
    # A real server puts its clock and a hash of its name there. [ASCMD-ERR]
    server_id = crc32(b"EXCH01")
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<Autodiscover xmlns="{_ENVELOPE}">\n'
        "  <Response>\n"
        f'    <Error Time="21:25:04.8897083" Id="{server_id}">\n'
        f"      <ErrorCode>{code}</ErrorCode>\n"
        f"      <Message>{html.escape(message)}</Message>\n"
        "      <DebugData />\n"
        "    </Error>\n"
        "  </Response>\n"
        "</Autodiscover>\n"
    )
    return Document(text=text, media_type=XML)


INVALID_REQUEST = error_document(600, "Invalid Request")
NO_SUCH_PROVIDER = error_document(601, "Provider is not available")
NO_SUCH_ADDRESS = error_document(500, "The e-mail address cannot be found.")


def page(title: str, text: str) -> Document:
    """Write a small web page."""
    whole = (
        "<!DOCTYPE html>\n"
        f'<html lang="en"><head><title>{html.escape(title)}</title></head>\n'
        f"<body><h1>{html.escape(title)}</h1><p>{html.escape(text)}</p></body></html>\n"
    )
    return Document(text=whole, media_type=HTML)


def _document(answer: Answer) -> Document:
    match answer:
        case SettingsAnswer():
            return _settings(answer)
        case AddressAnswer():
            return _account("redirectAddr", _leaf("RedirectAddr", answer.to))
        case UrlAnswer():
            return _account("redirectUrl", _leaf("RedirectUrl", answer.to))
        case ErrorAnswer():
            return error_document(answer.code, answer.message)
        case PageAnswer():
            return page(answer.title, "Please sign in to go on.")
        case _:
            assert_never(answer)


def _settings(answer: SettingsAnswer) -> Document:
    person = answer.address.partition("@")[0]
    user = _block(
        "User",
        _leaf("DisplayName", answer.display_name),
        _leaf("LegacyDN", f"/o=Contoso/ou={_GROUP}/cn=Recipients/cn={person}"),
        _leaf("DeploymentId", "644560b8-a1ce-429c-8ace-23395843f701"),
    )
    protocols = _exch(answer) + (_expr(answer) + _web(answer) if answer.outside else "")
    return _account("settings", protocols, before=user)


def _exch(answer: SettingsAnswer) -> str:
    short = answer.server.partition(".")[0]
    domain = answer.server.partition(".")[2]
    server_dn = f"/o=Contoso/ou={_GROUP}/cn=Configuration/cn=Servers/cn={short}"
    return _block(
        "Protocol",
        _leaf("Type", "EXCH"),
        _leaf("Server", answer.server),
        _leaf("ServerDN", server_dn),
        # 8.3.83, which is 2007 SP3. protocol.md 4.5
        _leaf("ServerVersion", "72038053"),
        _leaf("MdbDN", f"{server_dn}/cn=Microsoft Private MDB"),
        _leaf("PublicFolderServer", answer.server),
        _leaf("AD", f"dc01.{domain}"),
        _services(answer.inside, answer.inside_oab or answer.inside),
    )


def _expr(answer: SettingsAnswer) -> str:
    return _block(
        "Protocol",
        _leaf("Type", "EXPR"),
        _leaf("Server", answer.outside.partition("://")[2]),
        _leaf("SSL", "On"),
        _leaf("AuthPackage", "Basic"),
        _services(answer.outside, answer.outside),
    )


def _web(answer: SettingsAnswer) -> str:
    def place(name: str, start: str, kind: str) -> str:
        nested = _block("Protocol", _leaf("Type", kind), _leaf("ASUrl", _ews(start)))
        owa = f'<OWAUrl AuthenticationMethod="Basic">{html.escape(start)}/owa</OWAUrl>\n'
        return _block(name, owa, nested)

    return _block(
        "Protocol",
        _leaf("Type", "WEB"),
        place("Internal", answer.inside, "EXCH"),
        place("External", answer.outside, "EXPR"),
    )


def _services(start: str, oab_start: str) -> str:
    # Exchange 2007 has no EwsUrl. [EX07-PROTOCOL], protocol.md 0.1 fact 13
    return (
        _leaf("ASUrl", _ews(start))
        + _leaf("OOFUrl", _ews(start))
        + _leaf("UMUrl", f"{start}/UnifiedMessaging/Service.asmx")
        + _leaf("OABUrl", f"{oab_start}/OAB/{OAB_ID}/")
    )


def _ews(start: str) -> str:
    return f"{start}/EWS/Exchange.asmx"


def _account(action: str, content: str, before: str = "") -> Document:
    account = _block("Account", _leaf("AccountType", "email"), _leaf("Action", action), content)
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<Autodiscover xmlns="{_ENVELOPE}">\n'
        f'  <Response xmlns="{_OUTLOOK}">\n'
        f"{_indented(before + account, 4)}"
        "  </Response>\n"
        "</Autodiscover>\n"
    )
    return Document(text=text, media_type=XML)


def _block(name: str, *content: str) -> str:
    return f"<{name}>\n{_indented(''.join(content), 2)}</{name}>\n"


def _leaf(name: str, text: str) -> str:
    return f"<{name}>{html.escape(text, quote=False)}</{name}>\n"


def _indented(text: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in text.splitlines())
