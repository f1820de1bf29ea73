import socket
from typing import Any

import anyio
import pytest

from app.practice import listening
from app.practice.datagrams import Datagrams
from app.practice.listening import black_hole, port_of, refusing_port, tcp_and_udp, tcp_listener

pytestmark = pytest.mark.anyio


async def test_a_port_that_is_taken_over_udp_is_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = await tcp_listener()
    taken = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    taken.bind(("127.0.0.1", port_of(first)))
    offered = [first]

    async def offer(port: int = 0) -> object:
        return offered.pop() if offered else await tcp_listener(port)

    monkeypatch.setattr(listening, "tcp_listener", offer)
    with taken:
        listener, udp = await tcp_and_udp()
        async with listener:
            assert port_of(listener) != taken.getsockname()[1]
            assert udp.port == port_of(listener)
            await udp.aclose()


async def test_loopback_is_listened_on_where_the_pc_has_no_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """getaddrinfo(3) finds no address there by AI_ADDRCONFIG, not even that of loopback."""

    def finds_nothing(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", finds_nothing)

    async with await tcp_listener() as listener:
        assert port_of(listener) > 0


async def test_where_no_port_is_free_it_says_so_and_leaves_none_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def nothing_free(*_: object) -> None:
        raise OSError("taken")

    monkeypatch.setattr(Datagrams, "open", nothing_free)

    with pytest.raises(OSError, match="No port of loopback"):
        await tcp_and_udp()


async def test_a_port_whose_opening_is_cancelled_is_given_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken: list[int] = []

    async def cancelled(_host: str, port: int) -> None:
        taken.append(port)
        scope.cancel()
        await anyio.sleep_forever()

    monkeypatch.setattr(Datagrams, "open", cancelled)

    with anyio.CancelScope() as scope:
        await tcp_and_udp()

    with socket.socket() as again:
        again.bind(("127.0.0.1", taken[0]))


async def test_a_reserved_port_refuses_while_it_is_held() -> None:
    with refusing_port() as held:
        port = held.getsockname()[1]
        with pytest.raises(OSError, match="connect"):
            await anyio.connect_tcp("127.0.0.1", port)  # noqa: TID251
        with pytest.raises(OSError, match="in use"):
            await tcp_listener(port)


def test_a_black_hole_gives_no_answer_and_no_refusal_until_it_is_closed() -> None:
    with black_hole() as port:
        for _ in range(3):
            with pytest.raises(TimeoutError):
                socket.create_connection(("127.0.0.1", port), timeout=0.05)

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def test_on_windows_the_system_itself_waits_for_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[tuple[object, ...]] = []

    class Listener(socket.socket):
        def setsockopt(self, *option: Any) -> None:
            said.append(option)

        def listen(self, backlog: int = 0) -> None:
            said.append(("listen", backlog))

    monkeypatch.setattr("app.practice.listening.sys.platform", "win32")
    monkeypatch.setattr(listening, "socket", Listener)

    with black_hole() as port:
        assert port
    # "Before" counts: on a socket that listens the option is refused.
    assert said == [(socket.SOL_SOCKET, 0x3002, 1), ("listen", 0)]
