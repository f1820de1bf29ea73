"""Cancel takes effect at once while a server does harm, whatever it does."""

import contextlib
import ssl
from collections.abc import Awaitable, Callable

import anyio
import pytest

from app.domain.events import Outcome, Recorded
from app.domain.prompts import Nobody
from app.domain.session import Session
from app.wiring import RealEngine
from tests.net.peers import forever
from tests.support.hostile_names import SLOW, HostileNames, also_over_tcp, only_for_the_root
from tests.support.hostile_runs import Stage, World, stage
from tests.support.hostile_servers import Hostile, web_servers
from tests.support.own_time import own_time

pytestmark = pytest.mark.anyio

NO_CERTIFICATE = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
BOUND_S = 0.2
"""The promise; what a busy machine keeps this thread waiting does not count."""


async def cancelled(
    staged: Stage, is_there: Callable[[], Awaitable[object]]
) -> tuple[Session, float]:
    """Cancel once the server does harm; give the seconds that it took."""
    session = Session()

    def take(recorded: Recorded) -> None:
        session.apply(recorded)

    engine = RealEngine(pytest.fail, keeps_logs=False)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(engine.run, staged.options, None, Nobody(), take)
        with anyio.fail_after(10):
            await is_there()
        began = own_time()
        tasks.cancel_scope.cancel()
    return session, own_time() - began


@pytest.mark.parametrize("server", web_servers(NO_CERTIFICATE, NO_CERTIFICATE), ids=str)
async def test_at_once_and_the_run_says_so(server: Hostile, world: World) -> None:
    # The good server says nothing, so that no run is over before it is cancelled.
    async with stage(world, world.hostile(server.name), good=forever) as staged:
        session, took = await cancelled(staged, staged.reached.wait)

    assert took < BOUND_S
    assert session.outcome is Outcome.CANCELLED


@pytest.mark.parametrize("server", SLOW, ids=str)
async def test_at_once_while_a_name_server_leaves_the_run_waiting(
    server: HostileNames, world: World
) -> None:
    async with contextlib.AsyncExitStack() as stack:
        names = only_for_the_root(server)
        staged = await stack.enter_async_context(stage(world, None, names=names))
        if server.over_tcp:
            port = staged.name_server.port
            await stack.enter_async_context(also_over_tcp(port, server.over_tcp))

        async def is_asked() -> None:
            while not staged.name_server.asked:  # noqa: ASYNC110 - it sets no event.
                await anyio.sleep(0.001)

        session, took = await cancelled(staged, is_asked)

    assert took < BOUND_S
    assert session.outcome is Outcome.CANCELLED
