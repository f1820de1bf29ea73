"""What an Autodiscover server answers, read into values."""

from enum import StrEnum

from msgspec import Struct


class Service(StrEnum):
    """The services that an answer can name an address for."""

    AVAILABILITY = "availability"
    OOF = "oof"
    OAB = "oab"
    UM = "um"
    EWS = "ews"
    ECP = "ecp"
    OWA = "owa"
    OUTLOOK_ANYWHERE = "outlook-anywhere"
    MAPI_HTTP = "mapi-http"
    IMAP = "imap"
    POP3 = "pop3"
    SMTP = "smtp"
    ACTIVE_SYNC = "active-sync"
    DAV = "dav"
    PUBLIC_FOLDER = "public-folder"
    OTHER = "other"


class Scope(StrEnum):
    """For clients inside (EXCH, RPC over TCP) or outside (EXPR, RPC over HTTP). [EX07-PROTOCOL]"""

    INTERNAL = "internal"
    EXTERNAL = "external"


class ServiceUrl(Struct, frozen=True, kw_only=True):
    """One address of one service, as the answer gave it."""

    service: Service
    scope: Scope
    protocol: str
    """The Protocol block's type as sent, such as EXCH."""
    element: str
    """The element that held it, by its name in ProtocolSettings.elements, such as ASUrl."""
    url: str
    """A URL, or host[:port] for services that are not reached by HTTP."""


class ProtocolSettings(Struct, frozen=True, kw_only=True):
    """One Protocol block: its type, and each leaf element as it stood, in order."""

    type: str
    elements: tuple[tuple[str, str], ...]
    """(name, text); elements below another one are named by a path, such as Internal/OWAUrl, and
    an attribute by the path of its element, such as Internal/OWAUrl/@AuthenticationMethod."""

    def text(self, name: str) -> str:
        """Give the first element of that name; empty where there is none."""
        return next((value for key, value in self.elements if key == name), "")


class User(Struct, frozen=True, kw_only=True):
    """The User element; empty texts where the answer is silent."""

    display_name: str = ""
    legacy_dn: str = ""
    smtp_address: str = ""
    deployment_id: str = ""


class AlternativeMailbox(Struct, frozen=True, kw_only=True):
    """An archive or a delegated mailbox that comes with the account."""

    type: str = ""
    display_name: str = ""
    legacy_dn: str = ""
    server: str = ""
    smtp_address: str = ""
    owner_smtp_address: str = ""


class Settings(Struct, frozen=True, kw_only=True, tag="settings"):
    """An answer with Action = settings."""

    user: User
    account_type: str = ""
    protocols: tuple[ProtocolSettings, ...] = ()
    services: tuple[ServiceUrl, ...] = ()
    alternative_mailboxes: tuple[AlternativeMailbox, ...] = ()
    public_folder_address: str = ""
    account: tuple[tuple[str, str], ...] = ()
    """Further leaf elements of Account, such as MicrosoftOnline, Image, ServiceHome."""


class AddressRedirect(Struct, frozen=True, kw_only=True, tag="address-redirect"):
    """An answer with Action = redirectAddr; the text is as sent, not yet checked."""

    address: str


class UrlRedirect(Struct, frozen=True, kw_only=True, tag="url-redirect"):
    """An answer with Action = redirectUrl; the text is as sent, not yet checked."""

    url: str


class HttpRedirect(Struct, frozen=True, kw_only=True, tag="http-redirect"):
    """An HTTP redirect status with its Location, resolved against the URL that was asked."""

    status: int
    location: str


class ServerError(Struct, frozen=True, kw_only=True, tag="server-error"):
    """A well-formed Error element; it comes with HTTP status 200. [OXDSCLI-ERR]"""

    code: str
    """500, 501, 600 to 603: no HTTP statuses."""
    message: str
    time: str = ""
    """The server's clock, as sent."""
    server_id: str = ""
    """A hash of the server's name: tells which machine of an array answered."""
    debug_data: str = ""
