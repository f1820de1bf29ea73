"""Compares each found server's certificate with the one that it shows without a name."""

from collections.abc import Iterable
from urllib.parse import urlsplit

import anyio
from msgspec import Struct

from app.certificates import certificate_of
from app.domain.events import AttemptStarted, CertificateJudged, Recorded, SniCompared
from app.domain.failures import Failure
from app.domain.profile import Limits
from app.domain.questions import HttpQuestion
from app.domain.recorder import Reporter
from app.domain.sni import SniComparison
from app.net import RealNetwork
from app.net.target import is_address

MOST_HOSTS = 16
AT_ONCE = 4


class Seen(Struct, frozen=True, kw_only=True):
    """A host that showed a certificate to an HTTP attempt of a step."""

    host: str
    port: int
    sha256: str
    accepted: bool


class SeenHosts:
    """Listens to the records of a run for hosts that show certificates."""

    def __init__(self) -> None:
        self._web: set[int] = set()
        self._seen: dict[tuple[str, int], Seen] = {}

    def note(self, recorded: Recorded) -> None:
        match recorded.event:
            case AttemptStarted(question=HttpQuestion()) if recorded.step:
                self._web.add(recorded.attempt)
            case CertificateJudged(judged=judged) if recorded.attempt in self._web:
                # To an address no name is sent anyway. RFC 6066 3
                if judged.verdict.leaf_sha256 and not is_address(judged.host):
                    self._seen[judged.host, judged.port] = Seen(
                        host=judged.host,
                        port=judged.port,
                        sha256=judged.verdict.leaf_sha256,
                        accepted=judged.acceptance.accepted,
                    )
            case _:
                pass

    def all(self) -> tuple[Seen, ...]:
        """Give every host, in the order in which they came."""
        return tuple(self._seen.values())[:MOST_HOSTS]

    def accepted(self) -> tuple[Seen, ...]:
        """Give the hosts whose certificate was accepted."""
        return tuple(one for one in self.all() if one.accepted)

    def of(self, url: str) -> tuple[Seen, ...]:
        """Give the host of a URL, where it has shown a certificate."""
        parts = urlsplit(url)
        found = self._seen.get(((parts.hostname or "").lower(), parts.port or 443))
        return (found,) if found is not None and parts.scheme == "https" else ()


async def compare_without_name(
    hosts: Iterable[Seen], network: RealNetwork, limits: Limits, report: Reporter
) -> None:
    """Look at each host once more, without its name, and report what it shows then."""
    limiter = anyio.CapacityLimiter(AT_ONCE)

    async def compare(seen: Seen) -> None:
        async with limiter:
            comparison = await look_again(seen.host, seen.port, seen.sha256, network, limits)
        report(SniCompared(comparison=comparison))

    async with anyio.create_task_group() as tasks:
        for seen in hosts:
            tasks.start_soon(compare, seen)


async def look_again(
    host: str, port: int, with_name: str, network: RealNetwork, limits: Limits
) -> SniComparison:
    """Look at a host once more, without its name; `with_name` is what the name brought."""
    found = await network.look_without_name(host, port, limits)
    failure = found if isinstance(found, Failure) else None
    leaf = certificate_of(found[0]) if not isinstance(found, Failure) and found else None
    return SniComparison(
        host=host, port=port, with_name=with_name, without_name=leaf, failure=failure
    )
