"""Fetches what a certificate points to: over plain http, without credentials, once in a run."""

import ssl
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence

import anyio
import httpcore
from anyio.abc import ByteStream

from app.domain.failures import Failure, FailureKind
from app.domain.profile import Limits
from app.domain.proxies import Route
from app.domain.retrieval import Fetched, Purpose, Wanted
from app.net.body import Body
from app.net.dial import race
from app.net.failures import AttemptFailedError, of_http_error, of_os_error, timed_out
from app.net.resolve import Names
from app.net.target import Target, read_target

FETCH_S = 5.0
"""For one of them, names and connection included: the handshake that waits has a limit of its
own, and Windows, too, does not wait for ever."""

LARGEST = {Purpose.ISSUER: 1 << 18, Purpose.OCSP: 1 << 16, Purpose.CRL: 8 << 20}
"""Bytes. A bundle of a few certificates; an answer about one; a large company's list."""

KEPT_BYTES = 32 << 20
"""Of answers kept in a run: what comes beyond is fetched again. A run has a few kilobytes."""

_CHUNK = 1 << 16
_OK = 200
_PROXY_WANTS_SIGN_IN = 407

ChooseRoute = Callable[[Target], Awaitable[Route | None]]


class Retriever:
    """Fetches for one run, and keeps what came: a dead server is waited for once."""

    def __init__(self, names: Names, user_agent: str) -> None:
        self._names = names
        self._user_agent = user_agent
        self._kept: dict[Wanted, Fetched] = {}
        self._room = KEPT_BYTES
        self._turns: dict[Wanted, anyio.Lock] = {}

    async def fetch(
        self, wanted: Wanted, limits: Limits, route: ChooseRoute | None = None
    ) -> Fetched:
        """Fetch, or give what was fetched for the same question before.

        `route` chooses between a direct connection and proxies; without it all is direct.
        """
        async with self._turns.setdefault(wanted, anyio.Lock()):
            known = self._kept.get(wanted)
            if known is not None:
                return Fetched(content=known.content, failure=known.failure, before=True)
            started = time.perf_counter()
            content, failure = b"", None
            try:
                with anyio.fail_after(FETCH_S):
                    content = await self._fetch(wanted, limits, route)
            except TimeoutError:
                failure = timed_out(f"{wanted.url[:200]} gave nothing within {FETCH_S:g} s.")
            except AttemptFailedError as error:
                failure = error.failure
            duration_ms = round((time.perf_counter() - started) * 1000, 3)
            fetched = Fetched(content=content, failure=failure, duration_ms=duration_ms)
            if len(content) <= self._room:
                self._room -= len(content)
                self._kept[wanted] = fetched
            return fetched

    async def _fetch(self, wanted: Wanted, limits: Limits, route: ChooseRoute | None) -> bytes:
        # Over https there would be another certificate to judge first. RFC 5280 8
        target = read_target(wanted.url, "http")
        if isinstance(target, Failure):
            raise AttemptFailedError(target)
        way = await route(target) if route else None
        through_proxy = way is not None and not way.is_direct
        stream = await self._connect(_ends(target, way), limits)
        try:
            return await self._converse(stream, target, wanted, through_proxy=through_proxy)
        except (anyio.BrokenResourceError, anyio.ClosedResourceError) as error:
            raise AttemptFailedError(of_os_error(error, str(target))) from error
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.aclose_forcefully(stream)

    async def _connect(self, ends: Sequence[Target], limits: Limits) -> ByteStream:
        """Connect to the first that can be reached."""
        failed: AttemptFailedError | None = None
        for end in ends:
            try:
                return await self._reach(end, limits)
            except AttemptFailedError as error:
                failed = failed or error
        assert failed is not None
        raise failed

    async def _reach(self, target: Target, limits: Limits) -> ByteStream:
        resolution = await self._names.resolve(target.host, target.port, limits)
        if resolution.failure is not None:
            raise AttemptFailedError(resolution.failure)
        endpoints = self._names.endpoints(resolution, target.port)
        dial, stream = await race(target.host, target.port, endpoints, limits.connect_s)
        if stream is None:
            assert dial.failure is not None
            raise AttemptFailedError(dial.failure)
        return stream

    async def _converse(
        self, stream: ByteStream, target: Target, wanted: Wanted, *, through_proxy: bool
    ) -> bytes:
        spoken = _Spoken(stream)
        url = httpcore.URL(wanted.url)
        connection = httpcore.AsyncHTTP11Connection(url.origin, spoken)
        body = Body("", LARGEST[wanted.purpose], str(target))
        try:
            answer = await connection.handle_async_request(
                self._request(url, target, wanted, through_proxy=through_proxy)
            )
            _check_status(answer, target)
            body = Body(_encoding(answer), LARGEST[wanted.purpose], str(target))
            async for part in answer.aiter_stream():
                body.add(part)
                if body.failure is not None:
                    # The next read ends httpcore's nested generators in good order.
                    await spoken.aclose()
        except (httpcore.ProtocolError, httpcore.NetworkError) as error:
            if body.failure is None:
                failure = of_http_error(error, str(target), heard=spoken.has_heard)
                raise AttemptFailedError(failure) from error
        if body.failure is not None:
            raise AttemptFailedError(body.failure)
        return body.content

    def _request(
        self, url: httpcore.URL, target: Target, wanted: Wanted, *, through_proxy: bool
    ) -> httpcore.Request:
        host = str(target) if url.port else str(target).rpartition(":")[0]
        headers = [("Host", host), ("User-Agent", self._user_agent), ("Connection", "close")]
        if wanted.body:
            headers += [
                ("Content-Type", wanted.media_type),
                ("Content-Length", str(len(wanted.body))),
            ]
        if through_proxy:
            # RFC 9112 3.2.2: a proxy is told the whole URL.
            whole = b"http://" + host.encode("ascii") + url.target
            url = httpcore.URL(scheme=url.scheme, host=url.host, port=url.port, target=whole)
        return httpcore.Request(
            method="POST" if wanted.body else "GET",
            url=url,
            headers=[(name.encode(), value.encode()) for name, value in headers],
            content=wanted.body,
        )


class _Spoken(httpcore.AsyncNetworkStream):
    """A stream as httpcore wants it."""

    # ruff: noqa: ARG002, ASYNC109 - the signatures are httpcore's.

    def __init__(self, stream: ByteStream) -> None:
        self._stream = stream
        self.has_heard = False

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            data = await self._stream.receive(min(max_bytes, _CHUNK))
        except anyio.EndOfStream:
            return b""
        except (anyio.BrokenResourceError, anyio.ClosedResourceError) as error:
            raise httpcore.ReadError(str(error)) from error
        self.has_heard = True
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        try:
            if buffer:
                await self._stream.send(buffer)
        except (anyio.BrokenResourceError, anyio.ClosedResourceError) as error:
            raise httpcore.WriteError(str(error)) from error

    async def aclose(self) -> None:
        with anyio.CancelScope(shield=True):
            await anyio.aclose_forcefully(self._stream)

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise NotImplementedError("only plain http is fetched")

    def get_extra_info(self, info: str) -> object:
        return None


def _ends(target: Target, way: Route | None) -> tuple[Target, ...]:
    """Give the ends of the connections to try: proxies, or the target itself."""
    if way is None or way.is_direct:
        return (target,)
    return tuple(Target(host=one.host, port=one.port, tls=False) for one in way.proxies)


def _check_status(answer: httpcore.Response, target: Target) -> None:
    if answer.status == _OK:
        return
    where = ""
    if answer.status == _PROXY_WANTS_SIGN_IN:
        where = "; the proxy wants a sign-in, which is not given for this"
    if 300 <= answer.status < 400:
        where = "; redirects are not followed here"
    raise AttemptFailedError(
        Failure(
            kind=FailureKind.HTTP_STATUS,
            detail=f"{target} answered with status {answer.status}{where}.",
        )
    )


def _encoding(answer: httpcore.Response) -> str:
    return next(iter(_values(answer.headers, b"content-encoding")), "")


def _values(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> Iterable[str]:
    return (value.decode("latin-1") for key, value in headers if key.lower() == name)
