"""Puts the lines of an attempt under httpcore, and httpcore under httpx's transport."""

# ruff: noqa: ARG002, ASYNC109 - the signatures are httpcore's.

import ssl
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

import anyio
import anyio.lowlevel
import httpcore
import httpx

from app.net.failures import AttemptFailedError
from app.net.lines import Line, Lines
from app.net.target import Target

_UNUSED_CONTEXT = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Without one, httpcore builds a context with all of certifi's roots (50 ms) for each connection,
before it comes to ask our own start_tls. tls.md 1"""

MOST_AT_ONCE = 1 << 12
"""Bytes given to the parser before others get their turn: in chunks of one byte each, or in
interim answers, 64 KiB keep it busy for 0.2 s."""


class Spoken(httpcore.AsyncNetworkStream):
    """A line as httpcore wants it; tells its owner before each first byte of a request."""

    def __init__(self, lines: Lines, line: Line, before_write: Callable[[Line], None]) -> None:
        self.line = line
        self._lines = lines
        self._before_write = before_write

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The limit for a response is set for the whole of it, not here for each piece."""
        # What TLS has unpacked already comes without a wait: others get their turn here.
        await anyio.lowlevel.checkpoint()
        return await self.line.receive(min(max_bytes, MOST_AT_ONCE))

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        self._before_write(self.line)
        try:
            await self.line.send(buffer)
        except AttemptFailedError as error:
            # httpcore then reads on: a server may refuse a request before it has all of it.
            raise httpcore.WriteError(error.failure.detail) from error

    async def aclose(self) -> None:
        await self.line.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Handshake and verdict, by our own context and limits instead of those given here."""
        await self._lines.secure(self.line)
        return self

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's signature.
        return self.line.is_readable if info == "is_readable" else None


class Backend(httpcore.AsyncNetworkBackend):
    """Opens lines for httpcore."""

    def __init__(self, lines: Lines, target: Target, before_write: Callable[[Line], None]) -> None:
        self._lines = lines
        self._target = target
        self._before_write = before_write

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        line = await self._lines.open(self._target)
        return Spoken(self._lines, line, self._before_write)

    async def sleep(self, seconds: float) -> None:
        await anyio.sleep(seconds)


class Transport(httpx.AsyncBaseTransport):
    """One connection at a time: NTLM is bound to its connection. servers.md 3"""

    def __init__(self, backend: Backend) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=_UNUSED_CONTEXT,
            max_connections=1,
            max_keepalive_connections=1,
            http2=False,
            retries=0,
            network_backend=backend,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass the request on; errors stay httpcore's, or our own AttemptFailedError."""
        answer = await self._pool.handle_async_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._answer.aiter_stream():
            yield part

    async def aclose(self) -> None:
        await self._answer.aclose()
