"""A step asks one target once: Exchange, Lookup, Search or Ping, with its answer or failure."""

from typing import assert_never

from msgspec import Struct

from app.domain.authentication import Scheme
from app.domain.binds import BindTry
from app.domain.connections import Connection, Judged, Resolution
from app.domain.controller import Controller
from app.domain.failures import Failure
from app.domain.questions import DnsQuestion, HttpQuestion, LdapQuestion, PingQuestion, Question
from app.domain.settings import AddressRedirect, HttpRedirect, ServerError, Settings, UrlRedirect
from app.domain.tokens import Token

Reading = Settings | AddressRedirect | UrlRedirect | HttpRedirect | ServerError | Failure
"""What an answer means to discovery; a Failure where it is of no use."""


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
