"""Puts the lines of an attempt under httpcore, which speaks HTTP on one of them at a time."""

# ruff: noqa: ARG002, ASYNC109 - the signatures are httpcore's.

from collections.abc import AsyncIterator, Callable
from typing import Any

import anyio.lowlevel
import httpcore
import httpx

from app.domain.secret import Secret
from app.net.failures import AttemptFailedError
from app.net.line import Line
from app.net.lines import Lines
from app.net.proxied import WayOut
from app.net.target import Target

BeforeWrite = Callable[[Line], None]
"""Called before each write of a request; the first one of a request is the last look at it."""

MOST_AT_ONCE = 1 << 12
"""Bytes given to the parser before others get their turn: in chunks of one byte each, or in
interim answers, 64 KiB keep it busy for 0.2 s."""


class Spoken(httpcore.AsyncNetworkStream):
    """A line as httpcore wants it; tells its owner before each first byte of a request."""

    def __init__(self, line: Line, before_write: BeforeWrite) -> None:
        self.line = line
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

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's signature.
        return self.line.is_readable if info == "is_readable" else None


class Transport:
    """One connection at a time: NTLM signs in a connection, not a user. servers.md 3"""

    def __init__(
        self, lines: Lines, target: Target, origin: httpcore.Origin, before_write: BeforeWrite
    ) -> None:
        self._lines = lines
        self._target = target
        self._origin = origin
        self._way_out = WayOut(lines, target)
        self._before_write = before_write
        self._line: Line | None = None
        self._spoken: httpcore.AsyncHTTP11Connection | None = None

    async def line(self) -> Line:
        """Give the line that the next request can go out on: the open one, else a new one."""
        if self._line is not None and self.is_open(self._line):
            return self._line
        await self.aclose()
        line = await self._way_out.open()
        if self._target.tls:
            await self._lines.secure(line)
        self._line = line
        self._spoken = httpcore.AsyncHTTP11Connection(
            origin=self._origin, stream=Spoken(line, self._before_write)
        )
        return line

    def is_open(self, line: Line) -> bool:
        """Tell whether a line is the current one, and the server has not closed it."""
        spoken = self._spoken
        if spoken is None or line is not self._line or spoken.is_closed():
            return False
        return not spoken.has_expired()

    async def send(self, request: httpx.Request) -> httpx.Response:
        """Send on the current line; errors stay httpcore's, or our own AttemptFailedError."""
        if self._target.tls or not self._way_out.is_through_proxy:
            answer = await self._pass_on(request, request.url.raw_path, None)
        else:
            # RFC 9112 3.2.2: a proxy is given the whole URL.
            whole = request.url.raw_scheme + b"://" + request.url.netloc + request.url.raw_path
            answer = await self._way_out.send_plain(
                request.method, lambda sign_in: self._pass_on(request, whole, sign_in)
            )
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    async def _pass_on(
        self, request: httpx.Request, target: bytes, sign_in: Secret | None
    ) -> httpcore.Response:
        if sign_in is not None:
            # That goes to a proxy, which may have hung up with its 407.
            await self.line()
        assert self._spoken is not None
        return await self._spoken.handle_async_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=target,
                ),
                headers=[*request.headers.raw, *_for_proxy(sign_in)],
                content=request.stream,
                extensions=request.extensions,
            )
        )

    async def aclose(self) -> None:
        """Close the current line, if there is one."""
        spoken, self._spoken, self._line = self._spoken, None, None
        if spoken is not None:
            await spoken.aclose()


def _for_proxy(sign_in: Secret | None) -> list[tuple[bytes, bytes]]:
    return [(b"Proxy-Authorization", sign_in.reveal().encode("ascii"))] if sign_in else []


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._answer.aiter_stream():
            yield part

    async def aclose(self) -> None:
        await self._answer.aclose()
