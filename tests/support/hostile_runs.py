"""Whole runs of the real engine, in which one server is hostile and a later step's is good."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import anyio
import pytest
from msgspec.structs import replace

from app.domain.attempts import Exchange
from app.domain.network import Terms
from app.domain.options import RunOptions
from app.domain.prompts import Nobody
from app.domain.questions import HttpQuestion
from app.domain.recorder import Reporter
from app.domain.secret import Secret
from app.domain.session import Session
from app.net import RealNetwork
from app.practice.authority import CertificateShop
from app.practice.listening import tls_context
from app.practice.scenario import CertificateRecipe
from app.wiring import RealEngine
from tests.net.nameservers import Answers, NameServer, name_server, zone
from tests.net.peers import Guest, Peer, Script, closed_port, peer
from tests.support.answers_xml import settings_xml
from tests.support.hostile_servers import ROOT, Hostile, Layer, web_servers
from tests.support.real_runs import Ran

ADDRESS: Final = f"ann@{ROOT}"
HOST: Final = f"autodiscover.{ROOT}"
BY_SERVICE_RECORD: Final = f"mail.{ROOT}"
_ADDRESSES: Final = {ROOT: "192.0.2.10", HOST: "192.0.2.11", BY_SERVICE_RECORD: "192.0.2.12"}
_LONGEST_S: Final = 20.0

_RECORDS: Final[dict[str, list[str]]] = {
    **{f"{host}. A": [address] for host, address in _ADDRESSES.items()},
    f"_autodiscover._tcp.{ROOT}. SRV": [f"0 0 443 {BY_SERVICE_RECORD}."],
}
GOOD_NAMES: Final = zone(**_RECORDS)


class World:
    """The certificates of an organisation whose root domain is a trap."""

    def __init__(self, folder: Path) -> None:
        shop = CertificateShop()
        self.trust_file = folder / "trust.pem"
        self.trust_file.write_bytes(shop.public.root_pem)

        def context(host: str) -> ssl.SSLContext:
            return tls_context(
                [shop.make(CertificateRecipe(common_name=host, names=(host,)))], folder
            )

        self.contexts = {host: context(host) for host in _ADDRESSES}
        self.picky = context(ROOT)
        self.picky.verify_mode = ssl.CERT_REQUIRED

    def hostile(self, name: str) -> Hostile:
        """Give a server afresh: some count what they were asked."""
        table = web_servers(self.contexts[ROOT], self.picky)
        return next(one for one in table if one.name == name)


@dataclass
class Stage:
    """The servers of a run, at work."""

    options: RunOptions
    name_server: NameServer
    reached: asyncio.Event
    """The hostile server has begun to do harm."""
    peers: dict[str, Peer] = field(default_factory=dict)


async def settings_for_all(guest: Guest) -> None:
    while await guest.request():
        await guest.answer("200 OK", settings_xml(HOST), "Content-Type: text/xml")


@contextlib.asynccontextmanager
async def stage(
    world: World,
    hostile: Hostile | None,
    *,
    in_the_clear: bool = False,
    identity: str = ROOT,
    names: Answers = GOOD_NAMES,
    good: Script = settings_for_all,
) -> AsyncIterator[Stage]:
    """Open all servers: the hostile one at the root domain, or at port 80 of the other host.

    `identity` is whose certificate it shows inside TLS. What stands after it is good: the
    autodiscover host, or the host of the service record.
    """
    reached = asyncio.Event()

    async def harm(guest: Guest) -> None:
        assert hostile is not None
        await hostile.scene(guest, reached)

    rules: list[str] = []
    peers: dict[str, Peer] = {}
    async with contextlib.AsyncExitStack() as stack:

        async def serve(host: str, port: int, script: Script, tls: ssl.SSLContext | None) -> None:
            peers[f"{host}:{port}"] = serving = await stack.enter_async_context(peer(script, tls))
            rules.append(f"{_ADDRESSES[host]}:{port}=127.0.0.1:{serving.port}")

        def close(host: str, port: int) -> None:
            rules.append(f"{_ADDRESSES[host]}:{port}=127.0.0.1:{closed_port()}")

        if hostile and in_the_clear:
            await serve(HOST, 80, harm, None)
            close(ROOT, 443)
            close(HOST, 443)
            await serve(BY_SERVICE_RECORD, 443, good, world.contexts[BY_SERVICE_RECORD])
        else:
            if hostile:
                has_tls = hostile.layer is not Layer.TLS
                await serve(ROOT, 443, harm, world.contexts[identity] if has_tls else None)
            await serve(HOST, 443, good, world.contexts[HOST])
        names_served = await stack.enter_async_context(name_server(names))
        yield Stage(
            options=RunOptions(
                address=ADDRESS,
                joined="no",
                asks_machine=False,
                resolvers=(f"127.0.0.1:{names_served.port}",),
                connects=tuple(rules),
                trust_files=(str(world.trust_file),),
                system_trust=False,
                timeout=5.0,
                probes=False,
            ),
            name_server=names_served,
            reached=reached,
            peers=peers,
        )


async def run_on(
    staged: Stage,
    *,
    limits: Mapping[str, float] | None = None,
    slow_host: str = ROOT,
    password: str = "",
    **options: Any,
) -> Ran:
    """Run to the end."""
    ran = Ran(records=[], session=Session())

    def take(recorded: Any) -> None:
        ran.records.append(recorded)
        ran.session.apply(recorded)

    with pytest.MonkeyPatch.context() as patch:
        if limits:
            _shorten(patch, limits, slow_host)
        with anyio.fail_after(_LONGEST_S):
            await RealEngine(pytest.fail, keeps_logs=False).run(
                replace(staged.options, **options),
                Secret(password) if password else None,
                Nobody(),
                take,
            )
    return ran


def _shorten(patch: pytest.MonkeyPatch, limits: Mapping[str, float], host: str) -> None:
    """Be short with one host: a busy machine must not make the good one too slow as well."""
    whole = RealNetwork.exchange

    async def exchange(
        self: RealNetwork, question: HttpQuestion, terms: Terms, report: Reporter
    ) -> Exchange:
        if f"//{host}/" in question.url:
            short = replace(terms.limits, **limits)
            terms = Terms(
                limits=short,
                policy=terms.policy,
                authentication=terms.authentication,
                sign_in=terms.sign_in,
            )
        return await whole(self, question, terms, report)

    patch.setattr(RealNetwork, "exchange", exchange)
