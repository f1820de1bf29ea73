"""Brings a scenario's organisation up on loopback, and takes it down again."""

import asyncio
import ssl
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, assert_never

import anyio
import anyio.to_thread
from anyio.abc import ByteStream
from msgspec.structs import replace

from app.domain.options import RunOptions
from app.practice.authority import CertificateShop, Served
from app.practice.command_line import command_line
from app.practice.directory import Directory
from app.practice.domain_controller import Conversation
from app.practice.listening import (
    LOOPBACK,
    black_hole,
    port_of,
    refusing_port,
    serve_names_over_tcp,
    serve_streams,
    tcp_and_udp,
    tcp_listener,
    tls_context,
)
from app.practice.scenario import (
    AutodiscoverServer,
    BlackHole,
    DirectoryServer,
    IssuerSite,
    Portal,
    RedirectServer,
    Scenario,
    WebServer,
    WebSite,
)
from app.practice.site_answers import SiteAnswers
from app.practice.sites import Asked, Reply, Site
from app.practice.web import serve_http
from app.practice.zones import Zones

_HTTPS, _HTTP, _LDAP, _LDAPS = 443, 80, 389, 636
_MOST_REQUESTS = 1000

_Service = Callable[[], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRequest:
    """What a web server of the organisation was sent."""

    host: str
    method: str
    path: str
    secure: bool
    had_authorization: bool


class Organisation:
    """How to reach an organisation that is up."""

    def __init__(self, scenario: Scenario, folder: Path, trust_pem: bytes) -> None:
        self._scenario = scenario
        self._seen: deque[SeenRequest] = deque(maxlen=_MOST_REQUESTS)
        self.trust_pem = trust_pem
        """The one root that counts as publicly trusted here."""
        self.trust_file = folder / "practice-trust.pem"
        self.resolver = (LOOPBACK, 0)
        """Host and port of the DNS server, over UDP and TCP."""
        self.outside_resolver = (LOOPBACK, 0)
        """The one of the internet; the same where it sees nothing else."""
        self.connects: tuple[str, ...] = ()
        """The --connect option for each port of each address: 192.0.2.10:443=127.0.0.1:40123."""

    @property
    def directory(self) -> str:
        """The --directory option; empty where the PC is not joined to anything."""
        server = self._scenario.directory
        return f"ldap://{server.host}" if server else ""

    @property
    def requests(self) -> tuple[SeenRequest, ...]:
        """The newest requests to the web servers, oldest first."""
        return tuple(self._seen)

    @property
    def options(self) -> RunOptions:
        """The options of a run that reaches this organisation as the scenario wants it."""
        client = self._scenario.client
        host, port = self.resolver
        return RunOptions(
            address=client.address,
            username=client.username,
            joined="yes" if client.joined else "no",
            asks_machine=False,
            scenario=self._scenario.name,
            directory=self.directory if client.joined else "",
            site=client.site,
            consent=client.consent,
            security_alert=client.security_alert,
            authentication=client.authentication or None,
            policies=client.policies,
            resolvers=(f"{host}:{port}",),
            connects=self.connects,
            trust_files=(str(self.trust_file),),
            system_trust=False,
            timeout=client.timeout,
        )

    @property
    def outside_options(self) -> RunOptions:
        """The options of the same run as from outside: no domain, and the internet's names."""
        host, port = self.outside_resolver
        return replace(
            self.options, joined="no", directory="", site="", resolvers=(f"{host}:{port}",)
        )

    def command_line(self) -> str:
        """The `check` line that reaches this organisation while it is up."""
        return command_line(self.options, self._scenario.client.password)

    def note(self, asked: Asked) -> None:
        """Remember a request, without what it signed in with."""
        self._seen.append(
            SeenRequest(
                host=asked.host,
                method=asked.method,
                path=asked.path,
                secure=asked.secure,
                had_authorization=bool(asked.authorization),
            )
        )


@asynccontextmanager
async def open_organisation(scenario: Scenario) -> AsyncIterator[Organisation]:
    """Start all servers of a scenario in this event loop; at the end nothing of them is left.

    A defect in a server comes out at the end, so that it cannot pass for a fault of the lesson.
    """
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="autodiscope-")))
        opening = _Opening(scenario, folder, stack)
        await opening.open_all()
        stack.push_async_callback(_end, asyncio.create_task(_serve(opening.services)))
        yield opening.organisation


async def _serve(services: list[_Service]) -> None:
    async with anyio.create_task_group() as group:
        for service in services:
            group.start_soon(service)


async def _end(servers: asyncio.Task[None]) -> None:
    # A task of their own rather than a task group around the caller, which would wrap whatever
    # the caller raises into an ExceptionGroup.
    servers.cancel()
    with anyio.CancelScope(shield=True):
        await asyncio.wait({servers})
    if not servers.cancelled():
        servers.result()


class _Opening:
    """Collects listeners, with where they are, while an organisation comes up."""

    def __init__(self, scenario: Scenario, folder: Path, stack: AsyncExitStack) -> None:
        self._scenario = scenario
        self._folder = folder
        self._stack = stack
        self._ports: dict[tuple[str, int], int] = {}
        shop = CertificateShop()
        self._issuing = shop.public.intermediate_der
        self._served: dict[str, Served] = {
            name: shop.make(recipe) for name, recipe in scenario.certificates.items()
        }
        self.services: list[_Service] = []
        self.organisation = Organisation(scenario, folder, shop.public.root_pem)
        self.organisation.trust_file.write_bytes(shop.public.root_pem)

    async def open_all(self) -> None:
        inside = Zones(self._scenario.zones)
        outside = Zones(self._scenario.outside_zones)
        self.organisation.resolver = await self._open_names(inside)
        self.organisation.outside_resolver = self.organisation.resolver
        if self._scenario.outside_zones:
            self.organisation.outside_resolver = await self._open_names(outside)
        for server in self._scenario.servers:
            if isinstance(server, BlackHole):
                await self._open_black_hole(server)
            else:
                await self._open_site(server)
        if self._scenario.directory:
            await self._open_directory(self._scenario.directory)
        self._connect((*inside.addresses, *outside.addresses))

    async def _open_names(self, zones: Zones) -> tuple[str, int]:
        listener, udp = await tcp_and_udp()
        self._stack.push_async_callback(listener.aclose)
        self._stack.push_async_callback(udp.aclose)
        over_tcp = partial(serve_names_over_tcp, zones=zones)
        self.services.append(partial(serve_streams, listener, over_tcp))
        self.services.append(partial(udp.serve, zones.answer_over_udp))
        return LOOPBACK, port_of(listener)

    async def _open_black_hole(self, server: BlackHole) -> None:
        for port in server.ports:
            for address in server.addresses:
                # To fill its queue takes a moment, in which nothing else should wait. Shielded:
                # who cancels meanwhile must not leave it open.
                hole = black_hole()
                with anyio.CancelScope(shield=True):
                    self._ports[address, port] = await anyio.to_thread.run_sync(hole.__enter__)
                    self._stack.push(hole)

    async def _open_site(self, server: WebServer) -> None:
        answers = server.answers if isinstance(server, AutodiscoverServer) else ()
        site = Site(
            server=server,
            account=self._scenario.account,
            answers=tuple(self._scenario.answers[name] for name in answers),
            issuing=self._issuing,
        )

        def respond(asked: Asked) -> Reply:
            self.organisation.note(asked)
            return site.reply(asked)

        for port in _ports(server):
            secure = port != _HTTP
            names = () if isinstance(server, RedirectServer | IssuerSite) else server.certificates
            context = self._tls(*names) if secure else None
            converse = partial(serve_http, respond=respond, secure=secure)
            for address in server.addresses:
                listener = await tcp_listener()
                self._stack.push_async_callback(listener.aclose)
                self._ports[address, port] = port_of(listener)
                self.services.append(partial(serve_streams, listener, converse, context))

    async def _open_directory(self, server: DirectoryServer) -> None:
        directory = Directory(server)
        context = self._tls(server.certificate)
        for port in (_LDAP, _LDAPS):
            secure = port == _LDAPS

            async def converse(stream: ByteStream, *, secure: bool = secure) -> None:
                account = self._scenario.account
                await Conversation(stream, directory, account, secure=secure).run(context)

            if secure:
                listener = await tcp_listener()
            else:
                listener, udp = await tcp_and_udp()
                self._stack.push_async_callback(udp.aclose)
                answer = SiteAnswers(server).answer
                self.services.append(partial(udp.serve, answer))
            self._stack.push_async_callback(listener.aclose)
            self._ports[server.address, port] = port_of(listener)
            outer = context if secure else None
            self.services.append(partial(serve_streams, listener, converse, outer))

    def _tls(self, *names: str) -> ssl.SSLContext:
        return tls_context([self._served[name] for name in names], self._folder)

    def _connect(self, addresses: Iterable[str]) -> None:
        # Every address that DNS gives has its web ports here: what nobody serves refuses.
        closed = self._stack.enter_context(refusing_port()).getsockname()[1]
        web = {(address, port): closed for address in addresses for port in (_HTTPS, _HTTP)}
        self.organisation.connects = tuple(
            f"{address}:{outer}={LOOPBACK}:{inner}"
            for (address, outer), inner in (web | self._ports).items()
        )


def _ports(server: WebServer) -> tuple[int, ...]:
    match server:
        case AutodiscoverServer():
            return server.ports
        case RedirectServer() | IssuerSite():
            return (_HTTP,)
        case Portal():
            return (_HTTPS,)
        case WebSite():
            return (_HTTPS, _HTTP)
        case _:
            assert_never(server)
