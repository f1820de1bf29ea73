"""Keeps every byte that reaches the servers of a practice organisation: as sent, and unpacked."""

import contextlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from anyio.abc import ByteStream, Listener, SocketStream

from app.practice import organisation as practice
from app.practice.datagrams import Datagrams
from app.practice.listening import Converse, port_of, serve_streams


class Heard:
    """What came in, by the port of loopback."""

    def __init__(self) -> None:
        self.raw: defaultdict[int, bytearray] = defaultdict(bytearray)
        """On the wire: inside TLS nobody can read it."""
        self.unpacked: defaultdict[int, bytearray] = defaultdict(bytearray)
        """What a server with TLS made of it."""
        self.places: dict[int, str] = {}
        """ADDRESS:PORT as the client knows it."""


class _Tap(ByteStream):
    def __init__(self, inner: ByteStream, kept: bytearray) -> None:
        self._inner = inner
        self._kept = kept

    @property
    def extra_attributes(self) -> Mapping[Any, Callable[[], Any]]:
        return self._inner.extra_attributes

    async def receive(self, max_bytes: int = 65536) -> bytes:
        data = await self._inner.receive(max_bytes)
        self._kept += data
        return data

    async def send(self, item: bytes) -> None:
        await self._inner.send(item)

    async def send_eof(self) -> None:
        await self._inner.send_eof()

    async def aclose(self) -> None:
        await self._inner.aclose()


class _TappedListener:
    def __init__(self, inner: Listener[SocketStream], kept: bytearray) -> None:
        self._inner = inner
        self._kept = kept

    async def serve(self, meet: Callable[[Any], Any]) -> None:
        await self._inner.serve(lambda stream: meet(_Tap(stream, self._kept)))


@contextlib.contextmanager
def tapped() -> Iterator[Heard]:
    """Tap every organisation that is opened within the block."""
    heard = Heard()

    async def streams(
        listener: Listener[SocketStream], converse: Converse, context: Any = None
    ) -> None:
        port = port_of(listener)

        async def converse_tapped(stream: ByteStream) -> None:
            await converse(_Tap(stream, heard.unpacked[port]) if context else stream)

        tapped_listener: Any = _TappedListener(listener, heard.raw[port])
        await serve_streams(tapped_listener, converse_tapped, context)

    serve = Datagrams.serve

    async def datagrams(udp: Datagrams, answer: Callable[[bytes], bytes | None]) -> None:
        def answer_tapped(wire: bytes) -> bytes | None:
            heard.raw[udp.port] += wire
            return answer(wire)

        await serve(udp, answer_tapped)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(practice, "serve_streams", streams)
        patch.setattr(Datagrams, "serve", datagrams)
        yield heard
