"""The open connections of one attempt: resolve, dial, handshake, verdict, each reported."""

import time
from collections.abc import Sequence

import anyio
from anyio.abc import TaskGroup
from msgspec.structs import replace

from app.domain.acceptance import accepts
from app.domain.attempts import Exchange, Search
from app.domain.connections import Judged
from app.domain.events import CertificateJudged, Connected, NameResolved, Retrieved
from app.domain.examination import Examined, Shown
from app.domain.growth import Watched
from app.domain.interception import intercepting_product
from app.domain.network import Terms
from app.domain.notes import NoteCode, Noted
from app.domain.proxies import Route
from app.domain.recorder import Reporter
from app.net.crowd import Place
from app.net.dial import Endpoint, race
from app.net.failures import AttemptFailedError
from app.net.judgement import ask_for_verdict, examined, rejection
from app.net.line import Line
from app.net.options import NetworkOptions
from app.net.proxies import Proxies
from app.net.resolve import Names
from app.net.retrieval import Retriever
from app.net.target import Target
from app.net.tls import Handshake, TlsStream

SETTLE_S = 0.5
"""How long the end of an attempt waits for DNS that is asked beside."""


class Lines:
    """Opens the lines of one attempt, and closes them all at its end."""

    def __init__(
        self,
        *,
        watched: Watched[Exchange] | Watched[Search],
        terms: Terms,
        options: NetworkOptions,
        names: Names,
        retriever: Retriever,
        tasks: TaskGroup,
        proxies: Proxies | None = None,
    ) -> None:
        """`tasks` carries what goes on beside; the caller cancels it after `settle`.

        `proxies` chooses the way of HTTP; without it every connection is direct.
        """
        self.proxies = proxies
        self._watched = watched
        self._terms = terms
        self._options = options
        self._names = names
        self._retriever = retriever
        self._tasks = tasks
        self._open: list[Line] = []
        self._compared: dict[str, anyio.Event] = {}
        self._place: Place | None = None

    async def open(self, target: Target) -> Line:
        """Connect; what does not work out is raised as AttemptFailedError, once reported."""
        place = self.begin(target)
        return await self.reach(target, place)

    @property
    def terms(self) -> Terms:
        """On what terms the attempt goes out."""
        return self._terms

    @property
    def watched(self) -> Watched[Exchange] | Watched[Search]:
        """The attempt itself."""
        return self._watched

    @property
    def user_agent(self) -> str:
        """How this client names itself."""
        return self._options.user_agent

    def begin(self, target: Target) -> Reporter:
        """Give the place of a further connection, which DNS is asked about beside."""
        place = self._watched.new_connection()
        self._begin_to_compare(target, place)
        return place

    async def reach(self, target: Target, place: Reporter) -> Line:
        """Connect to a server or to a proxy, reporting it at that place."""
        limits = self._terms.limits
        resolution = await self._names.resolve(target.host, target.port, limits)
        self._watched.report_on(place, NameResolved(resolution=resolution))
        if resolution.failure is not None:
            raise AttemptFailedError(resolution.failure)
        endpoints = self._names.endpoints(resolution, target.port)
        await self._wait_for_place(endpoints)
        dial, stream = await race(target.host, target.port, endpoints, limits.connect_s)
        dial = replace(dial, outlook_limit_s=limits.outlook_connect_s)
        self._watched.report_on(place, Connected(dial=dial))
        if stream is None:
            assert dial.failure is not None
            raise AttemptFailedError(dial.failure)
        line = Line(stream, target, place)
        self._open.append(line)
        return line

    async def _wait_for_place(self, endpoints: Sequence[Endpoint]) -> None:
        """Wait among other runs for the first server of the attempt, before any time counts.

        For further ones it waits no more: two attempts could hold what the other wants.
        """
        crowd = self._options.crowd
        if crowd is not None and self._place is None and endpoints:
            self._place = await crowd.enter(endpoints[0].address)

    async def secure(self, line: Line) -> None:
        """Put TLS on a line, and go on only if its certificate is accepted.

        Nothing but TLS itself has been written on the line when this returns or raises.
        """
        limits = self._terms.limits
        stream = TlsStream(
            line.inner,
            line.target.host,
            str(line.target),
            wants_staple=self._options.wants_staple,
        )
        line.put_on(stream)
        started = time.perf_counter()
        handshake = await stream.shake_hands(limits.handshake_s)
        handshake_ms = round((time.perf_counter() - started) * 1000, 3)
        further = await self._examine(line, handshake, started)
        judged = Judged(
            host=line.target.host,
            port=line.target.port,
            verdict=further.verdict,
            acceptance=accepts(
                further.verdict, line.target.host, line.target.port, self._terms.policy
            ),
            tls_version=handshake.version,
            cipher=handshake.cipher,
            handshake_ms=handshake_ms,
            revocation=further.revocation,
        )
        self._watched.report_on(line.place, CertificateJudged(judged=judged))
        self._note_inspection(judged, line.place)
        if not judged.acceptance.accepted:
            await line.aclose()
            raise AttemptFailedError(rejection(judged))
        line.judged = judged
        line.leaf = handshake.chain[0] if handshake.chain else b""

    async def _examine(self, line: Line, handshake: Handshake, started: float) -> Examined:
        """Judge what was shown, within what is left of the handshake's time."""
        limits = self._terms.limits
        verdict = await ask_for_verdict(
            self._options.judge, handshake.chain, line.target, limits.handshake_s
        )
        shown = Shown(
            chain=handshake.chain,
            host=line.target.host,
            verdict=verdict,
            staple=handshake.staple,
        )
        return await examined(
            self._options,
            shown,
            self._retriever,
            lambda retrieval: self._watched.report_on(line.place, Retrieved(retrieval=retrieval)),
            limits,
            limits.handshake_s - (time.perf_counter() - started),
            self._route,
        )

    def _note_inspection(self, judged: Judged, place: Reporter) -> None:
        product = intercepting_product(judged.verdict.presented)
        if not product or self.proxies is None or not self.proxies.is_news(judged.host, product):
            return
        issuer = judged.verdict.presented[0].issuer
        detail = f"{product}; issued by {issuer}"
        note = Noted(code=NoteCode.TLS_INSPECTED, subject=judged.host, detail=detail)
        self._watched.report_on(place, note)

    async def _route(self, target: Target) -> Route | None:
        if self.proxies is None:
            return None
        return await self.proxies.route(target, self._terms, self._watched.place)

    def _begin_to_compare(self, target: Target, place: Reporter) -> None:
        host = target.host
        if host not in self._compared and self._names.is_compared(host, target.port):
            self._compared[host] = anyio.Event()
            self._tasks.start_soon(self._compare, host, place)

    async def _compare(self, host: str, place: Reporter) -> None:
        resolution = await self._names.compare(host, self._terms.limits.dns_s)
        self._watched.report_on(place, NameResolved(resolution=resolution))
        self._compared[host].set()

    async def settle(self) -> None:
        """Wait a little for the answers of DNS that was asked beside."""
        for host, is_in in self._compared.items():
            if self._names.is_slow(host):
                continue
            with anyio.move_on_after(SETTLE_S):
                await is_in.wait()
            if not is_in.is_set():
                self._names.call_slow(host)

    async def aclose(self) -> None:
        """Close what is still open, whatever has become of it."""
        with anyio.CancelScope(shield=True):
            for line in self._open:
                await line.aclose()
        if self._place is not None:
            place, self._place = self._place, None
            place.leave()
