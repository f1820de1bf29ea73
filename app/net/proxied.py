"""Opens the lines of HTTP by the way that the proxy settings choose."""

from collections.abc import Awaitable, Callable

import httpcore
from msgspec.structs import replace

from app.domain.events import ProxyAnswered, RouteChosen
from app.domain.proxies import ProxyAnswer, ProxyAt, Route
from app.domain.recorder import Reporter
from app.domain.secret import Secret
from app.net.failures import AttemptFailedError
from app.net.line import Line
from app.net.lines import Lines
from app.net.masking import Masking
from app.net.proxy_answers import (
    SIGN_IN_WANTED,
    page_title,
    refused,
    shown_headers,
    shown_text,
    unreachable,
)
from app.net.proxy_sign_in import sign_in_to_proxy
from app.net.target import Target
from app.net.tunnel import LARGEST_BODY, Tunnelling

Send = Callable[[Secret | None], Awaitable[httpcore.Response]]
"""Sends a request with this Proxy-Authorization, or without any."""


class WayOut:
    """The way of one HTTP attempt to its target."""

    def __init__(self, lines: Lines, target: Target) -> None:
        self._lines = lines
        self._target = target
        self._route: Route | None = None
        self._is_chosen = False
        self._place: Reporter | None = None
        self._proxy: ProxyAt | None = None

    @property
    def is_through_proxy(self) -> bool:
        """Whether the open line ends at a proxy."""
        return self._proxy is not None

    async def route(self) -> Route | None:
        """Give the way, chosen once; None where this run knows of no proxy."""
        proxies = self._lines.proxies
        if not self._is_chosen and proxies is not None:
            lines = self._lines
            self._route = await proxies.route(self._target, lines.terms, lines.watched.place)
        self._is_chosen = True
        return self._route

    async def open(self) -> Line:
        """Connect; a tunnel is open then, but nothing has gone to the target yet."""
        route = await self.route()
        if route is None:
            return await self._lines.open(self._target)
        self._place = place = self._lines.begin(self._target)
        self._lines.watched.report_on(place, RouteChosen(route=route))
        for at, proxy in enumerate(route.proxies):
            try:
                return await self._through(proxy, place)
            except _ProxyUnreachableError as error:
                is_last = at == len(route.proxies) - 1 and not route.then_direct
                if is_last:
                    raise AttemptFailedError(unreachable(proxy, error.failure)) from error
        self._proxy = None
        return await self._lines.reach(self._target, place)

    async def _through(self, proxy: ProxyAt, place: Reporter) -> Line:
        self._proxy = proxy
        line = await self._to(proxy, place)
        if not self._target.tls:
            return line
        tunnel = _Tunnel(self._lines, line, proxy, self._target, place)
        await tunnel.open(lambda: self._to(proxy, place))
        return tunnel.line

    async def _to(self, proxy: ProxyAt, place: Reporter) -> Line:
        at = Target(host=proxy.host, port=proxy.port, tls=False)
        try:
            line = await self._lines.reach(at, place)
        except AttemptFailedError as error:
            raise _ProxyUnreachableError(error.failure) from error
        line.target = self._target
        return line

    async def send_plain(self, method: str, send: Send) -> httpcore.Response:
        """Send a request to a proxy in place of the target; what it wants of itself is given."""
        answer = await send(None)
        if answer.status != SIGN_IN_WANTED or self._proxy is None or self._lines.proxies is None:
            return answer
        proxy, newest = self._proxy, answer
        if self._route is not None:
            # It may hang up: whoever is reached then must be the one that asked, and no other.
            self._route = replace(self._route, proxies=(proxy,), then_direct=False)

        async def ask(authorization: Secret, masking: Masking | None) -> ProxyAnswer:
            nonlocal newest
            newest = await send(authorization)
            return await self._told(newest, method, proxy, masking)

        first = await self._told(answer, method, proxy, None)
        if first.status == SIGN_IN_WANTED:
            await sign_in_to_proxy(
                first,
                ask,
                _challenges_of(lambda: newest),
                self._lines.terms,
                self._lines.proxies,
                self._report,
            )
        return newest

    async def _told(
        self, answer: httpcore.Response, method: str, proxy: ProxyAt, masking: Masking | None
    ) -> ProxyAnswer:
        body = b""
        if answer.status == SIGN_IN_WANTED:
            body = await _drain(answer)
        return ProxyAnswer(
            proxy=proxy,
            method=method,
            target=str(self._target),
            status=answer.status,
            reason=shown_text(answer.extensions.get("reason_phrase", b""), masking),
            headers=shown_headers(answer.headers, masking),
            title=page_title(body, masking),
        )

    def _report(self, answer: ProxyAnswer) -> None:
        assert self._place is not None
        self._lines.watched.report_on(self._place, ProxyAnswered(answer=answer))


class _ProxyUnreachableError(AttemptFailedError):
    """There is no connection to the proxy itself, so that the next one may be tried."""


class _Tunnel:
    """A tunnel through one proxy, on as many lines as its sign-in takes."""

    def __init__(
        self, lines: Lines, line: Line, proxy: ProxyAt, target: Target, place: Reporter
    ) -> None:
        self.line = line
        self._lines = lines
        self._proxy = proxy
        self._target = target
        self._place = place
        self._asking = self._begin()

    def _begin(self) -> Tunnelling:
        return Tunnelling(self.line, self._proxy, self._target, self._lines.user_agent)

    async def open(self, again: Callable[[], Awaitable[Line]]) -> None:
        """Get the tunnel, or raise; `again` connects anew where the proxy has hung up."""
        limit_s = self._lines.terms.limits.response_s

        async def ask(authorization: Secret | None, masking: Masking | None) -> ProxyAnswer:
            if not self._asking.is_kept:
                await self.line.aclose()
                self.line = await again()
                self._asking = self._begin()
            self.line.begin_request()
            return await self._asking.ask(authorization, masking, limit_s)

        answer = await ask(None, None)
        if answer.status == SIGN_IN_WANTED and self._lines.proxies is not None:
            answer = await sign_in_to_proxy(
                answer,
                ask,
                lambda: self._asking.challenges,
                self._lines.terms,
                self._lines.proxies,
                self._report,
            )
        else:
            self._report(answer)
        if not answer.is_good:
            raise AttemptFailedError(refused(answer))
        self.line.begin_behind_proxy()

    def _report(self, answer: ProxyAnswer) -> None:
        self._lines.watched.report_on(self._place, ProxyAnswered(answer=answer))


def _challenges_of(newest: Callable[[], httpcore.Response]) -> Callable[[], tuple[str, ...]]:
    return lambda: tuple(
        value.decode("latin-1")
        for name, value in newest().headers
        if name.lower() == b"proxy-authenticate"
    )


async def _drain(answer: httpcore.Response) -> bytes:
    """Read what belongs to an answer that is not passed on, so that the line stays usable."""
    body = b""
    try:
        async for part in answer.aiter_stream():
            body += part
            if len(body) > LARGEST_BODY:
                break
    finally:
        await answer.aclose()
    return body
