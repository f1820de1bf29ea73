"""Whole conversations of the network, with a peer that says the bytes at hand and then goes."""

import asyncio
import functools
import gzip
import struct
import zlib
from collections.abc import Coroutine
from typing import Any, Final, Self, TypeVar

import anyio
import dns.asyncbackend
import dns.exception
import dns.message
import dns.rrset
import pytest
import sansldap

from app.domain.attempts import Exchange, Lookup, Search
from app.domain.connections import AddressOutcome, AddressTried, Dial, Resolution
from app.domain.proxies import ProxyAt, ProxySettings
from app.domain.questions import DnsQuestion, HttpQuestion, LdapQuestion
from app.net.dns import DnsClient
from tests.net.makings import Report, network, rule, terms

HOST: Final = "mail.contoso.example"
SRV: Final = "_autodiscover._tcp.contoso.example"
LIMIT_S: Final = 0.5
"""No peer here keeps anybody waiting, so only a defect waits so long."""
T = TypeVar("T")

GET: Final = HttpQuestion(method="GET", url=f"http://{HOST}/autodiscover/autodiscover.xml")
POST: Final = HttpQuestion(method="POST", url=f"https://{HOST}/a.xml", body="<a/>")
LDAP_QUESTION: Final = LdapQuestion(
    url="ldap://dc01.contoso.example", filter="(cn=*)", attributes=("cn", "keywords")
)


class Peer:
    """A stream of anyio at whose other end somebody has said all of it already."""

    def __init__(self, said: bytes) -> None:
        self._rest = said

    async def send(self, item: bytes) -> None:
        pass

    async def receive(self, max_bytes: int = 65536) -> bytes:
        # In pieces, so that what is torn apart is put together; and nothing of what is said after
        # the head of an answer comes along with it.
        end = self._rest.find(b"\r\n\r\n") + 4
        size = min(max_bytes, 100 if end < 4 else min(end, 100))
        part, self._rest = self._rest[:size], self._rest[size:]
        if not part:
            raise anyio.EndOfStream
        return part

    def extra(self, attribute: object, default: object = None) -> object:
        return default

    @property
    def extra_attributes(self) -> dict[object, object]:
        return {}

    async def send_eof(self) -> None:
        pass

    async def aclose(self) -> None:
        pass


@functools.cache
def _runner() -> asyncio.Runner:
    return asyncio.Runner()


def _run(conversation: Coroutine[Any, Any, T]) -> T:
    return _runner().run(conversation)


def end() -> None:
    """Close the loop that all conversations were held in."""
    if _runner.cache_info().currsize:
        _runner().close()
        _runner.cache_clear()


async def _with_peer(said: bytes, conversation: Coroutine[Any, Any, T]) -> T:
    tried = AddressTried(
        address="127.0.0.1",
        port=80,
        outcome=AddressOutcome.CONNECTED,
        started_ms=0.0,
        duration_ms=0.0,
    )

    async def race(host: str, port: int, *_: object) -> tuple[Dial, Any]:
        return Dial(host=host, port=port, tried=(tried,)), Peer(said)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.net.lines.race", race)
        return await conversation


def _limited() -> Any:
    return terms(response_s=LIMIT_S, handshake_s=LIMIT_S, directory_s=LIMIT_S, dns_s=LIMIT_S)


def exchange(said: bytes) -> Exchange:
    """Ask over HTTP."""
    asked = network(connect=(rule(80, HOST, 80),))
    return _finished(_run(_with_peer(said, asked.exchange(GET, _limited(), Report().attempt))))


def exchange_by_proxy(said: bytes) -> Exchange:
    """Ask a proxy for a tunnel, and shake hands in it."""
    at = ProxyAt(host="127.0.0.1", port=8080)
    asked = network(
        proxies=ProxySettings(https=at, http=at, origin="--proxy"),
        # Else the name is looked up beside, which no proxy needs.
        resolvers=(("127.0.0.1", 53),),
    )
    return _finished(_run(_with_peer(said, asked.exchange(POST, _limited(), Report().attempt))))


def search(said: bytes) -> Search:
    """Search a directory, without a sign-in."""
    asked = network(connect=(rule(389, "dc01.contoso.example", 389),))
    talk = asked.search(LDAP_QUESTION, _limited(), Report().attempt)
    return _finished(_run(_with_peer(said, talk)))


def ask_dns(said: bytes) -> tuple[Lookup, Resolution]:
    """Ask for SRV records, and for addresses."""

    async def ask() -> tuple[Lookup, Resolution]:
        asked = network(resolvers=(("127.0.0.1", 53),))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(dns.asyncbackend, "get_backend", lambda _: _Backend(said))
            lookup = await asked.lookup(
                DnsQuestion(name=SRV), terms(dns_s=DNS_LIMIT_S), Report().attempt
            )
            client = DnsClient((("127.0.0.1", 53),))
            return lookup, await client.addresses(HOST, DNS_LIMIT_S)

    return _run(ask())


Attempted = TypeVar("Attempted", Exchange, Search)


def _finished(attempt: Attempted) -> Attempted:
    assert attempt.finished
    return attempt


# --- a name server ---

DNS_LIMIT_S: Final = 0.01
"""After a bad answer dnspython asks again until its time is up."""


class _Backend:
    """What dnspython opens its sockets by."""

    def __init__(self, said: bytes) -> None:
        self._said = said

    async def make_socket(self, af: int, socktype: int, *_: object, **__: object) -> "_Socket":
        return _Socket(self._said, af, socktype)

    def datagram_connection_required(self) -> bool:
        return False

    def name(self) -> str:
        return "asyncio"

    async def sleep(self, interval: float) -> None:
        await asyncio.sleep(interval)


class _Socket:
    """A socket that answers each question with the same bytes, under the question's number."""

    def __init__(self, said: bytes, family: int, kind: int) -> None:
        self.family = family
        self.type = kind
        self._said = said
        self._to_say = b""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def sendto(self, what: bytes, *_: object) -> int:
        self._to_say = what[:2] + self._said[2:]
        return len(what)

    async def recvfrom(self, *_: object) -> tuple[bytes, tuple[str, int]]:
        if not self._to_say:
            raise dns.exception.Timeout
        said, self._to_say = self._to_say, b""
        return said, ("127.0.0.1", 53)

    async def sendall(self, what: bytes, *_: object) -> None:
        answer = what[2:4] + self._said[2:]
        self._to_say = struct.pack(">H", len(answer) & 0xFFFF) + answer

    async def recv(self, size: int, *_: object) -> bytes:
        part, self._to_say = self._to_say[:size], self._to_say[size:]
        return part

    async def getpeername(self) -> tuple[str, int]:
        return ("127.0.0.1", 53)


def _dns(name: str, kind: str, *records: str, alias: str = "") -> bytes:
    answer = dns.message.make_response(dns.message.make_query(f"{name}.", kind))
    if alias:
        answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "CNAME", alias))
    if records:
        answer.answer.append(dns.rrset.from_text(alias or f"{name}.", 60, "IN", kind, *records))
    return answer.to_wire()


DNS: Final = (
    _dns(SRV, "SRV", "0 0 443 mail.contoso.example.", "10 1 4433 b.contoso.example."),
    _dns(HOST, "A", "192.0.2.1", "192.0.2.2", alias="web.contoso.example."),
    _dns(HOST, "AAAA", "2001:db8::1"),
    _dns(HOST, "A"),
)


# --- a directory ---


def packed_entry(*attributes: tuple[str, bytes]) -> bytes:
    """Give what a server answers to a first search with."""
    client, server = sansldap.LDAPClient(), sansldap.LDAPServer()
    client.search_request("")
    server.receive(client.data_to_send())
    parts = [sansldap.PartialAttribute(name=name, values=[value]) for name, value in attributes]
    server.search_result_entry(1, "", parts)
    server.search_result_done(1)
    return server.data_to_send()


def _directory_answers() -> bytes:
    client, server = sansldap.LDAPClient(), sansldap.LDAPServer()
    root = b"CN=Configuration,DC=contoso,DC=example"
    said = b""
    for attributes in (
        [("configurationNamingContext", root), ("supportedControl", b"1.2.840.113556.1.4.319")],
        [("cn", b"EXCH01"), ("keywords", b"Site=Paris")],
    ):
        number = client.search_request("")
        server.receive(client.data_to_send())
        parts = [sansldap.PartialAttribute(name=name, values=[value]) for name, value in attributes]
        server.search_result_entry(number, "CN=EXCH01", parts)
        server.search_result_reference(number, ["ldap://dc02.contoso.example/CN=x"])
        server.search_result_done(number)
        said += server.data_to_send()
    return said


LDAP: Final = (_directory_answers(), packed_entry(("cn", b"a")))


# --- a web server, and a proxy ---


def _http(*head: str, body: bytes = b"") -> bytes:
    return "\r\n".join(("HTTP/1.1 " + head[0], *head[1:], "", "")).encode() + body


ALERT: Final = bytes.fromhex("15030300020228")
HELLO: Final = (
    bytes.fromhex("160303003a020000360303")
    + bytes(32)
    + bytes.fromhex("00c02f00000e000b000100ff01000100")
)
HTTP: Final = (
    _http("200 OK", "Content-Type: text/xml; charset=utf-8", "Content-Length: 4", body=b"<a/>"),
    _http(
        "302 Found",
        "Location: https://b.example/autodiscover/autodiscover.xml",
        "Content-Length: 0",
        "Connection: close",
    ),
    _http(
        "200 OK", "Transfer-Encoding: chunked", body=b"2;a=b\r\n<a\r\n2\r\n/>\r\n0\r\nX: y\r\n\r\n"
    ),
    _http(
        "401 Unauthorized",
        "WWW-Authenticate: Negotiate",
        "WWW-Authenticate: NTLM",
        'WWW-Authenticate: Basic realm="contoso"',
        "Content-Length: 0",
    ),
    _http("100 Continue")
    + _http("200 OK", "Content-Encoding: gzip", body=gzip.compress(b"<a/>", mtime=0)),
    _http("200 OK", "Content-Encoding: deflate", body=zlib.compress(b"<a/>")),
)
PROXY: Final = (
    _http("200 Connection established", "Via: 1.1 proxy", body=HELLO),
    _http(
        "407 Proxy Authentication Required",
        "Proxy-Authenticate: NTLM",
        'Proxy-Authenticate: Basic realm="p"',
        "Content-Length: 22",
        body=b"<title>Sign in</title>",
    ),
    _http("503 Service Unavailable", "Content-Type: text/html", body=b"<title>No &amp;</title>"),
    _http("200 OK", body=ALERT),
)
