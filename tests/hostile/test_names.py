"""Whole runs with a name server that is hostile where the root domain is concerned."""

import contextlib

import pytest

from app.domain.attempts import Exchange
from app.domain.events import Outcome
from app.domain.steps import StepName
from tests.support.hostile_names import (
    HostileNames,
    also_over_tcp,
    name_servers,
    only_for_the_root,
)
from tests.support.hostile_runs import World, run_on, stage
from tests.support.memory import peak

pytestmark = pytest.mark.anyio

MOST_MEMORY = 50 << 20
LONGEST_MS = 4000.0


@pytest.mark.parametrize("server", name_servers(), ids=str)
async def test_the_step_fails_soon_and_the_next_one_finds_the_settings(
    server: HostileNames, world: World
) -> None:
    async with contextlib.AsyncExitStack() as stack:
        names = only_for_the_root(server)
        staged = await stack.enter_async_context(stage(world, None, names=names))
        if server.over_tcp:
            port = staged.name_server.port
            await stack.enter_async_context(also_over_tcp(port, server.over_tcp))
        with peak() as memory:
            ran = await run_on(staged, limits=server.limits)

    exchange = ran.exchange(StepName.HTTPS_ROOT)
    assert isinstance(exchange, Exchange)
    assert exchange.failure is not None
    assert exchange.failure.kind is server.kind
    assert server.words in exchange.failure.detail
    resolution = exchange.connections[0].resolutions[0]
    assert resolution.duration_ms < LONGEST_MS
    assert memory.grown < MOST_MEMORY
    assert (ran.outcome, ran.finished.found_by) == (Outcome.FOUND, StepName.HTTPS_AUTODISCOVER)
