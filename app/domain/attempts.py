"""A step asks one target once: Exchange, Lookup, Search or Ping, with its answer or failure."""

from enum import StrEnum
from typing import assert_never

from msgspec import Struct

from app.domain.acceptance import Acceptance
from app.domain.authentication import Mechanism, Scheme
from app.domain.controller import Controller
from app.domain.failures import Failure, FailureKind
from app.domain.proxies import ProxyAnswer, ProxyAt, Route
from app.domain.retrieval import Retrieval
from app.domain.revocation import RevocationAnswer
from app.domain.settings import AddressRedirect, HttpRedirect, ServerError, Settings, UrlRedirect
from app.domain.tokens import Token
from app.domain.verdict import Verdict

Reading = Settings | AddressRedirect | UrlRedirect | HttpRedirect | ServerError | Failure
"""What an answer means to discovery; a Failure where it is of no use."""


class ResolvedBy(StrEnum):
    """Who told the addresses of a name."""

    OPERATING_SYSTEM = "operating-system"
    DNS = "dns"
    GIVEN = "given"
    """The --connect option, or an address literal: nobody was asked."""


class Resolution(Struct, frozen=True, kw_only=True):
    """The addresses of a host, or why there are none."""

    host: str
    by: ResolvedBy
    addresses: tuple[str, ...] = ()
    canonical_name: str = ""
    """Where a CNAME led to; empty where there was none."""
    duration_ms: float = 0.0
    failure: Failure | None = None
    beside: bool = False
    """Asked for comparison only; the connection did not use it."""


class AddressOutcome(StrEnum):
    """What became of one address of a race."""

    CONNECTED = "connected"
    FAILED = "failed"
    ABANDONED = "abandoned"
    """Another address won first."""


class AddressTried(Struct, frozen=True, kw_only=True):
    """One address in the race for a connection; times count from the start of the race."""

    address: str
    port: int
    outcome: AddressOutcome
    started_ms: float
    duration_ms: float
    failure: Failure | None = None
    via: str = ""
    """ADDRESS:PORT to which --connect led instead; empty where it did not."""


class Dial(Struct, frozen=True, kw_only=True):
    """A race of TCP connections to the addresses of one host."""

    host: str
    port: int
    tried: tuple[AddressTried, ...]
    failure: Failure | None = None
    """None where one of them connected."""
    outlook_limit_s: float = 20.0
    """How long the emulated client waits for one address; this run may have waited less."""

    @property
    def address(self) -> str:
        """The address that connected; empty where none did."""
        connected = (one for one in self.tried if one.outcome is AddressOutcome.CONNECTED)
        return next((one.address for one in connected), "")

    @property
    def raced_ms(self) -> float:
        """How long the race took here."""
        return max((one.started_ms + one.duration_ms for one in self.tried), default=0.0)

    @property
    def outlook_waited_ms(self) -> float:
        """What a client that tries one address after the other would have waited. [DAVESTORK]

        An address that has not answered costs it its whole limit, however long this run waited.
        """
        return sum(self._outlook_waited_ms(one) for one in self._until_connected)

    @property
    def is_overtaken(self) -> bool:
        """Whether an address was given up for a later one: it may cost more than is known."""
        return any(one.outcome is AddressOutcome.ABANDONED for one in self._until_connected)

    @property
    def unanswered(self) -> tuple[AddressTried, ...]:
        """The addresses that gave no answer within this run's limit, not even a refusal."""
        return tuple(one for one in self.tried if _is_unanswered(one))

    @property
    def is_black_hole(self) -> bool:
        """Whether no address of the host answered, not even with a refusal."""
        return bool(self.tried) and len(self.unanswered) == len(self.tried)

    @property
    def _until_connected(self) -> tuple[AddressTried, ...]:
        for count, one in enumerate(self.tried, start=1):
            if one.outcome is AddressOutcome.CONNECTED:
                return self.tried[:count]
        return self.tried

    def _outlook_waited_ms(self, tried: AddressTried) -> float:
        limit_ms = self.outlook_limit_s * 1_000
        return limit_ms if _is_unanswered(tried) else min(limit_ms, tried.duration_ms)


def _is_unanswered(tried: AddressTried) -> bool:
    return tried.failure is not None and tried.failure.kind is FailureKind.TIMED_OUT


class Judged(Struct, frozen=True, kw_only=True):
    """The certificate that one connection showed, and whether this client goes on with it."""

    host: str
    port: int
    verdict: Verdict
    acceptance: Acceptance
    tls_version: str
    cipher: str
    handshake_ms: float = 0.0
    revocation: tuple[RevocationAnswer, ...] = ()
    """What became of each certificate below the anchor; empty where it was not asked."""


class Connection(Struct, frozen=True, kw_only=True):
    """One TCP connection of an attempt, as far as it came."""

    number: int
    resolutions: tuple[Resolution, ...] = ()
    dial: Dial | None = None
    retrievals: tuple[Retrieval, ...] = ()
    """What was fetched to judge its certificate."""
    judged: Judged | None = None
    """None without TLS, and where the handshake failed."""
    route: Route | None = None
    """None where the PC knows of no proxy, and for what never goes through one."""
    proxy_answers: tuple[ProxyAnswer, ...] = ()

    @property
    def proxy(self) -> str:
        """HOST:PORT of the proxy that the connection goes through; empty for a direct one."""
        if self.route is None or self.dial is None:
            return ""
        dialled = str(ProxyAt(host=self.dial.host, port=self.dial.port))
        return dialled if dialled in map(str, self.route.proxies) else ""


class HttpQuestion(Struct, frozen=True, kw_only=True, tag="http"):
    """One HTTP request to make."""

    method: str
    url: str
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()


class DnsQuestion(Struct, frozen=True, kw_only=True, tag="dns"):
    """The SRV records of one name."""

    name: str


class LdapQuestion(Struct, frozen=True, kw_only=True, tag="ldap"):
    """One search of a directory's configuration naming context."""

    url: str
    """ldap://HOST[:PORT] or ldaps://HOST[:PORT]."""
    filter: str
    attributes: tuple[str, ...]


class PingQuestion(Struct, frozen=True, kw_only=True, tag="ping"):
    """A domain controller is asked over UDP who it is, and where it sees this PC."""

    host: str
    domain: str = ""
    """The AD domain that it should serve; empty: its own, whichever that is."""

    @property
    def url(self) -> str:
        """The place that is asked. RFC 1798 calls LDAP over UDP connectionless."""
        return f"cldap://{self.host}"


Question = HttpQuestion | DnsQuestion | LdapQuestion | PingQuestion


class Request(Struct, frozen=True, kw_only=True):
    """A request as it went out; the Authorization header is left out."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: str = ""
    scheme: Scheme | None = None
    """The way of signing in that it carried; None for an anonymous one."""
    username: str = ""
    """Empty for the signed-in user's own credentials."""
    token: Token | None = None
    """What its Authorization says, where that is Negotiate's or NTLM's."""


class Response(Struct, frozen=True, kw_only=True):
    """A response as it came in, its body within the size limit."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    token: Token | None = None
    """What its WWW-Authenticate says; that itself stands in no header here."""
    cut: bool = False
    """Whether only the beginning of the body is kept, since the run had kept so many before."""
    waited_ms: float = 0.0
    """From the request to the head of the response; 0 where that was not measured."""
    reduced: bool = False
    """Whether only those parts of the body are kept that are not the user's alone."""

    def header(self, name: str) -> tuple[str, ...]:
        """Give all values of a header; names are compared without case."""
        return tuple(value for key, value in self.headers if key.lower() == name.lower())


class Leg(Struct, frozen=True, kw_only=True):
    """One request of an exchange with its response; None while it is under way or lost."""

    request: Request
    response: Response | None = None


class BindOutcome(StrEnum):
    """What became of one way of signing in."""

    SIGNED_IN = "signed-in"
    REFUSED = "refused"
    """The credentials themselves: no other way is tried with them."""
    DECLINED = "declined"
    """The other side does not want this way."""
    NOT_POSSIBLE = "not-possible"
    """It ended on this side, or the other side does not offer it."""
    BROKEN_OFF = "broken-off"
    """The connection ended, or was given up, before there was an answer."""


class BindTry(Struct, frozen=True, kw_only=True):
    """One way of signing in to a directory or a web server that was tried."""

    mechanism: Mechanism
    scheme: Scheme | None = None
    """Over HTTP; None for a directory."""
    outcome: BindOutcome
    username: str = ""
    """Empty for the signed-in user's own credentials."""
    legs: int = 0
    """How many requests to sign in went out."""
    failure: Failure | None = None


class Exchange(Struct, frozen=True, kw_only=True, tag="exchange"):
    """An HTTP attempt: one question, asked anonymously and then signed in where that is wanted."""

    question: HttpQuestion
    connections: tuple[Connection, ...] = ()
    legs: tuple[Leg, ...] = ()
    tries: tuple[BindTry, ...] = ()
    """The ways of signing in, strongest first, until one worked."""
    failure: Failure | None = None
    """Why there is no answer, or why it is of no use."""
    reading: Reading | None = None
    finished: bool = False

    @property
    def response(self) -> Response | None:
        """The last response that came in."""
        return next((leg.response for leg in reversed(self.legs) if leg.response), None)

    @property
    def judged(self) -> Judged | None:
        """The verdict on the newest connection that showed a certificate."""
        return next((one.judged for one in reversed(self.connections) if one.judged), None)


class SrvRecord(Struct, frozen=True, kw_only=True):
    """One SRV record; the target without its trailing dot, "." where the service is denied."""

    priority: int
    weight: int
    port: int
    target: str


class Lookup(Struct, frozen=True, kw_only=True, tag="lookup"):
    """A DNS attempt."""

    question: DnsQuestion
    records: tuple[SrvRecord, ...] = ()
    failure: Failure | None = None
    finished: bool = False


class Entry(Struct, frozen=True, kw_only=True):
    """One object of a directory; attribute names in lower case."""

    name: str
    attributes: tuple[tuple[str, tuple[str, ...]], ...]

    def values(self, attribute: str) -> tuple[str, ...]:
        """Give the values of an attribute; empty where it has none."""
        return next((found for key, found in self.attributes if key == attribute.lower()), ())


class Bind(StrEnum):
    """How a directory let this client in."""

    ANONYMOUS = "anonymous"
    SIMPLE = "simple"
    KERBEROS_SEALED = "kerberos-sealed"
    """Every message signed and encrypted by what the sign-in agreed on."""
    NTLM_SEALED = "ntlm-sealed"
    NEGOTIATE_SEALED = "negotiate-sealed"
    """Windows does not say which of the two it was."""
    KERBEROS_IN_TLS = "kerberos-in-tls"
    """Tied to the certificate of the connection (channel binding)."""
    NTLM_IN_TLS = "ntlm-in-tls"
    NEGOTIATE_IN_TLS = "negotiate-in-tls"


class Search(Struct, frozen=True, kw_only=True, tag="search"):
    """An LDAP attempt."""

    question: LdapQuestion
    connections: tuple[Connection, ...] = ()
    tries: tuple[BindTry, ...] = ()
    """The ways of signing in, strongest first, until one worked."""
    bind: str = ""
    """One of Bind; empty before the bind."""
    base: str = ""
    """The configuration naming context that the rootDSE named."""
    entries: tuple[Entry, ...] = ()
    references: int = 0
    """How many other directories the answer pointed to; none of them is asked."""
    referrals: tuple[str, ...] = ()
    """The first of their URLs, as sent."""
    failure: Failure | None = None
    finished: bool = False


class Ping(Struct, frozen=True, kw_only=True, tag="ping"):
    """A NetLogon ping: one LDAP search in one datagram. [MS-ADTS] 6.3.3"""

    question: PingQuestion
    resolutions: tuple[Resolution, ...] = ()
    controller: Controller | None = None
    failure: Failure | None = None
    finished: bool = False


Attempt = Exchange | Lookup | Search | Ping


def fresh(question: Question) -> Attempt:
    """Give the attempt that a question opens."""
    match question:
        case HttpQuestion():
            return Exchange(question=question)
        case DnsQuestion():
            return Lookup(question=question)
        case LdapQuestion():
            return Search(question=question)
        case PingQuestion():
            return Ping(question=question)
        case _:
            assert_never(question)


def target(question: Question) -> str:
    """Name what was asked, in a few characters."""
    match question:
        case HttpQuestion() | LdapQuestion() | PingQuestion():
            return question.url
        case DnsQuestion():
            return question.name
        case _:
            assert_never(question)
