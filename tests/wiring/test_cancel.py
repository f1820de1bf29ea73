"""Cancel ends a whole run at once in each of its moments: practice, a list, a question's wait."""

from collections.abc import Awaitable, Callable

import anyio
import pytest
from msgspec.structs import replace

from app.domain.batch import BatchRow, BatchTask
from app.domain.events import Outcome, Prompted, Recorded, RunFinished
from app.domain.options import RunOptions
from app.domain.prompts import Answer, Nobody, Prompt
from app.practice.many import domain, many_domains
from app.practice.organisation import open_organisation
from app.practice.scenarios import load_scenarios
from app.protocol.address_list import read_list
from app.wiring import RealEngine
from tests.support.own_time import own_time

pytestmark = pytest.mark.anyio

BOUND_S = 0.2
"""The promise; what a busy machine keeps this thread waiting does not count."""
MOMENTS = 6
"""Of each kind of run, from its beginning to its end."""
COUNT = 18
"""Domains in a list."""
QUICKLY = RunOptions(timeout=0.2)
"""What does not answer is given up soon."""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Silent:
    """Somebody who does not answer."""

    async def answer(self, prompt: Prompt) -> Answer:
        await anyio.sleep_forever()
        raise AssertionError


def engine() -> RealEngine:
    return RealEngine(pytest.fail, keeps_logs=False)


async def cancelled(
    work: Callable[[], Awaitable[object]], is_there: Callable[[], bool]
) -> tuple[bool, float]:
    """Cancel as soon as that is so; tell whether it was before the end, and how long it took."""
    ended = False

    async def run() -> None:
        nonlocal ended
        await work()
        ended = True

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(run)
        with anyio.fail_after(30):
            while not (ended or is_there()):  # noqa: ASYNC110 - records set no event.
                await anyio.sleep(0.0005)
        began = own_time()
        tasks.cancel_scope.cancel()
    return not ended, own_time() - began


def nothing_broken(error: Exception) -> None:
    raise error


async def practised(name: str, after: int) -> tuple[list[Recorded], float]:
    """Practise, and cancel after so many events."""
    records: list[Recorded] = []

    async def run() -> None:
        await engine().practice(name, QUICKLY, None, Nobody(), records.append)

    _, took = await cancelled(run, lambda: len(records) >= after)
    return records, took


async def gone_through(task: BatchTask, after: int) -> tuple[bool, float]:
    """Go through a list, and cancel after so many rows."""
    rows: list[BatchRow] = []

    async def run() -> None:
        await engine().batch(task, None, rows.append, nothing_broken)

    return await cancelled(run, lambda: len(rows) >= after)


@pytest.mark.parametrize("name", ["fresh-install", "method-three", "black-hole"])
async def test_in_the_middle_of_practice(name: str) -> None:
    whole: list[Recorded] = []
    with anyio.move_on_after(3):
        await engine().practice(name, QUICKLY, None, Nobody(), whole.append)

    tooks = []
    for number in range(MOMENTS):
        records, took = await practised(name, 1 + number * (len(whole) - 2) // MOMENTS)
        tooks.append(took)
        assert isinstance(records[-1].event, RunFinished)

    assert max(tooks) < BOUND_S


async def test_while_a_question_waits_for_its_answer() -> None:
    records: list[Recorded] = []

    def is_asked() -> bool:
        return any(isinstance(one.event, Prompted) for one in records)

    scenario = next(one for one in load_scenarios() if one.name == "method-three")
    async with open_organisation(scenario) as organisation:
        options = replace(organisation.options, consent="")

        async def run() -> None:
            await engine().run(options, None, Silent(), records.append)

        was_cancelled, took = await cancelled(run, is_asked)

    assert was_cancelled
    assert took < BOUND_S
    assert records[-1].event == RunFinished(outcome=Outcome.CANCELLED)


async def test_in_the_middle_of_a_list() -> None:
    tooks = []
    async with open_organisation(many_domains(COUNT)) as organisation:
        options = replace(organisation.options, address="", username="", no_proxy=True)
        listed = read_list("\n".join(map(domain, range(COUNT))).encode())
        task = BatchTask(entries=listed, options=options)
        for number in range(MOMENTS):
            was_cancelled, took = await gone_through(task, number * COUNT // MOMENTS)
            assert was_cancelled
            tooks.append(took)

    assert max(tooks) < BOUND_S
