"""Connections of an attempt: names resolved, addresses tried, certificates shown."""

from enum import StrEnum

from msgspec import Struct

from app.domain.acceptance import Acceptance
from app.domain.failures import Failure, FailureKind
from app.domain.proxies import ProxyAnswer, ProxyAt, Route
from app.domain.retrieval import Retrieval
from app.domain.revocation import RevocationAnswer
from app.domain.verdict import Verdict


class ResolvedBy(StrEnum):
    """Who told the addresses of a name."""

    OPERATING_SYSTEM = "operating-system"
    DNS = "dns"
    GIVEN = "given"
    """The --connect option, or an address literal: nobody was asked."""


class Resolution(Struct, frozen=True, kw_only=True):
    """The addresses of a host, or why there are none."""

    host: str
    by: ResolvedBy
    addresses: tuple[str, ...] = ()
    canonical_name: str = ""
    """Where a CNAME led to; empty where there was none."""
    duration_ms: float = 0.0
    failure: Failure | None = None
    beside: bool = False
    """Asked for comparison only; the connection did not use it."""


class AddressOutcome(StrEnum):
    """What became of one address of a race."""

    CONNECTED = "connected"
    FAILED = "failed"
    ABANDONED = "abandoned"
    """Another address won first."""


class AddressTried(Struct, frozen=True, kw_only=True):
    """One address in the race for a connection; times count from the start of the race."""

    address: str
    port: int
    outcome: AddressOutcome
    started_ms: float
    duration_ms: float
    failure: Failure | None = None
    via: str = ""
    """ADDRESS:PORT to which --connect led instead; empty where it did not."""


class Dial(Struct, frozen=True, kw_only=True):
    """A race of TCP connections to the addresses of one host."""

    host: str
    port: int
    tried: tuple[AddressTried, ...]
    failure: Failure | None = None
    """None where one of them connected."""
    outlook_limit_s: float = 20.0
    """How long the emulated client waits for one address; this run may have waited less."""

    @property
    def address(self) -> str:
        """The address that connected; empty where none did."""
        connected = (one for one in self.tried if one.outcome is AddressOutcome.CONNECTED)
        return next((one.address for one in connected), "")

    @property
    def raced_ms(self) -> float:
        """How long the race took here."""
        return max((one.started_ms + one.duration_ms for one in self.tried), default=0.0)

    @property
    def outlook_waited_ms(self) -> float:
        """What a client that tries one address after the other would have waited. [DAVESTORK]

        An address that has not answered costs it its whole limit, however long this run waited.
        """
        return sum(self._outlook_waited_ms(one) for one in self._until_connected)

    @property
    def is_overtaken(self) -> bool:
        """Whether an address was given up for a later one: it may cost more than is known."""
        return any(one.outcome is AddressOutcome.ABANDONED for one in self._until_connected)

    @property
    def unanswered(self) -> tuple[AddressTried, ...]:
        """The addresses that gave no answer within this run's limit, not even a refusal."""
        return tuple(one for one in self.tried if _is_unanswered(one))

    @property
    def is_black_hole(self) -> bool:
        """Whether no address of the host answered, not even with a refusal."""
        return bool(self.tried) and len(self.unanswered) == len(self.tried)

    @property
    def _until_connected(self) -> tuple[AddressTried, ...]:
        for count, one in enumerate(self.tried, start=1):
            if one.outcome is AddressOutcome.CONNECTED:
                return self.tried[:count]
        return self.tried

    def _outlook_waited_ms(self, tried: AddressTried) -> float:
        limit_ms = self.outlook_limit_s * 1_000
        return limit_ms if _is_unanswered(tried) else min(limit_ms, tried.duration_ms)


def _is_unanswered(tried: AddressTried) -> bool:
    return tried.failure is not None and tried.failure.kind is FailureKind.TIMED_OUT


class Judged(Struct, frozen=True, kw_only=True):
    """The certificate that one connection showed, and whether this client goes on with it."""

    host: str
    port: int
    verdict: Verdict
    acceptance: Acceptance
    tls_version: str
    cipher: str
    handshake_ms: float = 0.0
    revocation: tuple[RevocationAnswer, ...] = ()
    """What became of each certificate below the anchor; empty where it was not asked."""


class Connection(Struct, frozen=True, kw_only=True):
    """One TCP connection of an attempt, as far as it came."""

    number: int
    resolutions: tuple[Resolution, ...] = ()
    dial: Dial | None = None
    retrievals: tuple[Retrieval, ...] = ()
    """What was fetched to judge its certificate."""
    judged: Judged | None = None
    """None without TLS, and where the handshake failed."""
    route: Route | None = None
    """None where the PC knows of no proxy, and for what never goes through one."""
    proxy_answers: tuple[ProxyAnswer, ...] = ()

    @property
    def proxy(self) -> str:
        """HOST:PORT of the proxy that the connection goes through; empty for a direct one."""
        if self.route is None or self.dial is None:
            return ""
        dialled = str(ProxyAt(host=self.dial.host, port=self.dial.port))
        return dialled if dialled in map(str, self.route.proxies) else ""
