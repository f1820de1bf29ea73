"""Runs, practice and logs through the one engine."""

from functools import partial
from pathlib import Path
from typing import Any

import anyio
import pytest
from msgspec.structs import replace

from app.domain.events import Answered, AttemptStarted, Outcome, Recorded, RunFinished
from app.domain.machine import Fact
from app.domain.notes import NoteCode, Noted
from app.domain.options import RunOptions, WrongUseError
from app.domain.prompts import Answer, Nobody, Prompt, PromptKind
from app.domain.steps import StepName
from app.wiring import RealEngine, engine
from app.wiring.checks import Checked

pytestmark = pytest.mark.anyio

CONSENT = Prompt(
    kind=PromptKind.REDIRECT_CONSENT,
    step=StepName.HTTP_REDIRECT,
    address="ann@contoso.com",
    url="https://mail.contoso.com/autodiscover/autodiscover.xml",
    host="mail.contoso.com",
    port=443,
)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def engine_that_keeps_logs() -> RealEngine:
    return RealEngine(pytest.fail, keeps_logs=True)


async def test_cancelling_a_run_writes_its_end(tmp_path: Path) -> None:
    log = tmp_path / "run.autodiscope"
    begun = anyio.Event()

    def sink(recorded: Recorded) -> None:
        if isinstance(recorded.event, AttemptStarted):
            begun.set()

    real = RealEngine(pytest.fail, keeps_logs=False)
    run = partial(real.practice, "method-one", RunOptions(save=str(log)), None, Nobody(), sink)
    async with anyio.create_task_group() as group:
        group.start_soon(run)
        await begun.wait()
        group.cancel_scope.cancel()

    *_, last = real.open_log(log)
    assert last.event == RunFinished(outcome=Outcome.CANCELLED)


async def test_an_unknown_scenario_is_refused_by_name() -> None:
    with pytest.raises(WrongUseError, match="no scenario 'none'; there are fresh-install"):
        await engine_that_keeps_logs().practice(
            "none", RunOptions(), None, Nobody(), lambda _: None
        )


async def test_serving_announces_the_command_line_that_reaches_it() -> None:
    told: list[str] = []
    announced = anyio.Event()

    def announce(line: str) -> None:
        told.append(line)
        announced.set()

    async with anyio.create_task_group() as group:
        group.start_soon(engine_that_keeps_logs().serve, "method-one", announce)
        await announced.wait()
        group.cancel_scope.cancel()

    assert "autodiscope check ann@contoso.example" in told[0]


def test_profiles_and_scenarios_are_listed_with_titles() -> None:
    listed = engine_that_keeps_logs()

    assert [one.name for one in listed.profiles()] == ["outlook-2007", "outlook-2007-rtm"]
    assert all(one.title and one.lesson.endswith(".") for one in listed.scenarios())


async def test_a_pc_that_trusts_nothing_is_told_so(tmp_path: Path) -> None:
    records: list[Recorded] = []
    options = RunOptions(
        address="ann@contoso.example",
        system_trust=False,
        resolvers=("127.0.0.1:9",),
        policies=tuple(
            f"Exclude{name}=1"
            for name in (
                "HttpsRootDomain",
                "HttpsAutoDiscoverDomain",
                "HttpRedirect",
                "SrvRecord",
            )
        ),
        save=str(tmp_path / "x.autodiscope"),
    )

    await RealEngine(pytest.fail, keeps_logs=False).run(options, None, Nobody(), records.append)

    notes = [one.event.code for one in records if isinstance(one.event, Noted)]
    assert notes == [NoteCode.NOTHING_TRUSTED]


async def test_a_website_that_was_allowed_for_good_is_known_to_the_next_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[Fact, ...]] = []
    report: list[Recorded] = []

    async def fake_run(checked: Checked, *rest: Any) -> Outcome:
        seen.append(checked.facts)
        sink = rest[2]
        answered = Answered(prompt=CONSENT, answer=Answer.ALWAYS)
        sink(Recorded(number=1, at_ms=0.0, event=answered))
        return Outcome.FOUND

    monkeypatch.setattr(engine, "run", fake_run)
    real = RealEngine(pytest.fail, keeps_logs=False)
    asked = RunOptions(address="ann@contoso.com")

    for options in (
        asked,
        asked,
        replace(asked, consent="deny"),
        replace(asked, asks_machine=False),
    ):
        await real.run(options, None, Nobody(), report.append)
    real.forget_allowed_sites()
    await real.run(asked, None, Nobody(), report.append)

    hosts = [[fact.value for fact in facts] for facts in seen]
    assert hosts == [[], ["mail.contoso.com"], [], [], []]
