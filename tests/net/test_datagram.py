"""Pings, against a controller on loopback that answers as the test says."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from typing import Any, cast

import anyio
import pytest

from app.domain.attempts import Ping
from app.domain.events import AttemptStarted, ControllerAnswered, Event, NameResolved
from app.domain.failures import FailureKind
from app.domain.growth import grown
from app.domain.questions import PingQuestion
from app.net import ConnectRule, datagram
from app.net.dial import Endpoint
from app.practice.site_answers import SiteAnswers
from tests.net.makings import Report, network, terms
from tests.practice.builders import DIRECTORY

pytestmark = pytest.mark.anyio

ANSWERS = SiteAnswers(DIRECTORY)
Behaviour = Callable[[bytes], bytes | None]
HOST = "192.0.2.5"


class _Controller(asyncio.DatagramProtocol):
    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.asked: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.asked.append(data)
        answer = self.behaviour(data)
        if answer is not None:
            self.transport.sendto(answer, addr)


@contextlib.asynccontextmanager
async def controller(behaviour: Behaviour) -> AsyncIterator[tuple[int, list[bytes]]]:
    """Give the port, and what is asked."""
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.create_datagram_endpoint(
        lambda: _Controller(behaviour), local_addr=("127.0.0.1", 0)
    )
    try:
        yield transport.get_extra_info("sockname")[1], protocol.asked
    finally:
        transport.close()


async def ping(port: int, host: str = HOST, **options: Any) -> tuple[Ping, list[Event]]:
    rules = [ConnectRule(host=host, port=389, address="127.0.0.1", to_port=port)]
    report = Report()
    asked = await network(connect=tuple(rules), **options).ping(
        PingQuestion(host=host, domain="contoso.local"), terms(), report.attempt
    )
    return asked, report.events


async def test_a_controller_tells_the_site_and_each_stage_is_reported() -> None:
    async with controller(ANSWERS.answer) as (port, asked):
        answered, events = await ping(port)

    assert answered.controller
    assert answered.controller.client_site == DIRECTORY.client_site
    assert len(asked) == 1
    assert [type(event) for event in events][:3] == [
        AttemptStarted,
        NameResolved,
        ControllerAnswered,
    ]
    folded = Ping(question=answered.question)
    for event in events:
        folded = cast("Ping", grown(folded, 0, event))
    assert folded == answered
    assert answered.resolutions[0].addresses == ("127.0.0.1",)


async def test_a_lost_datagram_is_sent_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datagram, "TRY_S", 0.05)
    lost: list[bytes] = []

    def lose_the_first(data: bytes) -> bytes | None:
        lost.append(data)
        return ANSWERS.answer(data) if len(lost) > 1 else None

    async with controller(lose_the_first) as (port, asked):
        answered, _ = await ping(port)

    assert answered.controller
    assert len(asked) == 2


async def test_silence_ends_with_the_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datagram, "TRY_S", 0.05)

    async with controller(lambda _: None) as (port, asked):
        answered, _ = await ping(port)

    assert answered.failure
    assert answered.failure.kind is FailureKind.TIMED_OUT
    assert answered.failure.detail.endswith("gave no answer in 2 tries of 0.05 s.")
    assert len(asked) == 2


async def test_a_closed_port_is_told_at_once() -> None:
    async with controller(ANSWERS.answer) as (port, _):
        pass
    started = time.perf_counter()

    answered, _ = await ping(port)

    assert answered.failure
    assert answered.failure.kind is FailureKind.REFUSED
    assert time.perf_counter() - started < datagram.TRY_S


async def test_nonsense_is_a_failure_and_not_waited_beyond() -> None:
    async with controller(lambda _: b"nonsense") as (port, asked):
        answered, _ = await ping(port)

    assert answered.failure
    assert answered.failure.kind is FailureKind.PROTOCOL
    assert len(asked) == 1


async def test_a_name_that_is_not_there_is_not_pinged() -> None:
    answered, _ = await network_without_names()

    assert answered.failure
    assert answered.failure.kind is FailureKind.NAME_NOT_FOUND
    assert answered.resolutions[0].failure == answered.failure


async def network_without_names() -> tuple[Ping, list[Event]]:
    report = Report()
    question = PingQuestion(host="no such name")
    return await network().ping(question, terms(), report.attempt), report.events


async def test_cancelling_waits_for_no_answer() -> None:
    async with controller(lambda _: None) as (port, _):
        started = time.perf_counter()
        with anyio.move_on_after(0.05):
            await ping(port)

    assert time.perf_counter() - started < 0.25


async def test_the_first_address_that_answers_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datagram, "TRY_S", 0.05)
    async with controller(ANSWERS.answer) as (port, _), controller(lambda _: None) as (silent, _):
        endpoints = [
            Endpoint(address=f"192.0.2.{at}", port=389, via=("127.0.0.1", to))
            for at, to in enumerate((silent, port))
        ]
        monkeypatch.setattr("app.net.resolve.Names.endpoints", lambda _, __, ___: tuple(endpoints))
        answered, _ = await ping(port)

    assert answered.controller
    assert answered.failure is None
