"""Asks a proxy for a tunnel (CONNECT), a bounded conversation before TLS begins. RFC 9110 9.3.6"""

import time
from typing import Final

import anyio
import h11
from msgspec.structs import replace

from app.domain.failures import Failure
from app.domain.proxies import ProxyAnswer, ProxyAt
from app.domain.secret import Secret
from app.net.failures import AttemptFailedError
from app.net.line import Line
from app.net.masking import Masking
from app.net.proxy_answers import broken, page_title, shown_headers, shown_text
from app.net.target import Target

LARGEST_HEAD: Final = 1 << 14
LARGEST_BODY: Final = 1 << 16
"""Of an error page: enough for its title, and to come to its end on a line that is kept."""
MOST_INTERIM: Final = 8
PAGE_S: Final = 1.0
"""For the rest of an error page, whose status is known by then."""
_CHUNK: Final = 4096


class Tunnelling:
    """The requests for a tunnel on one line to a proxy."""

    def __init__(self, line: Line, proxy: ProxyAt, target: Target, user_agent: str) -> None:
        self._line = line
        self._proxy = proxy
        self._target = target
        self._user_agent = user_agent
        self._parser = _parser()
        self.challenges: tuple[str, ...] = ()
        """Proxy-Authenticate of the newest answer, with its tokens; never to be reported."""
        self.is_kept = True
        """Whether the proxy takes a further request on this line."""

    async def ask(
        self, authorization: Secret | None, masking: Masking | None, limit_s: float
    ) -> ProxyAnswer:
        """Ask once; the answer is 2xx, or the line goes on as far as `is_kept`."""
        started = time.perf_counter()
        try:
            with anyio.fail_after(limit_s):
                answer = await self._ask(authorization, masking, min(PAGE_S, limit_s / 2))
        except TimeoutError as error:
            what = f"gave no complete answer to CONNECT within {limit_s:g} s"
            raise AttemptFailedError(broken(self._proxy, what)) from error
        except h11.RemoteProtocolError as error:
            raise AttemptFailedError(self._broken(error)) from error
        ms = round((time.perf_counter() - started) * 1000, 3)
        return replace(answer, duration_ms=ms)

    async def _ask(
        self, authorization: Secret | None, masking: Masking | None, page_s: float
    ) -> ProxyAnswer:
        await self._line.send(self._request(authorization))
        head = await self._head()
        is_good = 200 <= head.status_code < 300
        body = bytearray()
        if not is_good:
            self.is_kept = False
            with anyio.move_on_after(page_s):
                await self._read_page(body)
        if is_good and self._parser.trailing_data[0]:
            what = "sends bytes of its own where TLS with the server is to begin"
            raise AttemptFailedError(broken(self._proxy, what))
        self.challenges = tuple(
            value.decode("latin-1")
            for name, value in head.headers
            if name.lower() == b"proxy-authenticate"
        )
        return ProxyAnswer(
            proxy=self._proxy,
            method="CONNECT",
            target=str(self._target),
            status=head.status_code,
            reason=shown_text(bytes(head.reason), masking),
            headers=shown_headers(head.headers.raw_items(), masking),
            title=page_title(bytes(body), masking),
        )

    def _request(self, authorization: Secret | None) -> bytes:
        """Give what goes out; nothing else may keep it where a report of a defect looks."""
        target = str(self._target)
        headers = [("Host", target), ("User-Agent", self._user_agent)]
        if authorization is not None:
            headers.append(("Proxy-Authorization", authorization.reveal()))
        request = h11.Request(method="CONNECT", target=target, headers=headers)
        head = self._parser.send(request) or b""
        return head + (self._parser.send(h11.EndOfMessage()) or b"")

    async def _head(self) -> h11.Response:
        for _ in range(MOST_INTERIM):
            event = await self._event()
            if isinstance(event, h11.Response):
                return event
            if not isinstance(event, h11.InformationalResponse):
                break
        raise AttemptFailedError(broken(self._proxy, "gave no answer to CONNECT that is one"))

    async def _read_page(self, body: bytearray) -> None:
        """Read an error page; only one that comes to its end leaves the line usable."""
        while len(body) <= LARGEST_BODY:
            try:
                event = await self._event()
            except (h11.RemoteProtocolError, AttemptFailedError):
                # The status is there, and says it all; a page that breaks off adds nothing.
                return
            if isinstance(event, h11.Data):
                body += event.data
                continue
            self.is_kept = self._parser.our_state is h11.DONE
            if self.is_kept:
                self._parser.start_next_cycle()
            return

    async def _event(self) -> object:
        while True:
            event = self._parser.next_event()
            if event is not h11.NEED_DATA:
                return event
            self._parser.receive_data(await self._line.receive(_CHUNK))

    def _broken(self, error: h11.RemoteProtocolError) -> Failure:
        origin = str(error)[:500]
        if error.error_status_hint == 431:
            return broken(self._proxy, "answers CONNECT with endless header lines", origin)
        if not self._line.has_heard:
            return broken(self._proxy, "closed the connection without an answer", origin)
        return broken(self._proxy, "answered CONNECT with something that is not HTTP", origin)


def _parser() -> h11.Connection:
    return h11.Connection(h11.CLIENT, max_incomplete_event_size=LARGEST_HEAD)
