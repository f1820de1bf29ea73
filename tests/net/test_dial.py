import socket
import time
from collections.abc import Iterator
from typing import Any

import anyio
import pytest

from app.domain.connections import AddressOutcome, Dial
from app.domain.failures import FailureKind
from app.net import ConnectRule
from app.net.dial import MOST_ADDRESSES, STAGGER_S, Endpoint, race
from tests.net.peers import closed_port, forever, peer

pytestmark = pytest.mark.anyio


@pytest.fixture
def black_hole() -> Iterator[int]:
    """Give a port that neither accepts nor refuses: its queue of connections is full."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = []
        for _ in range(4):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
            waiting.append(one)
        yield listener.getsockname()[1]
        for one in waiting:
            one.close()


def at(*ports: int) -> list[Endpoint]:
    return [
        Endpoint(address=f"192.0.2.{number}", port=443, via=("127.0.0.1", port))
        for number, port in enumerate(ports, 1)
    ]


async def run(endpoints: list[Endpoint], limit_s: float = 5.0) -> Dial:
    dial, stream = await race("mail.contoso.example", 443, endpoints, limit_s)
    assert (stream is None) == (dial.failure is not None)
    if stream is not None:
        await stream.aclose()
    return dial


async def test_the_first_address_wins_where_it_answers() -> None:
    async with peer(forever) as serving:
        dial = await run(at(serving.port, serving.port))

    assert [one.outcome for one in dial.tried] == [AddressOutcome.CONNECTED]
    assert dial.address == "192.0.2.1"
    assert dial.tried[0].via == f"127.0.0.1:{serving.port}"


async def test_a_refused_address_lets_the_next_one_start_at_once() -> None:
    started = time.monotonic()

    async with peer(forever) as serving:
        dial = await run(at(closed_port(), serving.port))

    assert time.monotonic() - started < STAGGER_S
    assert [one.outcome for one in dial.tried] == [AddressOutcome.FAILED, AddressOutcome.CONNECTED]
    assert dial.tried[0].failure is not None
    assert dial.tried[0].failure.kind is FailureKind.REFUSED
    assert "192.0.2.1:443" in dial.tried[0].failure.detail


async def test_a_dead_address_costs_one_delay(black_hole: int) -> None:
    async with peer(forever) as serving:
        dial = await run(at(black_hole, serving.port))

    dead, live = dial.tried
    assert dead.outcome is AddressOutcome.ABANDONED
    assert dead.failure is None
    assert live.outcome is AddressOutcome.CONNECTED
    assert live.started_ms >= STAGGER_S * 1000 * 0.9
    assert dead.duration_ms >= STAGGER_S * 1000 * 0.9
    assert dial.address == "192.0.2.2"


async def test_each_address_has_the_limit_for_itself(black_hole: int) -> None:
    dial = await run(at(black_hole), limit_s=0.1)

    assert dial.failure is not None
    assert dial.failure.kind is FailureKind.TIMED_OUT
    assert "0.1 s" in dial.failure.detail
    assert dial.tried[0].duration_ms >= 90


async def test_the_failure_nearest_to_a_server_stands_for_all(black_hole: int) -> None:
    dial = await run(at(black_hole, closed_port()), limit_s=0.3)

    assert dial.failure is not None
    assert dial.failure.kind is FailureKind.REFUSED
    assert "None of the 2 addresses" in dial.failure.detail
    assert "192.0.2.1" in dial.failure.origin
    assert "192.0.2.2" in dial.failure.origin


async def test_no_more_than_sixteen_addresses_are_tried() -> None:
    dial = await run(at(*[closed_port()] * (MOST_ADDRESSES + 4)))

    assert len(dial.tried) == MOST_ADDRESSES


async def test_an_ipv6_address_stands_in_brackets() -> None:
    dial = await run([Endpoint(address="::1", port=closed_port())])

    assert dial.failure is not None
    assert dial.failure.detail.startswith("[::1]:")


async def test_an_address_that_no_way_leads_to() -> None:
    dial = await run([Endpoint(address="255.255.255.255", port=443)])

    assert dial.failure is not None
    assert dial.failure.kind is FailureKind.UNREACHABLE


@pytest.mark.parametrize(
    "given",
    [
        {"address": "localhost"},
        {"address": "192.0.2.1", "via": ("localhost", 443)},
        {"address": "192.0.2.1", "via": ("", 443)},
    ],
)
def test_no_name_is_dialled_since_the_socket_would_resolve_it(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no IP address"):
        Endpoint(port=443, **given)


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "fe80::1%eth0"])
def test_an_address_is_dialled_in_all_its_forms(address: str) -> None:
    assert Endpoint(address=address, port=443).address == address


@pytest.mark.parametrize("address", ["dns.local", "[::1]", "127.0.0.1:80", "127.1"])
def test_a_rule_leads_to_an_address_only(address: str) -> None:
    with pytest.raises(ValueError, match="no IP address"):
        ConnectRule(host="mail.contoso.example", port=443, address=address)


async def test_two_winners_leave_one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two connects may end in the same turn of the loop: the second is closed again."""
    monkeypatch.setattr("app.net.dial.STAGGER_S", 0.0)
    both_in = anyio.Event()
    real, connected = anyio.connect_tcp, 0  # noqa: TID251 - what is tested calls it.

    async def together(address: str, port: int) -> object:
        nonlocal connected
        with anyio.CancelScope(shield=True):
            stream = await real(address, port)
            connected += 1
            if connected == 2:
                both_in.set()
            await both_in.wait()
        return stream

    monkeypatch.setattr("app.net.dial.anyio.connect_tcp", together)

    async with peer(forever) as serving:
        dial = await run(at(serving.port, serving.port))

    assert connected == 2
    assert dial.address == "192.0.2.1"
    outcomes = [one.outcome for one in dial.tried]
    assert outcomes == [AddressOutcome.CONNECTED, AddressOutcome.ABANDONED]


async def test_cancelling_leaves_no_socket(black_hole: int) -> None:
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(race, "mail.contoso.example", 443, at(black_hole), 30.0)
        await anyio.sleep(0.05)
        started = time.monotonic()
        tasks.cancel_scope.cancel()

    assert time.monotonic() - started < 0.2
