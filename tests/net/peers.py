"""Servers on loopback whose every move is written in the test."""

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field


@dataclass
class Guest:
    """One connection that a peer has accepted."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    heard: bytearray = field(default_factory=bytearray)
    """Everything that came in, inside TLS where there is TLS."""

    async def hear(self, most: int = 65536) -> bytes:
        data = await self.reader.read(most)
        self.heard += data
        return data

    async def request(self) -> bytes:
        """Read one HTTP request with its body; empty at the end of the connection."""
        message = b""
        while b"\r\n\r\n" not in message:
            data = await self.hear()
            if not data:
                return b""
            message += data
        head, _, body = message.partition(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        while len(body) < length:
            data = await self.hear()
            message += data
            body += data
        return message

    async def say(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self, status: str = "200 OK", body: bytes = b"", *headers: str) -> None:
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
        await self.say("\r\n".join(lines).encode("latin-1") + body)

    def reset(self) -> None:
        """Close with RST instead of FIN."""
        transport_socket = self.writer.get_extra_info("socket")
        linger = struct.pack("ii", 1, 0)
        transport_socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.writer.transport.abort()


Script = Callable[[Guest], Awaitable[None]]


@dataclass
class Peer:
    """A server at work."""

    port: int
    guests: list[Guest] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def heard(self) -> bytes:
        return b"".join(bytes(guest.heard) for guest in self.guests)


@contextlib.asynccontextmanager
async def peer(script: Script, tls: ssl.SSLContext | None = None) -> AsyncIterator[Peer]:
    """Serve by the script, each guest apart, until the block ends."""
    at_work: set[asyncio.Task[None]] = set()

    async def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        at_work.add(task)
        guest = Guest(reader, writer)
        serving.guests.append(guest)
        serving.arrived.set()
        try:
            await script(guest)
        except (ConnectionError, ssl.SSLError):
            pass
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            writer.close()
            with contextlib.suppress(
                ConnectionError, ssl.SSLError, TimeoutError, asyncio.CancelledError
            ):
                await asyncio.wait_for(writer.wait_closed(), 1)
            at_work.discard(task)

    server = await asyncio.start_server(  # noqa: TID251 - the other end of what is tested.
        welcome, "127.0.0.1", 0, ssl=tls
    )
    serving = Peer(port=server.sockets[0].getsockname()[1])
    try:
        yield serving
    finally:
        server.close()
        for task in list(at_work):
            task.cancel()
        await asyncio.gather(*at_work, return_exceptions=True)
        await asyncio.sleep(0)


def closed_port() -> int:
    """Give a port of loopback on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def forever(guest: Guest) -> None:
    """Read, and never say a word."""
    while await guest.hear():
        pass
