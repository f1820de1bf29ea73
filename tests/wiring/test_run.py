"""How a run begins: what the PC tells, and the options that win over it."""

import threading
from functools import partial

import anyio
import anyio.from_thread
import pytest

from app.domain.events import MachineDetected, Outcome, Recorded, RoundStarted, RunFinished
from app.domain.machine import EXCLUSIONS, YES, Fact, FactName
from app.domain.options import RunOptions
from app.domain.prompts import Nobody
from app.domain.secret import Secret
from app.domain.sign_in import SignIn
from app.domain.steps import SkipReason, StepName
from app.machine import Inquiry, Told
from app.net import NetworkOptions
from app.wiring import RealEngine
from app.wiring import run as run_module

pytestmark = pytest.mark.anyio

REGISTRY = r"HKCU\Software\Policies\Microsoft\Office\12.0\Outlook\AutoDiscover"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class JoinedPc:
    """A PC of contoso.local in Paris, whose policies exclude every step that would send."""

    def inquiries(self, office: str) -> tuple[Inquiry, ...]:
        assert office == "12.0"
        return (Inquiry(origin="calls", ask=self._tell),)

    def _tell(self) -> Told:
        known = (
            (FactName.JOINED, YES),
            (FactName.DOMAIN, "contoso.local"),
            (FactName.SITE, "Paris"),
        )
        policies = (
            Fact(name=FactName.POLICY, about=name, value="1", origin=REGISTRY)
            for name in EXCLUSIONS
        )
        facts = (Fact(name=name, value=value, origin="calls") for name, value in known)
        return Told(facts=(*facts, *policies), troubles=("One thing is not known.",))


async def begun(**options: object) -> tuple[MachineDetected, RoundStarted]:
    records: list[Recorded] = []
    engine = RealEngine(pytest.fail, keeps_logs=False, platform=JoinedPc())
    chosen = RunOptions(address="ann@contoso.example", **options)  # type: ignore[arg-type]
    outcome = await engine.run(chosen, None, Nobody(), records.append)

    assert outcome is Outcome.NOT_FOUND
    _, detected, round_started, *_ = (one.event for one in records)
    assert isinstance(detected, MachineDetected)
    assert isinstance(round_started, RoundStarted)
    return detected, round_started


async def test_what_the_pc_tells_is_reported_before_the_plan_that_follows_from_it() -> None:
    detected, round_started = await begun()

    assert detected.troubles == ("One thing is not known.",)
    assert (detected.machine.dns_domain, detected.machine.site) == ("contoso.local", "Paris")
    assert {one.step for one in round_started.plan if not one.skipped} == {StepName.LOCAL_XML}
    assert round_started.plan[0].skipped is SkipReason.EXCLUDED_BY_POLICY


async def test_each_option_wins_over_what_the_pc_tells() -> None:
    detected, _ = await begun(
        joined="no", directory="ldap://dc9", site="Lyon", policies=("PreferLocalXML=1",)
    )

    counts = [(one.name.value, one.value, one.origin) for one in detected.facts if one.used]
    assert counts[:4] == [
        ("joined", "no", "--joined"),
        ("directory", "ldap://dc9", "--directory"),
        ("site", "Lyon", "--site"),
        ("policy", "1", "--policy"),
    ]
    passed = [(one.name.value, one.value) for one in detected.facts if not one.used]
    assert passed == [("joined", "yes"), ("site", "Paris")]
    assert not detected.machine.joined
    assert detected.machine.policies.prefer_local_xml


async def test_a_policy_that_is_given_wins_over_the_registry_by_its_name() -> None:
    detected, _ = await begun(joined="no", policies=("ExcludeScpLookup=0",))

    excluded = detected.machine.policies.excluded
    assert excluded == tuple(step for step in EXCLUSIONS.values() if step is not StepName.SCP)


async def test_a_pc_that_is_not_to_be_asked_is_not_asked() -> None:
    records: list[Recorded] = []
    engine = RealEngine(pytest.fail, keeps_logs=False, platform=JoinedPc())
    policies = tuple(f"{name}=1" for name in EXCLUSIONS)
    options = RunOptions(address="ann@contoso.example", asks_machine=False, policies=policies)

    await engine.run(options, None, Nobody(), records.append)

    detected = records[1].event
    assert isinstance(detected, MachineDetected)
    assert {fact.origin for fact in detected.facts} == {"--policy"}


async def test_a_practice_scenario_brings_a_pc_of_its_own() -> None:
    records: list[Recorded] = []
    engine = RealEngine(pytest.fail, keeps_logs=False, platform=JoinedPc())

    outcome = await engine.practice("method-one", RunOptions(), None, Nobody(), records.append)

    detected = records[1].event
    assert isinstance(detected, MachineDetected)
    assert [fact.origin for fact in detected.facts] == ["--joined"]
    assert outcome is Outcome.FOUND


async def test_cancelling_while_the_pc_is_asked_writes_the_end() -> None:
    records: list[Recorded] = []
    release, is_asked = threading.Event(), anyio.Event()

    class SlowPc:
        def inquiries(self, office: str) -> tuple[Inquiry, ...]:
            return (Inquiry(origin="slow", ask=self._hang),)

        def _hang(self) -> Told:
            anyio.from_thread.run_sync(is_asked.set)
            release.wait(10)
            return Told()

    engine = RealEngine(pytest.fail, keeps_logs=False, platform=SlowPc())
    options = RunOptions(address="ann@contoso.example")
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(partial(engine.run, options, None, Nobody(), records.append))
        await is_asked.wait()
        tasks.cancel_scope.cancel()
    release.set()

    assert records[-1].event == RunFinished(outcome=Outcome.CANCELLED)
    assert len(records) == 2


async def test_bad_sign_ins_to_proxies_and_servers_count_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lent: list[SignIn] = []

    def network(options: NetworkOptions) -> None:
        assert options.proxy_sign_in is not None
        lent.append(options.proxy_sign_in)

    async def discover_and_probe(*known: object) -> RunFinished:
        lent.extend(one for one in known if isinstance(one, SignIn))
        return RunFinished(outcome=Outcome.NOT_FOUND)

    monkeypatch.setattr(run_module, "RealNetwork", network)
    monkeypatch.setattr(run_module, "_discover_and_probe", discover_and_probe)
    engine = RealEngine(pytest.fail, keeps_logs=False, platform=JoinedPc())
    chosen = RunOptions(address="ann@contoso.example", proxy_current_user=True)
    await engine.run(chosen, Secret("x"), Nobody(), lambda _: None)
    proxy, mailbox = lent

    for _ in range(2):
        async with proxy.turn() as turn:
            turn.miss()

    async with mailbox.turn() as turn:
        assert turn.is_empty
