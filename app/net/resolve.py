"""The addresses of a host: as --connect gives them, the operating system knows them, or DNS."""

import socket
import time

import anyio
import anyio.to_thread
from msgspec.structs import replace

from app.domain.connections import Resolution, ResolvedBy
from app.domain.failures import Failure, FailureKind
from app.domain.profile import Limits
from app.net.dial import Endpoint
from app.net.dns import DnsClient, interleaved
from app.net.failures import of_system_resolver
from app.net.options import NetworkOptions
from app.net.target import is_address


class Names:
    """Resolves names for one run."""

    def __init__(self, options: NetworkOptions, dns: DnsClient) -> None:
        self._options = options
        self._dns = dns
        self._compared: dict[str, Resolution] = {}
        self._slow: set[str] = set()

    async def resolve(self, host: str, port: int, limits: Limits) -> Resolution:
        """Find the addresses that a connection to the host would go to."""
        rule = self._options.rule_for(host, port)
        if rule is not None:
            return Resolution(host=host, by=ResolvedBy.GIVEN, addresses=(rule.address,))
        if is_address(host):
            return Resolution(host=host, by=ResolvedBy.GIVEN, addresses=(host,))
        started = time.perf_counter()
        if self._options.resolvers:
            resolution = await self._dns.addresses(host, limits.dns_s)
        else:
            resolution = await _ask_the_system(host, limits.system_names_s)
        return replace(resolution, duration_ms=_ms_since(started))

    def endpoints(self, resolution: Resolution, port: int) -> tuple[Endpoint, ...]:
        """Say where to connect to: a --connect rule for the name, then one for an address."""
        rule = self._options.rule_for(resolution.host, port)
        if rule is not None:
            return (Endpoint(address=rule.address, port=rule.to_port or port),)
        return tuple(self._endpoint(address, port) for address in resolution.addresses)

    def _endpoint(self, address: str, port: int) -> Endpoint:
        rule = self._options.rule_for(address, port)
        via = (rule.address, rule.to_port or port) if rule is not None else None
        return Endpoint(address=address, port=port, via=via)

    def is_compared(self, host: str, port: int) -> bool:
        """Tell whether DNS is asked beside: only where the operating system is what counts."""
        return not (
            self._options.resolvers or is_address(host) or self._options.rule_for(host, port)
        )

    async def compare(self, host: str, limit_s: float) -> Resolution:
        """Ask DNS for comparison, once in a run for each host."""
        if host not in self._compared:
            started = time.perf_counter()
            resolution = await self._dns.addresses(host, limit_s, patient=True)
            self._compared[host] = replace(resolution, beside=True, duration_ms=_ms_since(started))
        return self._compared[host]

    def call_slow(self, host: str) -> None:
        """Remember that an attempt has waited in vain; the next one need not wait again."""
        self._slow.add(host)

    def is_slow(self, host: str) -> bool:
        """Tell whether the comparison has been waited for in vain."""
        return host in self._slow


async def _ask_the_system(host: str, limit_s: float) -> Resolution:
    try:
        with anyio.fail_after(limit_s):
            # The resolver of the operating system cannot be interrupted: its thread is left alone.
            found = await anyio.to_thread.run_sync(_getaddrinfo, host, abandon_on_cancel=True)
    except TimeoutError:
        failure = Failure(
            kind=FailureKind.NO_ANSWER_FROM_DNS,
            detail=f"The operating system gave no address of {host} within {limit_s:g} s.",
        )
        return Resolution(host=host, by=ResolvedBy.OPERATING_SYSTEM, failure=failure)
    except (OSError, UnicodeError) as error:
        return Resolution(
            host=host,
            by=ResolvedBy.OPERATING_SYSTEM,
            failure=of_system_resolver(error, host),
        )
    canonical, addresses = found
    return Resolution(
        host=host,
        by=ResolvedBy.OPERATING_SYSTEM,
        addresses=addresses,
        canonical_name="" if canonical.lower() == host.rstrip(".").lower() else canonical,
    )


def _getaddrinfo(host: str) -> tuple[str, tuple[str, ...]]:
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_CANONNAME)
    canonical = next((entry[3] for entry in found if entry[3]), "")
    families: dict[int, dict[str, None]] = {}
    for family, *_, address in found:
        # A dictionary keeps the order of the system, and each address once.
        families.setdefault(family, {})[str(address[0])] = None
    return canonical.rstrip("."), interleaved([tuple(one) for one in families.values()])


def _ms_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 3)
