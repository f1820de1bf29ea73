"""What each kind of web server of the organisation replies to one request, without sockets."""

import base64
import binascii
import hmac
import re
from dataclasses import dataclass
from typing import assert_never

from app.practice.answers import INVALID_REQUEST, Document, page, reply_to
from app.practice.scenario import (
    Account,
    Answer,
    AutodiscoverServer,
    IssuerSite,
    Portal,
    RedirectServer,
    WebServer,
    WebSite,
)
from app.practice.services import (
    reply_of_address_book,
    reply_of_page,
    reply_of_unified_messaging,
    reply_of_web_services,
)

_AUTODISCOVER = "/autodiscover/autodiscover.xml"
_SERVICES = re.compile(
    r"/(ews/exchange\.asmx|unifiedmessaging/service\.asmx|oab/.*|owa(/.*)?|rpc/rpcproxy\.dll)"
)
_BOOK = re.compile(r"/oab/.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it came in."""

    method: str
    target: str
    host: str
    secure: bool
    authorization: str = ""
    content_type: str = ""
    body: bytes = b""

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    def __repr__(self) -> str:
        # Without the Authorization header and the body.
        return f"Asked({self.method} {self.target} of {self.host})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One response to send."""

    status: int
    reason: str
    document: Document | None = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A server with all that it needs to reply."""

    server: WebServer
    account: Account
    answers: tuple[Answer, ...] = ()
    issuing: bytes = b""
    """The certificate of the public issuing CA (DER)."""

    def reply(self, asked: Asked) -> Reply:
        match self.server:
            case AutodiscoverServer():
                return self._client_access(asked)
            case RedirectServer():
                return _redirect(self.server, asked)
            case WebSite():
                return _web_site(self.server, asked)
            case Portal(title=title):
                document = page(title, "Please sign in to go on.")
                return Reply(status=200, reason="OK", document=document)
            case IssuerSite():
                return _issuer_site(self.server, self.issuing, asked)
            case _:
                assert_never(self.server)

    def _client_access(self, asked: Asked) -> Reply:
        # IIS compares paths without case.
        path = asked.path.casefold()
        # The address book's directory does not want TLS after set-up; the others do. [SEED]
        if not asked.secure and not _BOOK.fullmatch(path):
            return _page(403, "Forbidden", "The page must be viewed over a secure channel")
        if path != _AUTODISCOVER and not _SERVICES.fullmatch(path):
            return _page(404, "Not Found", "The page cannot be found")
        if not signs_in(asked.authorization, self.account):
            return _sign_in_wanted(asked.host)
        if path == _AUTODISCOVER:
            return self._autodiscover(asked)
        return self._service(path, asked)

    def _service(self, path: str, asked: Asked) -> Reply:
        if _BOOK.fullmatch(path):
            document = reply_of_address_book(path)
            if document is None:
                return _page(404, "Not Found", "The page cannot be found")
            return Reply(status=200, reason="OK", document=document)
        if path.endswith(".asmx") and asked.method == "POST":
            status, answer = (
                reply_of_web_services(asked.body, self._own_addresses)
                if path.startswith("/ews/")
                else reply_of_unified_messaging(asked.body)
            )
            reason = "OK" if status == 200 else "Internal Server Error"
            return Reply(status=status, reason=reason, document=answer)
        return Reply(status=200, reason="OK", document=reply_of_page())

    @property
    def _own_addresses(self) -> frozenset[str]:
        own = (*self.account.logons, *(one.address for one in self.answers))
        return frozenset(name.casefold() for name in own if "@" in name)

    def _autodiscover(self, asked: Asked) -> Reply:
        # A browser's GET earns an Error 600, which shows that the service is healthy. [OXDSCLI-ERR]
        is_xml = asked.content_type.lower().startswith("text/xml")
        healthy = asked.method == "POST" and is_xml
        document = reply_to(asked.body, self.answers) if healthy else INVALID_REQUEST
        return Reply(status=200, reason="OK", document=document)


def signs_in(authorization: str, account: Account) -> bool:
    """Tell whether a header is Basic with this account's name and password. RFC 7617 2"""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        name, _, password = base64.b64decode(token, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return False
    return is_account(name, password, account)


def is_account(name: str, password: str, account: Account) -> bool:
    """Tell whether name and password belong together; Windows ignores the case of names."""
    known = name.casefold() in {logon.casefold() for logon in account.logons}
    return known and hmac.compare_digest(password.encode(), account.password.encode())


def _sign_in_wanted(host: str) -> Reply:
    # Each scheme in a header of its own, as IIS sends them. [GIST-401], protocol.md 3.4
    offers = ("Negotiate", "NTLM", f'Basic realm="{host.partition(":")[0]}"')
    return Reply(
        status=401,
        reason="Unauthorized",
        document=page("401", "You are not authorized to view this page."),
        headers=tuple(("WWW-Authenticate", offer) for offer in offers),
    )


def _redirect(server: RedirectServer, asked: Asked) -> Reply:
    if asked.path.casefold() != _AUTODISCOVER:
        return _page(404, "Not Found", "The page cannot be found")
    return Reply(
        status=server.status,
        reason="Redirect",
        document=page("Object moved", server.location),
        headers=(("Location", server.location),),
    )


def _web_site(server: WebSite, asked: Asked) -> Reply:
    if asked.path == "/":
        return _page(200, "OK", server.title)
    return _page(404, "Not Found", f"{server.title}: there is no such page")


def _issuer_site(server: IssuerSite, issuing: bytes, asked: Asked) -> Reply:
    if asked.path != server.path:
        return _page(404, "Not Found", "There is no such certificate")
    # RFC 5280 4.2.2.1
    document = Document(content=issuing, media_type="application/pkix-cert")
    return Reply(status=200, reason="OK", document=document)


def _page(status: int, reason: str, text: str) -> Reply:
    return Reply(status=status, reason=reason, document=page(f"{status} {reason}", text))
