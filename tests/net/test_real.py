"""The whole of the seam: what RealNetwork promises beyond its single attempts."""

import asyncio

import pytest

from app.domain.network import Network
from app.domain.questions import HttpQuestion
from app.domain.verdict import Verdict
from app.net import NetworkOptions, RealNetwork
from tests.net.makings import FakeJudge, Report, network, rule, server_tls, terms
from tests.net.peers import Guest, forever, peer

pytestmark = pytest.mark.anyio

HTTPS = HttpQuestion(method="GET", url="https://mail.contoso.example/")


def test_the_real_network_is_a_network() -> None:
    seam: Network = network()

    assert isinstance(seam, RealNetwork)


async def test_attempts_at_the_same_time_do_not_mix() -> None:
    async def echoes(guest: Guest) -> None:
        while request := await guest.request():
            await guest.answer("200 OK", request.split()[1])

    async with peer(echoes, server_tls()) as serving:
        asked = network(connect=(rule(serving.port),))
        report = Report()
        questions = [
            HttpQuestion(method="GET", url=f"https://mail.contoso.example/{number}")
            for number in range(8)
        ]
        exchanges = await asyncio.gather(
            *(asked.exchange(one, terms(), report.attempt) for one in questions)
        )

    bodies = [one.response.body for one in exchanges if one.response]
    assert bodies == [b"/%d" % number for number in range(8)]
    assert len(serving.guests) == 8
    assert sorted(one.connections[0].number for one in exchanges) == list(range(1, 9))


async def test_an_attempt_leaves_no_task_and_no_connection() -> None:
    left = asyncio.Event()

    async def notices(guest: Guest) -> None:
        await guest.request()
        await guest.answer("200 OK", b"<x/>")
        await forever(guest)
        left.set()

    before = asyncio.all_tasks()
    async with peer(notices) as serving:
        asked = network(connect=(rule(serving.port, at=80),))
        question = HttpQuestion(method="GET", url="http://mail.contoso.example/")
        await asked.exchange(question, terms(), Report().attempt)
        await asyncio.wait_for(left.wait(), 5)

    assert asyncio.all_tasks() == before


async def test_a_defect_of_the_judge_is_not_hidden() -> None:
    def breaks(chain: object, host: str) -> Verdict:
        raise ZeroDivisionError

    async with peer(forever, server_tls()) as serving:
        options = NetworkOptions(judge=breaks, user_agent="x", connect=(rule(serving.port),))
        with pytest.raises(ExceptionGroup) as raised:
            await RealNetwork(options).exchange(HTTPS, terms(), Report().attempt)

    assert raised.group_contains(ZeroDivisionError)
    assert serving.heard == b""


async def test_the_verdict_that_was_given_is_reported() -> None:
    judge = FakeJudge(in_date=False)

    async with peer(forever, server_tls()) as serving:
        exchange = await network(judge, connect=(rule(serving.port),)).exchange(
            HTTPS, terms(), Report().attempt
        )

    assert exchange.judged is not None
    assert not exchange.judged.verdict.in_date
    assert exchange.judged.handshake_ms > 0
    assert exchange.judged.port == 443
