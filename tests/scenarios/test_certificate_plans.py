"""What the planner makes of every practice scenario, held to the text that a person would read."""

import re
from pathlib import Path

import pytest

from app.certificates.planner import certificate_plan
from app.domain.deployment import BlockKind, Check, Method, MethodState, Tick
from app.domain.events import Recorded
from app.domain.options import RunOptions
from app.domain.prompts import Nobody
from app.domain.session import Session
from app.export import as_plan
from app.practice.scenarios import load_scenarios
from app.wiring import RealEngine

pytestmark = pytest.mark.anyio

PLANS = Path(__file__).parent / "plans"
SCENARIOS = {one.name: one for one in load_scenarios()}

# Which method a deployment follows, and which one is recommended.
METHODS = {
    "fresh-install": (None, Method.ONE),
    "fresh-install-outside": (None, Method.ONE),
    "method-one": (Method.ONE, Method.ONE),
    "method-two": (Method.TWO, Method.TWO),
    "method-three": (Method.THREE, Method.THREE),
    "srv-record": (Method.SRV, Method.SRV),
    "expired": (Method.TWO, Method.TWO),
    "wrong-name": (None, Method.ONE),
    "root-web-site": (Method.ONE, Method.ONE),
    "wrong-password": (Method.ONE, Method.ONE),
    "internal-names-outside": (Method.ONE, Method.ONE),
    "untrusted-issuer": (Method.ONE, Method.ONE),
    "missing-intermediate": (Method.ONE, Method.ONE),
    "redirect-loop": (Method.ONE, Method.ONE),
    "black-hole": (Method.ONE, Method.ONE),
    "not-xml": (Method.ONE, Method.ONE),
    "split-dns": (None, Method.ONE),
    "moved-mailbox": (Method.ONE, Method.ONE),
    "dead-scp": (None, Method.SRV),
    "two-sites": (None, Method.SRV),
}
NEEDS_NOTHING = ("method-one", "method-two", "method-three", "srv-record", "root-web-site")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def run(name: str, options: RunOptions | None = None) -> Session:
    records: list[Recorded] = []
    engine = RealEngine(pytest.fail, keeps_logs=False)
    await engine.practice(name, options or RunOptions(), None, Nobody(), records.append)
    session = Session()
    for recorded in records:
        session.apply(recorded)
    return session


def shown(session: Session) -> str:
    """Give the plan up to the end of the method that is recommended.

    Without the numbers of events, which differ where services are tried at the same time.
    """
    text = re.sub(r" \(events? [\d, ]+\)", "", as_plan(session))
    head, _, _ = text.partition("\n\nNot recommended\n")
    return head + "\n"


@pytest.mark.parametrize("name", METHODS)
async def test_the_plan_of_a_scenario_reads_as_written(name: str) -> None:
    written = (PLANS / f"{name}.txt").read_text(encoding="utf-8")

    assert shown(await run(name)).splitlines() == written.splitlines()


@pytest.mark.parametrize("name", METHODS)
async def test_a_method_is_recognised_and_recommended(name: str) -> None:
    plan = certificate_plan(await run(name))

    assert plan is not None
    assert (plan.follows, plan.recommended) == METHODS[name]


@pytest.mark.parametrize("name", NEEDS_NOTHING)
async def test_a_method_that_is_followed_well_wants_no_command(name: str) -> None:
    plan = certificate_plan(await run(name))

    assert plan is not None
    followed = plan.of(plan.recommended)
    assert followed.state is MethodState.FOLLOWED
    assert not any((followed.missing, followed.changes, followed.perhaps, followed.blocks))


async def test_a_survey_sees_what_a_run_like_outlooks_does_not() -> None:
    plan = certificate_plan(await run("method-one", RunOptions(mode="survey", consent="allow")))

    assert plan is not None
    ticks = {one.check: one for one in plan.of(Method.SRV).ticks}
    assert ticks[Check.SRV_RECORD].tick is Tick.NO
    assert plan.follows is Method.ONE


@pytest.mark.parametrize("name", METHODS)
async def test_evidence_names_events_that_there_are(name: str) -> None:
    session = await run(name)
    events = {row.event for row in session.rows}
    plan = certificate_plan(session)

    assert plan is not None
    told = [number for one in plan.methods for tick in one.ticks for number in tick.evidence]
    told += [number for one in plan.names for used in one.uses for number in used.evidence]
    assert told
    assert set(told) <= events


async def test_no_command_of_a_scenario_lacks_its_quotes() -> None:
    plan = certificate_plan(await run("fresh-install"))

    assert plan is not None
    for one in plan.methods:
        for block in one.blocks:
            if block.kind is BlockKind.SHELL:
                bare = re.sub(r"'[^']*'", "", block.text)
                assert re.fullmatch(r"[\w\s$,|-]*", bare), bare
