"""Stock clients for the servers of an organisation, each at the port that --connect names."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import httpx
from anyio.abc import ByteStream
from anyio.streams.tls import TLSStream
from sansldap import LDAPClient, LDAPMessage

from app.practice.organisation import Organisation

HOSTS = {
    "mail.contoso.example": "192.0.2.10",
    "autodiscover.contoso.example": "192.0.2.10",
    "redirect.contoso.example": "192.0.2.12",
    "www.contoso.example": "192.0.2.80",
    "gone.contoso.example": "192.0.2.99",
    "dc01.contoso.local": "192.0.2.5",
}


def port_behind(organisation: Organisation, address: str, port: int) -> int:
    """Where --connect sends a client that wants this port of this address."""
    places = dict(rule.split("=") for rule in organisation.connects)
    host, _, inner = places[f"{address}:{port}"].partition(":")
    assert host == "127.0.0.1"
    return int(inner)


def trust(organisation: Organisation) -> ssl.SSLContext:
    """What a client verifies by that trusts the practice authority alone."""
    return ssl.create_default_context(cadata=organisation.trust_pem.decode("ascii"))


def blind() -> ssl.SSLContext:
    """What a client has that looks at no certificate."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@asynccontextmanager
async def browser(organisation: Organisation, *, verify: bool = True) -> AsyncIterator["Browser"]:
    """An httpx client that verifies by the practice authority, or not at all."""
    context = trust(organisation) if verify else blind()
    async with httpx.AsyncClient(verify=context, trust_env=False) as client:
        yield Browser(organisation, client)


class Browser:
    def __init__(self, organisation: Organisation, client: httpx.AsyncClient) -> None:
        self._organisation = organisation
        self._client = client

    async def ask(
        self,
        method: str,
        url: str,
        auth: tuple[str, str] | None = None,
        body: bytes = b"",
        content_type: str = "text/xml",
    ) -> httpx.Response:
        wanted = httpx.URL(url)
        outer = 443 if wanted.scheme == "https" else 80
        inner = port_behind(self._organisation, HOSTS[wanted.host], outer)
        return await self._client.request(
            method,
            wanted.copy_with(host="127.0.0.1", port=inner),
            content=body or None,
            auth=auth,
            headers={"Host": wanted.host, "Content-Type": content_type},
            extensions={"sni_hostname": wanted.host},
        )


@asynccontextmanager
async def connected(organisation: Organisation, host: str, port: int) -> AsyncIterator[ByteStream]:
    """A bare TCP connection."""
    inner = port_behind(organisation, HOSTS[host], port)
    # The servers under test are on loopback.
    async with await anyio.connect_tcp("127.0.0.1", inner) as stream:  # noqa: TID251
        yield stream


@asynccontextmanager
async def encrypted(
    stream: ByteStream, host: str, context: ssl.SSLContext
) -> AsyncIterator[TLSStream]:
    """TLS over a bare connection, closed without a farewell."""
    yield await TLSStream.wrap(
        stream,
        hostname=host,
        server_side=False,
        ssl_context=context,
        standard_compatible=False,
    )


async def everything(stream: ByteStream) -> bytes:
    """What still comes until the server closes or resets the connection."""
    received = b""
    with anyio.fail_after(5):
        while True:
            try:
                received += await stream.receive()
            except (anyio.EndOfStream, anyio.BrokenResourceError):
                return received


class DirectoryClient:
    """One LDAP connection; `ask` sends what the session has made, and gives the answers."""

    def __init__(self, stream: ByteStream) -> None:
        self.stream = stream
        self.session = LDAPClient()

    async def ask(self, _: int, expected: int = 1) -> list[LDAPMessage]:
        with anyio.fail_after(5):
            await self.stream.send(self.session.data_to_send())
            found: list[LDAPMessage] = []
            while len(found) < expected:
                found += self.session.receive(await self.stream.receive())
        return found
