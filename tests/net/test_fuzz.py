"""Damaged answers of a directory: only Failures come out of them, and no wait is unbounded.

The whole client talks to the whole acceptor, without sockets in between: 50,000 conversations.
"""

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import anyio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.attempts import Search
from app.domain.authentication import Authentication, Scheme
from app.domain.connections import AddressOutcome, AddressTried, Dial
from app.domain.failures import FailureKind
from app.domain.network import Terms
from app.domain.questions import LdapQuestion
from tests.net.acceptors import Acceptor
from tests.net.makings import ANN, PASSWORD, Report, network, rule, terms

pytestmark = pytest.mark.usefixtures("ntlm_users")

ALL, PARTS = 50_000, 10
QUESTION = LdapQuestion(
    url="ldap://dc01.contoso.example", filter="(cn=*)", attributes=("cn", "keywords")
)
LIMIT_S = 0.02
LONGEST_S = 5.0
"""Far beyond a handful of LIMIT_S, even on a machine that is busy with all the other tests."""
NTLM = Authentication(schemes=(Scheme.NTLM,))
KINDS = {
    FailureKind.DIRECTORY,
    FailureKind.PROTOCOL,
    FailureKind.RESET,
    FailureKind.SIGN_IN_REFUSED,
    FailureKind.TIMED_OUT,
    FailureKind.TOO_LARGE,
}
Mutate = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Damage:
    """What happens to one of the answers."""

    answer: int
    changes: tuple[tuple[float, int, bytes], ...]
    """Each: where, as a part of the whole; how many bytes go; and what comes in their place."""
    then_closed: bool

    def __call__(self, data: bytes) -> bytes:
        for where, gone, new in self.changes:
            at = int(where * len(data))
            data = data[:at] + new + data[at + gone :]
        return data


class Pipe:
    """Both ends of a connection, one of which damages what it says."""

    def __init__(self, damage: Damage) -> None:
        self._damage = damage
        self._said = 0
        self._to_directory: asyncio.Queue[bytes] = asyncio.Queue()
        self._to_client: asyncio.Queue[bytes] = asyncio.Queue()
        self._rest = b""
        self.heard = bytearray()

    # --- the client's end, a stream of anyio ---

    async def send(self, data: bytes) -> None:
        self._to_directory.put_nowait(data)

    async def receive(self, most: int) -> bytes:
        if not self._rest:
            self._rest = await self._to_client.get()
        if not self._rest:
            self._to_client.put_nowait(b"")
            raise anyio.EndOfStream
        part, self._rest = self._rest[:most], self._rest[most:]
        return part

    async def aclose(self) -> None:
        self._to_directory.put_nowait(b"")

    # --- the directory's end, a guest ---

    async def hear(self) -> bytes:
        return await self._to_directory.get()

    async def say(self, data: bytes) -> None:
        self._said += 1
        is_it = self._said == self._damage.answer
        said = self._damage(data) if is_it else data
        if said:
            self._to_client.put_nowait(said)
        if is_it and self._damage.then_closed:
            self._to_client.put_nowait(b"")


async def conversation(damage: Damage, conditions: Terms) -> Search:
    """Hold a search to the end, whatever that is."""
    directory = Acceptor(
        entries={f"CN={one}": {"keywords": [b"Site=Paris"]} for one in range(3)},
        password=None if conditions.sign_in is None else PASSWORD,
        references=1,
    )
    pipe = Pipe(damage)
    tried = AddressTried(
        address="127.0.0.1",
        port=389,
        outcome=AddressOutcome.CONNECTED,
        started_ms=0.0,
        duration_ms=0.0,
    )

    async def race(*_: object) -> tuple[Dial, Any]:
        return Dial(host="dc01.contoso.example", port=389, tried=(tried,)), pipe

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.net.lines.race", race)
        asked = network(connect=(rule(1, "dc01.contoso.example", 389),))
        serving = asyncio.ensure_future(directory.serve(pipe))  # type: ignore[arg-type]
        try:
            return await asked.search(QUESTION, conditions, Report().attempt)
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)


def anonymously() -> Terms:
    conditions = terms(directory_s=LIMIT_S)
    return Terms(
        limits=conditions.limits,
        policy=conditions.policy,
        authentication=conditions.authentication,
        sign_in=None,
    )


def check(runner: asyncio.Runner, damage: Damage, conditions: Terms) -> Search:
    started = time.monotonic()
    found = runner.run(conversation(damage, conditions))
    assert found.finished
    assert found.failure is None or found.failure.kind in KINDS
    assert time.monotonic() - started < LONGEST_S
    return found


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as running:
        yield running


def test_undamaged_answers_give_the_entries(runner: asyncio.Runner) -> None:
    nothing = Damage(answer=0, changes=(), then_closed=False)

    anonymous = check(runner, nothing, anonymously())
    sealed = check(runner, nothing, terms(credentials=ANN, authentication=NTLM))

    assert (anonymous.failure, len(anonymous.entries)) == (None, 3)
    assert (sealed.failure, len(sealed.entries)) == (None, 3)
    assert sealed.bind == "ntlm-sealed"


def some_damage(chance: random.Random, answers: int) -> Damage:
    changes = tuple(
        (
            chance.random(),
            chance.choice((0, 1, 1, 1, 4)),
            chance.randbytes(chance.choice((0, 1, 1, 1, 4))),
        )
        for _ in range(chance.randint(1, 4))
    )
    return Damage(
        answer=chance.randint(1, answers), changes=changes, then_closed=chance.random() < 0.97
    )


@pytest.mark.timeout(300)
@pytest.mark.parametrize("part", range(PARTS))
def test_damaged_answers_give_failures(runner: asyncio.Runner, part: int) -> None:
    chance = random.Random(part)  # noqa: S311 - the same ones each time.
    failed = 0
    for _ in range(ALL // PARTS):
        # Without a sign-in there are two answers; with one, three before the seal and two inside.
        if chance.random() < 0.8:
            found = check(runner, some_damage(chance, 2), anonymously())
        else:
            conditions = terms(credentials=ANN, authentication=NTLM, directory_s=LIMIT_S)
            found = check(runner, some_damage(chance, 5), conditions)
        failed += found.failure is not None

    # The damage does reach the reader.
    assert failed > ALL // PARTS / 2


CHANGES = st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 8), st.binary(max_size=8))


@pytest.mark.timeout(300)
@settings(max_examples=2_000, suppress_health_check=list(HealthCheck))
@given(
    answer=st.integers(1, 5),
    changes=st.lists(CHANGES, min_size=1, max_size=4),
    # Only a few are left waiting, since that takes LIMIT_S each time.
    then_closed=st.sampled_from([True] * 9 + [False]),
)
def test_the_smallest_damage_that_does_harm_is_looked_for(
    runner: asyncio.Runner,
    answer: int,
    changes: list[tuple[float, int, bytes]],
    then_closed: bool,
) -> None:
    damage = Damage(answer=answer, changes=tuple(changes), then_closed=then_closed)

    check(runner, damage, terms(credentials=ANN, authentication=NTLM, directory_s=LIMIT_S))
