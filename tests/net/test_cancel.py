"""Cancelling takes effect at once in each phase, and leaves no socket behind."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest

from app.domain.failures import FailureKind
from app.domain.proxies import ProxySettings
from app.domain.questions import DnsQuestion, HttpQuestion, LdapQuestion
from app.domain.retrieval import Purpose, Wanted
from app.net import NetworkOptions
from app.net.dns import DnsClient
from app.net.pac import Circumstances, Ran, run_script
from app.net.resolve import Names
from app.net.retrieval import Retriever
from tests.net.makings import ANN, FakeJudge, Report, limits, network, rule, server_tls, terms
from tests.net.nameservers import name_server, silence
from tests.net.peers import Guest, forever, peer
from tests.support.own_time import own_time

pytestmark = pytest.mark.anyio

HTTPS = HttpQuestion(method="POST", url="https://mail.contoso.example/", body="<x/>")
HTTP = HttpQuestion(method="GET", url="http://mail.contoso.example/")
LDAP = LdapQuestion(url="ldap://mail.contoso.example", filter="(cn=*)", attributes=("cn",))
BOUND_S = 0.2
"""The promise; what a busy machine keeps this thread waiting does not count."""


async def cancelled(
    attempt: Callable[[], Awaitable[Any]], is_there: Callable[[], Awaitable[Any]]
) -> float:
    """Cancel the attempt as soon as it has come to the phase; give the seconds that it took."""
    ended = False

    async def run() -> None:
        nonlocal ended
        await attempt()
        ended = True

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(run)
        with anyio.fail_after(5):
            await is_there()
        started = own_time()
        tasks.cancel_scope.cancel()
    assert not ended
    return own_time() - started


async def until(happens: Callable[[], bool]) -> None:
    """Wait for what no event tells: a thread, or a list that grows."""
    while not happens():  # noqa: ASYNC110 - it cannot set an event of this loop.
        await anyio.sleep(0.001)


async def test_while_the_operating_system_resolves(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, release = threading.Event(), threading.Event()

    def getaddrinfo(*_: object, **__: object) -> Any:
        asked.set()
        release.wait(10)
        return []

    monkeypatch.setattr("app.net.resolve.socket.getaddrinfo", getaddrinfo)

    async def is_asked() -> None:
        await until(asked.is_set)

    took = await cancelled(lambda: network().exchange(HTTP, terms(), Report().attempt), is_asked)

    release.set()
    assert took < BOUND_S


async def test_while_dns_is_silent() -> None:
    async with name_server(silence) as serving:

        async def is_asked() -> None:
            await until(lambda: bool(serving.asked))

        asked = network(resolvers=(serving.address,))
        by_name = await cancelled(lambda: asked.exchange(HTTP, terms(), Report().attempt), is_asked)
        serving.asked.clear()
        for_records = await cancelled(
            lambda: asked.lookup(DnsQuestion(name="a.example"), terms(), Report().attempt),
            is_asked,
        )

    assert by_name < BOUND_S
    assert for_records < BOUND_S


async def test_while_connecting(monkeypatch: pytest.MonkeyPatch) -> None:
    dialled = anyio.Event()

    async def connect_tcp(*_: object) -> None:
        dialled.set()
        await anyio.sleep_forever()

    monkeypatch.setattr("app.net.dial.anyio.connect_tcp", connect_tcp)
    asked = network(connect=(rule(1, at=80),))

    took = await cancelled(lambda: asked.exchange(HTTP, terms(), Report().attempt), dialled.wait)

    assert took < BOUND_S


async def test_in_the_handshake() -> None:
    heard = asyncio.Event()

    async def silent(guest: Guest) -> None:
        await guest.hear()
        heard.set()
        await forever(guest)

    async with peer(silent) as serving:
        asked = network(connect=(rule(serving.port),))
        took = await cancelled(lambda: asked.exchange(HTTPS, terms(), Report().attempt), heard.wait)

    assert took < BOUND_S


async def test_while_the_certificate_is_judged() -> None:
    judging, release = threading.Event(), threading.Event()

    def hesitate() -> None:
        judging.set()
        release.wait(10)

    async def is_judging() -> None:
        await until(judging.is_set)

    async with peer(forever, server_tls()) as serving:
        asked = network(FakeJudge(first=hesitate), connect=(rule(serving.port),))
        took = await cancelled(lambda: asked.exchange(HTTPS, terms(), Report().attempt), is_judging)
        assert serving.heard == b""

    release.set()
    assert took < BOUND_S


async def test_while_sending() -> None:
    begun = asyncio.Event()

    async def never_reads(guest: Guest) -> None:
        await guest.hear(1)
        begun.set()
        await asyncio.sleep(30)

    question = HttpQuestion(
        method="POST", url="https://mail.contoso.example/", body="x" * 30_000_000
    )
    async with peer(never_reads, server_tls()) as serving:
        asked = network(connect=(rule(serving.port),))
        took = await cancelled(
            lambda: asked.exchange(question, terms(response_s=30.0), Report().attempt),
            begun.wait,
        )

    assert took < BOUND_S


@pytest.mark.parametrize("beginning", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"])
async def test_while_waiting_for_the_answer(beginning: bytes) -> None:
    waiting = asyncio.Event()

    async def hesitates(guest: Guest) -> None:
        await guest.request()
        await guest.say(beginning)
        waiting.set()
        await forever(guest)

    async with peer(hesitates, server_tls()) as serving:
        asked = network(connect=(rule(serving.port),))
        took = await cancelled(
            lambda: asked.exchange(HTTPS, terms(), Report().attempt), waiting.wait
        )

    assert took < BOUND_S


async def test_while_an_answer_comes_slowly() -> None:
    coming = asyncio.Event()

    async def drips(guest: Guest) -> None:
        await guest.request()
        await guest.say(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while True:
            await guest.say(b"x")
            coming.set()
            await asyncio.sleep(0.001)

    async with peer(drips, server_tls()) as serving:
        asked = network(connect=(rule(serving.port),))
        took = await cancelled(
            lambda: asked.exchange(HTTPS, terms(), Report().attempt), coming.wait
        )

    assert took < BOUND_S


async def test_while_the_script_for_proxies_is_waited_for() -> None:
    async with peer(forever) as serving:

        async def is_asked() -> None:
            await until(lambda: bool(serving.heard))

        asked = network(
            proxies=ProxySettings(script="http://pac.example/"),
            connect=(rule(serving.port, "pac.example", 80),),
        )
        took = await cancelled(lambda: asked.exchange(HTTP, terms(), Report().attempt), is_asked)

    assert took < BOUND_S


async def test_while_the_script_for_proxies_computes(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = threading.Event()

    def run_it(source: str, about: Circumstances) -> Ran:
        begun.set()
        return run_script(source, about)

    monkeypatch.setattr("app.net.proxy_script.run_script", run_it)

    async def endless(guest: Guest) -> None:
        while await guest.request():
            await guest.answer("200 OK", b"while (1);")

    async def is_computing() -> None:
        await until(begun.is_set)
        # Into the middle of it.
        await anyio.sleep(0.05)

    async with peer(endless) as serving:
        asked = network(
            proxies=ProxySettings(script="http://pac.example/"),
            connect=(rule(serving.port, "pac.example", 80),),
        )
        took = await cancelled(
            lambda: asked.exchange(HTTP, terms(), Report().attempt), is_computing
        )

    assert took < BOUND_S


async def test_while_a_list_of_revoked_certificates_is_waited_for() -> None:
    async with peer(forever) as serving:

        async def is_asked() -> None:
            await until(lambda: bool(serving.heard))

        rules = (rule(serving.port, "crl.example", 80),)
        options = NetworkOptions(judge=FakeJudge(), user_agent="Autodiscope/test", connect=rules)
        fetching = Retriever(Names(options, DnsClient(())), "Autodiscope/test")
        wanted = Wanted(purpose=Purpose.CRL, url="http://crl.example/a.crl")
        took = await cancelled(lambda: fetching.fetch(wanted, limits()), is_asked)

    assert took < BOUND_S


async def test_while_waiting_for_the_turn_to_sign_in() -> None:
    waiting = asyncio.Event()

    async def wants(guest: Guest) -> None:
        await guest.request()
        await guest.answer("401 No", b"", "WWW-Authenticate: Basic")
        waiting.set()
        await forever(guest)

    conditions = terms(credentials=ANN)
    assert conditions.sign_in is not None
    async with peer(wants, server_tls()) as serving, conditions.sign_in.turn():
        asked = network(connect=(rule(serving.port),))
        took = await cancelled(
            lambda: asked.exchange(HTTPS, conditions, Report().attempt), waiting.wait
        )
        assert b"Authorization" not in serving.heard

    assert took < BOUND_S


async def test_while_a_directory_is_silent() -> None:
    async with peer(forever) as serving:

        async def is_asked() -> None:
            await until(lambda: bool(serving.heard))

        asked = network(connect=(rule(serving.port, at=389),))
        took = await cancelled(lambda: asked.search(LDAP, terms(), Report().attempt), is_asked)

    assert took < BOUND_S


async def test_a_cancelled_sign_in_gives_the_turn_to_the_next() -> None:
    signing_in = asyncio.Event()

    async def hesitates(guest: Guest) -> None:
        while request := await guest.request():
            if b"Authorization" in request:
                signing_in.set()
                await forever(guest)
            await guest.answer("401 No", b"", "WWW-Authenticate: Basic")

    conditions = terms(credentials=ANN, response_s=0.2)
    assert conditions.sign_in is not None
    async with peer(hesitates, server_tls()) as serving:
        asked = network(connect=(rule(serving.port),))
        await cancelled(
            lambda: asked.exchange(HTTPS, conditions, Report().attempt), signing_in.wait
        )
        second = await asked.exchange(HTTPS, conditions, Report().attempt)

    assert second.failure is not None
    assert second.failure.kind is FailureKind.TIMED_OUT
