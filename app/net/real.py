"""The seam of domain.network, filled with the real world."""

from collections.abc import Awaitable, Callable

import anyio

from app.domain.attempts import Exchange, Lookup, Ping, Search
from app.domain.events import RecordsReceived
from app.domain.failures import Failure, FailureKind
from app.domain.growth import Watched
from app.domain.network import Terms
from app.domain.profile import Limits
from app.domain.questions import DnsQuestion, HttpQuestion, LdapQuestion, PingQuestion
from app.domain.recorder import Reporter
from app.net.datagram import ping_controller
from app.net.directory import search_directory
from app.net.dns import DnsClient
from app.net.handshake import shake_hands
from app.net.http import converse
from app.net.lines import Lines
from app.net.nameless import look_without_name
from app.net.options import NetworkOptions
from app.net.proxies import Proxies
from app.net.proxy_script import ProxyScript
from app.net.resolve import Names
from app.net.retrieval import Retriever
from app.net.screened import Screened, Told
from app.net.target import Target


class RealNetwork:
    """Implements domain.network.Network for one run."""

    def __init__(self, options: NetworkOptions) -> None:
        """Nothing is opened, read or asked before the first attempt."""
        self._options = options
        self._dns = DnsClient(options.resolvers, options.crowd)
        self._names = Names(options, self._dns)
        self._retriever = Retriever(self._names, options.user_agent)
        self._told = Told(options.proxy_sign_in)
        script = ProxyScript(
            options.proxies, options.dns_domain, self._names, self._exchange_directly
        )
        self._proxies = Proxies(options, script)

    async def exchange(self, question: HttpQuestion, terms: Terms, report: Reporter) -> Exchange:
        return await self._exchange(question, terms, report, self._proxies)

    async def _exchange_directly(
        self, question: HttpQuestion, terms: Terms, report: Reporter
    ) -> Exchange:
        return await self._exchange(question, terms, report, None)

    async def _exchange(
        self, question: HttpQuestion, terms: Terms, report: Reporter, proxies: Proxies | None
    ) -> Exchange:
        self._told.note(terms.sign_in)
        watched = Screened(Exchange(question=question), report, self._told)

        async def hold(lines: Lines) -> Failure | None:
            return await converse(watched, terms, self._options, lines)

        return watched.finish(await self._with_lines(watched, terms, hold, proxies))

    async def look(self, question: HttpQuestion, terms: Terms, report: Reporter) -> Exchange:
        """Ask a host for its certificate alone: the attempt ends with the handshake."""
        watched = Screened(Exchange(question=question), report, self._told)

        async def hold(lines: Lines) -> Failure | None:
            return await shake_hands(watched, lines)

        return watched.finish(await self._with_lines(watched, terms, hold, self._proxies))

    async def lookup(self, question: DnsQuestion, terms: Terms, report: Reporter) -> Lookup:
        watched = Screened(Lookup(question=question), report, self._told)
        found = await self._dns.srv(question.name, terms.limits.dns_s)
        if isinstance(found, Failure):
            return watched.finish(found)
        watched.report(RecordsReceived(records=found))
        return watched.finish()

    async def search(self, question: LdapQuestion, terms: Terms, report: Reporter) -> Search:
        self._told.note(terms.sign_in)
        watched = Screened(Search(question=question), report, self._told)

        async def hold(lines: Lines) -> Failure | None:
            return await search_directory(watched, terms, self._options, lines)

        return watched.finish(await self._with_lines(watched, terms, hold))

    async def ping(self, question: PingQuestion, terms: Terms, report: Reporter) -> Ping:
        watched = Screened(Ping(question=question), report, self._told)
        return watched.finish(await ping_controller(watched, terms, self._names))

    async def look_without_name(
        self, host: str, port: int, limits: Limits
    ) -> tuple[bytes, ...] | Failure:
        """Give the chain (DER) that a server shows to a client that does not name it (no SNI)."""
        if not self._proxies.is_surely_direct(Target(host=host, port=port, tls=True)):
            # Around the proxy it would show how another client fares than those of this PC.
            detail = f"{host} is not looked at without its name where a proxy may be on the way."
            return Failure(kind=FailureKind.PROXY, detail=detail)
        return await look_without_name(host, port, self._names, limits)

    async def _with_lines(
        self,
        watched: Watched[Exchange] | Watched[Search],
        terms: Terms,
        hold: Callable[[Lines], Awaitable[Failure | None]],
        proxies: Proxies | None = None,
    ) -> Failure | None:
        """Lend lines to one attempt; when this returns they are closed and nothing runs on."""
        async with anyio.create_task_group() as tasks:
            lines = Lines(
                watched=watched,
                terms=terms,
                options=self._options,
                names=self._names,
                retriever=self._retriever,
                tasks=tasks,
                proxies=proxies,
            )
            try:
                failure = await hold(lines)
            finally:
                await lines.aclose()
            await lines.settle()
            tasks.cancel_scope.cancel()
        return failure
