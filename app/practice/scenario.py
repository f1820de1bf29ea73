"""A practice scenario as data: the organisation's servers, and the client options to start with."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class Issuer(StrEnum):
    """Who signed a certificate of the organisation."""

    PUBLIC = "public"
    """The practice authority that counts as publicly trusted."""
    PRIVATE = "private"
    """An authority that nobody outside knows."""
    SELF = "self"


class CertificateRecipe(
    Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True
):
    """A certificate to make at start; days count from then."""

    common_name: str
    names: tuple[str, ...] = ()
    """DNS names of the subjectAltName, in order."""
    issuer: Issuer = Issuer.PUBLIC
    valid_from_day: int = -60
    valid_to_day: int = 300
    sends_intermediate: bool = True
    """Whether the server sends the issuing CA's certificate along."""
    issuer_url: str = ""
    """Where that lies, as the certificate itself says (AIA); empty: it does not say."""


class _Answer(Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    address: str
    """The mailbox that it is about."""


class SettingsAnswer(_Answer, frozen=True, kw_only=True, tag="settings", tag_field="kind"):
    """Settings as Exchange 2007 gives them. [EX07-PROTOCOL]"""

    display_name: str
    server: str
    """The mailbox server's inside name."""
    inside: str
    """What the EXCH block's URLs start with, such as https://exch01.contoso.local."""
    outside: str = ""
    """What the URLs of the EXPR and WEB blocks start with; empty: these blocks are not there."""
    inside_oab: str = ""
    """The same for the inside address book, where it differs (http after set-up). [SEED]"""


class AddressAnswer(_Answer, frozen=True, kw_only=True, tag="redirect-addr", tag_field="kind"):
    """The mailbox has another address."""

    to: str


class UrlAnswer(_Answer, frozen=True, kw_only=True, tag="redirect-url", tag_field="kind"):
    """Another server knows the mailbox."""

    to: str


class ErrorAnswer(_Answer, frozen=True, kw_only=True, tag="error", tag_field="kind"):
    """A well-formed Error, with HTTP status 200."""

    code: int
    message: str


class PageAnswer(_Answer, frozen=True, kw_only=True, tag="page", tag_field="kind"):
    """A web page with HTTP status 200 in place of XML, such as a portal's sign-in page."""

    title: str


Answer = SettingsAnswer | AddressAnswer | UrlAnswer | ErrorAnswer | PageAnswer


class _Server(Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    addresses: tuple[str, ...]
    """As the zones name them."""


class AutodiscoverServer(_Server, frozen=True, kw_only=True, tag="autodiscover", tag_field="kind"):
    """A Client Access server under IIS: Autodiscover and the service URLs, all with sign-in."""

    certificates: tuple[str, ...]
    """Chosen by the name that the client sends (SNI); the first one where none fits."""
    answers: tuple[str, ...] = ()
    ports: tuple[int, ...] = (443,)
    """On 80 it serves the offline address book alone, and wants TLS for the rest."""


class RedirectServer(_Server, frozen=True, kw_only=True, tag="redirect", tag_field="kind"):
    """Method three's site on port 80, which only names the right URL. protocol.md 6.4"""

    location: str
    status: int = 302


class WebSite(_Server, frozen=True, kw_only=True, tag="web-site", tag_field="kind"):
    """The company's web site on 80 and 443, which knows nothing of Exchange."""

    certificates: tuple[str, ...]
    title: str


class Portal(_Server, frozen=True, kw_only=True, tag="portal", tag_field="kind"):
    """A gateway on 443 that answers everything with its own sign-in page, status 200."""

    certificates: tuple[str, ...]
    title: str


class BlackHole(_Server, frozen=True, kw_only=True, tag="black-hole", tag_field="kind"):
    """A firewall that drops what comes to these ports: there is never an answer."""

    ports: tuple[int, ...] = (443,)


class IssuerSite(_Server, frozen=True, kw_only=True, tag="issuer-site", tag_field="kind"):
    """The public authority's own site on port 80, which gives its issuing CA's certificate."""

    path: str


WebServer = AutodiscoverServer | RedirectServer | WebSite | Portal | IssuerSite
Server = WebServer | BlackHole


class ConnectionPoint(
    Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True
):
    """One SCP object of the directory. protocol.md 2.1"""

    server: str
    """The Client Access server's short name, which is also the object's."""
    url: str
    created: datetime
    sites: tuple[str, ...] = ()
    pointer: bool = False
    """Whether the URL names another directory (LDAP://host) instead of an Autodiscover one."""
    domain: str = ""
    """For a pointer: the mail domain that it is for."""


class DirectoryServer(
    Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True
):
    """A domain controller, as far as SCP look-up goes."""

    host: str
    address: str
    certificate: str
    domain: str
    """The DNS name of the AD domain."""
    organisation: str
    site: str = "Default-First-Site-Name"
    """The AD site that it stands in."""
    client_site: str = "Default-First-Site-Name"
    """The site in which it sees the PC; empty: its subnet is mapped to none."""
    connection_points: tuple[ConnectionPoint, ...] = ()


class Account(Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    """Who may sign in at every server of the organisation."""

    logons: tuple[str, ...]
    """User names that mean this account, compared without case."""
    password: str
    """No secret: it stands in a file that ships with the program."""


class ClientOptions(Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    """The `check` options that the scenario starts with, in the command line's own words."""

    address: str
    password: str
    joined: bool
    username: str = ""
    """Empty: the address."""
    site: str = ""
    consent: str = "deny"
    security_alert: str = "skip"
    authentication: tuple[str, ...] = ("basic",)
    """Empty: not named, all schemes. The servers offer what Exchange offers, and let in by Basic
    alone; Kerberos and NTLM would have this PC ask its own domain about people who are made up."""
    policies: tuple[str, ...] = ()
    """NAME=VALUE each."""
    timeout: float | None = None
    """Seconds for a connection, where nobody should have to wait as long as Outlook does."""


class Scenario(Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    """One practice organisation, and the PC in front of it."""

    name: str
    order: int
    """Its place among the others: easy things first."""
    title: str
    lesson: str
    """The one sentence that a trainee should learn."""
    client: ClientOptions
    account: Account
    zones: dict[str, str]
    """The resolver's whole world: a master file (RFC 1035 5) for each domain, without its SOA.
    A port of an address here that no server has refuses connections."""
    outside_zones: dict[str, str] = {}
    """The same as it is seen from the internet; empty: no differently."""
    certificates: dict[str, CertificateRecipe]
    servers: tuple[Server, ...]
    answers: dict[str, Answer] = {}
    directory: DirectoryServer | None = None
