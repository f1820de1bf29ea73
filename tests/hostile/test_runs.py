"""Whole runs against each hostile server: a clear failure, soon, in little memory, and then on.

And the password stays where it belongs: nobody gets it who does not ask for it inside TLS, and
nothing of it is written.
"""

import ssl
from pathlib import Path

import pytest

from app.domain.attempts import Exchange
from app.domain.events import AttemptFinished, AttemptStarted, Outcome, Prompted, ResponseReceived
from app.domain.failures import FailureKind
from app.domain.steps import StepName
from tests.net.peers import forever, peer
from tests.support.canary import PASSWORD, traces
from tests.support.hostile import as_much_as_possible, redirects
from tests.support.hostile_runs import HOST, World, run_on, stage
from tests.support.hostile_servers import ROOT, Hostile, Layer, web_servers
from tests.support.left_behind import check_written
from tests.support.memory import peak
from tests.support.real_runs import Ran

pytestmark = pytest.mark.anyio

NO_CERTIFICATE = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
TABLE = web_servers(NO_CERTIFICATE, NO_CERTIFICATE)
MOST_MEMORY = 50 << 20
LONGEST_MS = 4000.0
"""For one attempt. Less than the limits that hold where none is short (5 s and more), and more
than a busy machine holds up an answer that comes at once."""


def one(servers: list[Hostile]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("server", servers, ids=str)


def slowest_attempt_ms(ran: Ran) -> float:
    began = {one.attempt: one.at_ms for one in ran.records if isinstance(one.event, AttemptStarted)}
    ended = (one for one in ran.records if isinstance(one.event, AttemptFinished))
    return max(one.at_ms - began[one.attempt] for one in ended)


def check(ran: Ran, server: Hostile, step: StepName, next_step: StepName) -> None:
    exchanges = [
        attempt
        for row, attempt in ran.session.attempts
        if isinstance(attempt, Exchange) and (ran.session.step_of(row) or (0, ""))[1] == step
    ]
    exchange = exchanges[-1]
    assert exchange.failure is not None
    assert exchange.failure.kind is server.kind
    assert server.words in exchange.failure.detail
    assert slowest_attempt_ms(ran) < LONGEST_MS
    assert (ran.outcome, ran.finished.found_by) == (Outcome.FOUND, next_step)


@one(TABLE)
async def test_inside_tls_at_the_root_domain(server: Hostile, world: World, tmp_path: Path) -> None:
    fresh = world.hostile(server.name)
    log = tmp_path / "run.autodiscope"

    async with stage(world, fresh) as staged:
        with peak() as memory:
            ran = await run_on(staged, limits=server.limits, password=PASSWORD, save=str(log))

    check(ran, server, StepName.HTTPS_ROOT, StepName.HTTPS_AUTODISCOVER)
    assert memory.grown < MOST_MEMORY
    assert bool(traces(staged.peers[f"{ROOT}:443"].heard)) == server.gets_password
    assert traces(staged.peers[f"{HOST}:443"].heard) == []
    check_written(ran.records, [log])


@one([server for server in TABLE if server.layer is Layer.HTTP])
async def test_in_the_clear_where_a_redirect_is_looked_for(
    server: Hostile, world: World, tmp_path: Path
) -> None:
    fresh = world.hostile(server.name)
    log = tmp_path / "run.autodiscope"

    async with stage(world, fresh, in_the_clear=True) as staged:
        with peak() as memory:
            ran = await run_on(
                staged,
                limits=server.limits,
                slow_host=HOST,
                password=PASSWORD,
                save=str(log),
                policies=("RedirectServers=mail.contoso.example",),
            )

    check(ran, server, StepName.HTTP_REDIRECT, StepName.DNS_SRV)
    assert memory.grown < MOST_MEMORY
    assert traces(staged.peers[f"{HOST}:80"].heard) == []
    check_written(ran.records, [log])


async def test_a_redirect_to_loopback_gets_nothing_unless_its_certificate_is_good(
    world: World,
) -> None:
    """What stands on the PC itself is a host like any other: asked about, and judged.

    protocol.md 8.2 rules 3, 6: consent for a new host, then trust, date and name.
    """
    target = "https://127.0.0.1/autodiscover/autodiscover.xml"
    with_consent = redirects(target)
    server = Hostile(
        name="", scene=with_consent, kind=FailureKind.CERTIFICATE_REJECTED, words="127.0.0.1"
    )

    async with stage(world, server) as staged, peer(forever, world.contexts[ROOT]) as local:
        rule = f"127.0.0.1:443=127.0.0.1:{local.port}"
        ran = await run_on(
            staged,
            consent="allow",
            password=PASSWORD,
            connects=(*staged.options.connects, rule),
        )

    check(ran, server, StepName.HTTPS_ROOT, StepName.HTTPS_AUTODISCOVER)
    asked = [one.event.prompt.host for one in ran.records if isinstance(one.event, Prompted)]
    assert asked[0] == "127.0.0.1"
    assert len(local.guests) == 1
    assert local.heard == b""


async def test_a_run_that_is_filled_up_to_all_its_limits_stays_small(
    world: World, tmp_path: Path
) -> None:
    """Eleven rounds of eleven answers, each as long as one may be."""
    scene = as_much_as_possible(f"https://{ROOT}/autodiscover")
    server = Hostile(name="", scene=scene, kind=FailureKind.REDIRECT_LOOP, words="")

    async with stage(world, server) as staged:
        with peak() as memory:
            ran = await run_on(staged, save=str(tmp_path / "run.autodiscope"))

    bodies = [
        one.event.response.body for one in ran.records if isinstance(one.event, ResponseReceived)
    ]
    assert len(bodies) > 100
    assert memory.grown < MOST_MEMORY
    check(ran, server, StepName.HTTPS_ROOT, StepName.HTTPS_AUTODISCOVER)


async def test_what_is_allocated_and_freed_counts_as_memory() -> None:
    with peak() as memory:
        bytearray(60 << 20)

    assert memory.grown > MOST_MEMORY
