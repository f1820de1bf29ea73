"""Takes the steps of a plan, round by round, until Outlook would have its settings."""

from collections.abc import Sequence

import anyio
from msgspec import Struct

from app.discovery.circumstances import Circumstances
from app.discovery.plan import plan
from app.discovery.questions import Questions
from app.discovery.steps import STEPS
from app.domain.events import RoundStarted, SettingsChosen, StepFinished, StepStarted
from app.domain.network import Network
from app.domain.prompts import Answers
from app.domain.recorder import Reporter
from app.domain.sign_in import SignIn
from app.domain.steps import (
    Found,
    Interrupted,
    Readdressed,
    Refused,
    StepName,
    StepResult,
)
from app.domain.task import Mode, Task


class Discovery(Struct, frozen=True, kw_only=True):
    """What a whole run of discovery came to."""

    round: int
    step: StepName | None = None
    """The step that decided; None where none did."""
    result: Found | Refused | None = None
    sign_in_needed: bool = False
    """Whether a URL with an accepted certificate asked for a sign-in that could not be given."""
    address: str = ""
    """The mailbox that the last round was about."""


Decision = tuple[StepName, Found | Readdressed | Refused]


async def discover(
    task: Task, network: Network, answers: Answers, sign_in: SignIn, report: Reporter
) -> Discovery:
    """Run the profile's whole sequence for the task's address.

    Every event goes to `report`. Cancelling is cancelling the caller's scope: steps under way
    are reported as interrupted.
    """
    questions = Questions(answers, task.limits.prompt_s)
    address, addresses = task.address, [str(task.address).casefold()]
    number = 0
    while True:
        number += 1
        here = report.in_round(number)
        steps = plan(task, address)
        here(RoundStarted(address=str(address), plan=steps))
        circumstances = [
            Circumstances(
                task=task,
                address=address,
                addresses=tuple(addresses),
                planned=planned,
                network=network,
                questions=questions,
                report=here.in_step(planned.step),
                sign_in=sign_in,
            )
            for planned in steps
            if not planned.skipped
        ]
        decision = await _round(circumstances, task)
        wanted = questions.wanted_credentials
        if decision is None:
            return Discovery(round=number, sign_in_needed=wanted, address=str(address))
        step, result = decision
        if isinstance(result, Readdressed):
            # "Restart the whole run with the new address." [EWS-ERR], protocol.md 1.4
            address = result.address
            addresses.append(str(address).casefold())
            continue
        return Discovery(
            round=number, step=step, result=result, sign_in_needed=wanted, address=str(address)
        )


async def _round(steps: Sequence[Circumstances], task: Task) -> Decision | None:
    if task.mode is Mode.SURVEY:
        return await _survey(steps, task)
    results: dict[StepName, StepResult] = {}
    for here in steps:
        await _take(here, results)
        if decision := _decision(here, results, task):
            _tell_choice(here, decision)
            return decision
    return None


async def _survey(steps: Sequence[Circumstances], task: Task) -> Decision | None:
    """Take every step at the same time; the order of the profile decides among them.

    What it decides is told as soon as no earlier step can change it; the rest is filled in behind.
    """
    results: dict[StepName, StepResult] = {}
    decided: list[Decision] = []

    async def take(here: Circumstances) -> None:
        await _take(here, results)
        if decided:
            return
        for one in steps:
            if one.planned.step not in results:
                return
            if decision := _decision(one, results, task):
                decided.append(decision)
                _tell_choice(one, decision)
                return

    async with anyio.create_task_group() as group:
        for here in steps:
            group.start_soon(take, here)
    return decided[0] if decided else None


def _tell_choice(here: Circumstances, decision: Decision) -> None:
    _, result = decision
    if isinstance(result, Found):
        here.report(SettingsChosen(url=result.url, settings=result.settings))


async def _take(here: Circumstances, results: dict[StepName, StepResult]) -> None:
    name = here.planned.step
    here.report(StepStarted())
    try:
        result = await STEPS[name](here)
    except anyio.get_cancelled_exc_class():
        here.report(StepFinished(result=Interrupted()))
        raise
    here.report(StepFinished(result=result))
    results[name] = result


def _decision(
    here: Circumstances, results: dict[StepName, StepResult], task: Task
) -> Decision | None:
    """Tell whether a step's result ends the round, as Outlook takes it."""
    step = here.planned.step
    result = results[step]
    match result:
        case Found() | Readdressed():
            return step, result
        case Refused() if step in task.profile.final_errors:
            return step, result
        case _:
            return None
