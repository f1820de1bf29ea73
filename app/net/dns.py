"""Asks DNS servers: the given ones alone, or those that the operating system is set up with."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import anyio
import dns.asyncbackend
import dns.asyncresolver
import dns.exception
import dns.message
import dns.name
import dns.nameserver
import dns.rdatatype
import dns.resolver

from app.domain.attempts import SrvRecord
from app.domain.connections import Resolution, ResolvedBy
from app.domain.failures import Failure, FailureKind
from app.net.crowd import Crowd
from app.net.failures import AttemptFailedError, dns_settings, dns_silent, of_dns_error

T = TypeVar("T")

MOST_RECORDS = 64
"""SRV records that are looked at; a name has one or two."""
ONE_TRY_S = 2.0
"""For one server, so that a dead first one leaves time for the second."""
SLOW_FAMILY_S = 0.25
"""How long one address family is waited for once the other has answered with addresses: some
servers never answer about AAAA. RFC 8305 3 has 50 ms; the difference is not felt here."""

_BACKEND: Final = dns.asyncbackend.get_backend("asyncio")
"""Loaded with this module, not while a first name is waited for."""


class DnsClient:
    """The DNS servers of one run."""

    def __init__(self, resolvers: tuple[tuple[str, int], ...], crowd: Crowd | None = None) -> None:
        """Ask these servers; with none of them, the operating system's."""
        self._servers = resolvers
        self._crowd = crowd
        self._resolver: dns.asyncresolver.Resolver | None = None

    async def srv(self, name: str, limit_s: float) -> tuple[SrvRecord, ...] | Failure:
        """Give the SRV records of a name, best first."""

        async def ask() -> tuple[SrvRecord, ...]:
            answer = await self._ask(name, dns.rdatatype.SRV, limit_s)
            records = tuple(
                SrvRecord(
                    priority=one.priority,
                    weight=one.weight,
                    port=one.port,
                    target=one.target.to_text(omit_final_dot=True),
                )
                for one in answer
            )
            return in_order(records)[:MOST_RECORDS]

        return await self._in_turn(limit_s, name, "SRV record", ask)

    async def addresses(self, host: str, limit_s: float, *, patient: bool = False) -> Resolution:
        """Give the IPv6 and IPv4 addresses of a host; `patient` waits for both families."""
        found: dict[str, tuple[str, ...] | Failure] = {}
        aliases: list[str] = []
        has_answer, has_both = anyio.Event(), anyio.Event()

        async def ask(kind: str) -> None:
            async def one() -> tuple[str, ...]:
                try:
                    answer = await self._ask(host, dns.rdatatype.from_text(kind), limit_s)
                except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer) as error:
                    aliases.append(_alias(error))
                    raise
                aliases.append(answer.canonical_name.to_text(omit_final_dot=True))
                return tuple(record.address for record in answer)

            found[kind] = await self._in_turn(limit_s, host, "address", one)
            if len(found) == 2:
                has_both.set()
            if len(found) == 2 or (isinstance(found[kind], tuple) and not patient):
                has_answer.set()

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(ask, "AAAA")
            tasks.start_soon(ask, "A")
            await has_answer.wait()
            with anyio.move_on_after(SLOW_FAMILY_S):
                await has_both.wait()
            tasks.cancel_scope.cancel()
        in_order_of_family = [found[kind] for kind in ("AAAA", "A") if kind in found]
        return _resolution(host, in_order_of_family, aliases)

    async def _in_turn(
        self, limit_s: float, name: str, what: str, ask: Callable[[], Awaitable[T]]
    ) -> T | Failure:
        if self._crowd is None:
            return await _within(limit_s, name, what, ask)
        # To wait for one's turn among other runs is no fault of the server's.
        async with self._crowd.asking:
            return await _within(limit_s, name, what, ask)

    async def _ask(
        self, name: str, kind: dns.rdatatype.RdataType, limit_s: float
    ) -> dns.resolver.Answer:
        if self._resolver is None:
            self._resolver = _set_up(self._servers)
        return await self._resolver.resolve(
            # The dot: no search list, which would ask for names that nobody meant.
            name if name.endswith(".") else f"{name}.",
            kind,
            lifetime=limit_s,
            search=False,
            backend=_BACKEND,
        )


async def _within(
    limit_s: float, name: str, what: str, ask: Callable[[], Awaitable[T]]
) -> T | Failure:
    # dnspython overshoots its lifetime by up to 0.4 s: the limit is ours. servers.md 4
    try:
        with anyio.fail_after(limit_s):
            return await ask()
    except TimeoutError:
        return dns_silent(name, limit_s)
    except dns.exception.DNSException as error:
        return of_dns_error(error, name, what, limit_s)
    except AttemptFailedError as error:
        return error.failure


def in_order(records: tuple[SrvRecord, ...]) -> tuple[SrvRecord, ...]:
    """Order SRV records: lowest priority first, then highest weight.

    RFC 2782 draws lots by weight; the order here is steady, so that two runs can be compared.
    """
    return tuple(sorted(records, key=lambda one: (one.priority, -one.weight, one.target, one.port)))


def _alias(error: dns.resolver.NXDOMAIN | dns.resolver.NoAnswer) -> str:
    # An alias that leads nowhere is what an administrator wants to see.
    if isinstance(error, dns.resolver.NXDOMAIN):
        canonical: dns.name.Name = error.canonical_name
    else:
        response: dns.message.QueryMessage = error.kwargs["response"]
        canonical = response.canonical_name()
    return canonical.to_text(omit_final_dot=True)


def _resolution(
    host: str, found: list[tuple[str, ...] | Failure], aliases: list[str]
) -> Resolution:
    own_name = host.rstrip(".").lower()
    canonical = next((alias for alias in aliases if alias.lower() != own_name), "")
    families = [one for one in found if isinstance(one, tuple)]
    if families:
        return Resolution(
            host=host,
            by=ResolvedBy.DNS,
            addresses=interleaved(families),
            canonical_name=canonical,
        )
    failures = [one for one in found if isinstance(one, Failure)]
    # "No such name" counts only where no family went unanswered.
    telling = next(
        (one for one in failures if one.kind is not FailureKind.NAME_NOT_FOUND), failures[0]
    )
    return Resolution(host=host, by=ResolvedBy.DNS, canonical_name=canonical, failure=telling)


def interleaved(families: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Mix address families, so that a dead one costs one delay and not many. RFC 8305 4"""
    longest = max((len(family) for family in families), default=0)
    return tuple(
        family[place] for place in range(longest) for family in families if place < len(family)
    )


def _set_up(servers: tuple[tuple[str, int], ...]) -> dns.asyncresolver.Resolver:
    # Apart from the asking: what is wrong with this PC must not be said of the name.
    try:
        return _resolver_for(servers)
    except dns.resolver.NoResolverConfiguration:
        raise
    except (dns.exception.DNSException, ValueError, OSError, NotImplementedError) as error:
        raise AttemptFailedError(dns_settings(error)) from error


def _resolver_for(servers: tuple[tuple[str, int], ...]) -> dns.asyncresolver.Resolver:
    resolver = dns.asyncresolver.Resolver(configure=not servers)
    if servers:
        resolver.nameservers = [
            dns.nameserver.Do53Nameserver(address, port) for address, port in servers
        ]
    resolver.timeout = ONE_TRY_S
    return resolver
