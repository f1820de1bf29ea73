"""Datagrams on loopback: each answered, also those that came before anybody was there."""

import errno
import socket

import anyio
import anyio.to_thread
import pytest

from app.practice.datagrams import Datagrams

pytestmark = pytest.mark.anyio


def backwards(data: bytes) -> bytes | None:
    return None if data == b"noise" else data[::-1]


def a_client(udp: Datagrams) -> socket.socket:
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    client.settimeout(5)
    client.connect(("127.0.0.1", udp.port))
    return client


async def test_every_datagram_is_answered_and_noise_is_not() -> None:
    udp = await Datagrams.open("127.0.0.1", 0)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(udp.serve, backwards)
        with a_client(udp) as client:
            for word in (b"one", b"two", b"three"):
                client.send(b"noise")
                client.send(word)
                answer = await anyio.to_thread.run_sync(client.recv, 100)
                assert answer == word[::-1]
        tasks.cancel_scope.cancel()
    await udp.aclose()


async def test_what_came_too_early_is_answered_too() -> None:
    udp = await Datagrams.open("127.0.0.1", 0)
    with a_client(udp) as client:
        client.send(b"early")
        while not udp._waiting:  # noqa: ASYNC110 - the loop sets it.
            await anyio.sleep(0.001)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(udp.serve, backwards)
            assert await anyio.to_thread.run_sync(client.recv, 100) == b"ylrae"
            tasks.cancel_scope.cancel()
    await udp.aclose()


async def test_a_port_can_be_had_once_at_a_time() -> None:
    first = await Datagrams.open("127.0.0.1", 0)
    port = first.port

    # By its number: what it is called is each system's own affair.
    with pytest.raises(OSError, check=lambda error: error.errno == errno.EADDRINUSE):
        await Datagrams.open("127.0.0.1", port)
    await first.aclose()
    again = await Datagrams.open("127.0.0.1", port)

    assert again.port == port
    await again.aclose()
