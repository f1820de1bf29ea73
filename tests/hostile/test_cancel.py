"""Cancel takes effect at once while a server does harm, whatever it does."""

import ssl

import anyio
import pytest

from app.domain.events import Outcome, Recorded
from app.domain.session import Session
from app.wiring import RealEngine
from app.wiring.answers import Nobody
from tests.net.peers import forever
from tests.support.hostile_runs import Stage, World, stage
from tests.support.hostile_servers import Hostile, web_servers

pytestmark = pytest.mark.anyio

NO_CERTIFICATE = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
# The promise is 0.2 s, and a quiet machine keeps it with room to spare. A busy one may hold up
# the whole process for longer than that; any limit of time in the program is longer than this.
BOUND_S = 1.0


async def cancelled(staged: Stage) -> tuple[Session, float]:
    """Cancel once the server does harm; give the seconds that it took."""
    session = Session()

    def take(recorded: Recorded) -> None:
        session.apply(recorded)

    engine = RealEngine(pytest.fail, keeps_logs=False)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(engine.run, staged.options, None, Nobody(), take)
        with anyio.fail_after(10):
            await staged.reached.wait()
        began = anyio.current_time()
        tasks.cancel_scope.cancel()
    return session, anyio.current_time() - began


@pytest.mark.parametrize("server", web_servers(NO_CERTIFICATE, NO_CERTIFICATE), ids=str)
async def test_at_once_and_the_run_says_so(server: Hostile, world: World) -> None:
    # The good server says nothing, so that no run is over before it is cancelled.
    async with stage(world, world.hostile(server.name), good=forever) as staged:
        session, took = await cancelled(staged)

    assert took < BOUND_S
    assert session.outcome is Outcome.CANCELLED
