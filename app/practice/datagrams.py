"""Answers the datagrams that come to a port of loopback, one by one."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

import anyio

MOST_WAITING: Final = 100
"""Datagrams that came before anybody answers; a system keeps about as many."""

Sender = tuple[str, int]
Answer = Callable[[bytes], bytes | None]


class Datagrams(asyncio.DatagramProtocol):
    """A port over UDP.

    By asyncio itself: on Windows the UDP socket of anyio 4.16 waits for ever once it has sent,
    since Python before 3.13.6 miscounts what is still to be sent (CPython gh-135444).
    """

    def __init__(self) -> None:
        self._answer: Answer | None = None
        self._waiting: deque[tuple[bytes, Sender]] = deque(maxlen=MOST_WAITING)
        self._transport: asyncio.DatagramTransport | None = None

    @classmethod
    async def open(cls, host: str, port: int) -> "Datagrams":
        """Take the port, or raise OSError where somebody has it."""
        loop = asyncio.get_running_loop()
        _, opened = await loop.create_datagram_endpoint(cls, local_addr=(host, port))
        return opened

    @property
    def port(self) -> int:
        assert self._transport is not None
        return int(self._transport.get_extra_info("sockname")[1])

    async def serve(self, answer: Answer) -> None:
        """Answer each datagram on its own, until cancelled; None is no answer."""
        self._answer = answer
        while self._waiting:
            self.datagram_received(*self._waiting.popleft())
        await anyio.sleep_forever()

    async def aclose(self) -> None:
        """Give the port back."""
        if self._transport is not None:
            self._transport.abort()
        # The loop closes it in its next round.
        await asyncio.sleep(0)

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport

    def datagram_received(self, data: bytes, addr: Sender) -> None:
        if self._answer is None:
            self._waiting.append((data, addr))
            return
        written = self._answer(data)
        if written is not None and self._transport is not None:
            self._transport.sendto(written, addr)
