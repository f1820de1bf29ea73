"""The race of TCP connections to the addresses of one host. RFC 8305 (Happy Eyeballs)"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import anyio
from anyio.abc import SocketStream

from app.domain.connections import AddressOutcome, AddressTried, Dial
from app.domain.failures import Failure, FailureKind
from app.net.failures import of_os_error
from app.net.target import is_address

STAGGER_S = 0.25
"""RFC 8305 5: the recommended Connection Attempt Delay."""
MOST_ADDRESSES = 16

_MOST_TELLING = (
    FailureKind.REFUSED,
    FailureKind.RESET,
    FailureKind.TIMED_OUT,
    FailureKind.UNREACHABLE,
)
"""Where addresses fail differently: the failure nearest to a working server stands for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One address to try, and where --connect leads instead."""

    address: str
    port: int
    via: tuple[str, int] | None = None

    def __post_init__(self) -> None:
        # A name would be resolved on the way to the socket: by nobody's leave, and unseen.
        address = self.via[0] if self.via else self.address
        if not is_address(address):
            raise ValueError(f"{address!r} is no IP address to connect to")


async def race(
    host: str, port: int, endpoints: Sequence[Endpoint], limit_s: float
) -> tuple[Dial, SocketStream | None]:
    """Connect to whichever address answers first; each has the limit for itself.

    The caller owns the stream, which is None where the Dial has a failure.
    """
    runners = [_Runner(endpoint, limit_s) for endpoint in endpoints[:MOST_ADDRESSES]]
    try:
        async with anyio.create_task_group() as tasks:
            for runner in runners:
                tasks.start_soon(runner.run, tasks.cancel_scope)
                with anyio.move_on_after(STAGGER_S):
                    await runner.done.wait()
    except BaseException:
        # Cancel above all: whatever ends the race, no socket of it stays open.
        await _close_all(runners)
        raise
    winner = next((runner for runner in runners if runner.stream is not None), None)
    await _close_all([runner for runner in runners if runner is not winner])
    beginning = next((runner.started for runner in runners if runner.started is not None), 0.0)
    tried = tuple(
        runner.tried(beginning, is_winner=runner is winner)
        for runner in runners
        if runner.started is not None
    )
    failure = None if winner else _failure_of_all(host, port, tried)
    dial = Dial(host=host, port=port, tried=tried, failure=failure)
    return dial, winner.stream if winner else None


class _Runner:
    """One connection of the race, with its times."""

    def __init__(self, endpoint: Endpoint, limit_s: float) -> None:
        self.endpoint = endpoint
        self.done = anyio.Event()
        self.started: float | None = None
        self.stream: SocketStream | None = None
        self._limit_s = limit_s
        self._ended = 0.0
        self._failure: Failure | None = None

    async def run(self, race_scope: anyio.CancelScope) -> None:
        address, port = self.endpoint.via or (self.endpoint.address, self.endpoint.port)
        self.started = time.perf_counter()
        try:
            with anyio.fail_after(self._limit_s):
                self.stream = await anyio.connect_tcp(address, port)
            race_scope.cancel()
        except TimeoutError:
            # Before OSError, of which it is one.
            self._failure = Failure(
                kind=FailureKind.TIMED_OUT,
                detail=f"{self._place} did not answer within {self._limit_s:g} s.",
            )
        except OSError as error:
            self._failure = of_os_error(error, self._place)
        finally:
            self._ended = time.perf_counter()
            self.done.set()

    def tried(self, beginning: float, *, is_winner: bool) -> AddressTried:
        started = self.started if self.started is not None else beginning
        via = self.endpoint.via
        if is_winner:
            outcome = AddressOutcome.CONNECTED
        elif self._failure is not None:
            outcome = AddressOutcome.FAILED
        else:
            outcome = AddressOutcome.ABANDONED
        return AddressTried(
            address=self.endpoint.address,
            port=self.endpoint.port,
            via=_place(*via) if via else "",
            outcome=outcome,
            started_ms=_ms(started - beginning),
            duration_ms=_ms(self._ended - started),
            failure=self._failure,
        )

    @property
    def _place(self) -> str:
        return _place(self.endpoint.address, self.endpoint.port)


async def _close_all(runners: Sequence[_Runner]) -> None:
    # Two may connect in the same turn of the loop; the second one's socket is nobody's.
    with anyio.CancelScope(shield=True):
        for runner in runners:
            if runner.stream is not None:
                await anyio.aclose_forcefully(runner.stream)


def _failure_of_all(host: str, port: int, tried: Sequence[AddressTried]) -> Failure:
    failures = [one.failure for one in tried if one.failure is not None]
    if len(failures) == 1:
        return failures[0]
    kinds = [failure.kind for failure in failures]
    telling = next((kind for kind in _MOST_TELLING if kind in kinds), FailureKind.UNREACHABLE)
    return Failure(
        kind=telling,
        detail=f"None of the {len(failures)} addresses of {host} could be reached on port {port}.",
        origin=" ".join(failure.detail for failure in failures),
    )


def _place(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)
