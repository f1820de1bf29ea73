"""How prompts are put."""

from functools import partial

import anyio
import pytest
from msgspec.structs import replace

from app.discovery.questions import Questions
from app.domain.events import Event, Recorded
from app.domain.prompts import Answer, Prompt, PromptKind
from app.domain.recorder import Recorder
from app.domain.steps import StepName

pytestmark = pytest.mark.anyio

PROMPT = Prompt(
    kind=PromptKind.REDIRECT_CONSENT,
    step=StepName.DNS_SRV,
    address="ann@contoso.com",
    url="https://mail.contoso.com/",
    host="mail.contoso.com",
    port=443,
)


class Person:
    """Answers when told to."""

    def __init__(self) -> None:
        self.may_answer = anyio.Event()
        self.asked: list[Prompt] = []
        self.at_once = 0
        self.most_at_once = 0

    async def answer(self, prompt: Prompt) -> Answer:
        self.asked.append(prompt)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self.may_answer.wait()
        self.at_once -= 1
        return Answer.YES


def events(records: list[Recorded]) -> list[Event]:
    return [one.event for one in records]


async def test_no_answer_in_time_is_taken_for_no() -> None:
    records: list[Recorded] = []
    report = Recorder(records.append, clock=lambda: 0.0).reporter

    answer = await Questions(Person(), limit_s=0.01).ask(PROMPT, report)

    assert answer is Answer.ASSUMED_NO
    assert [type(one).__name__ for one in events(records)] == ["Prompted", "Answered"]


async def test_equal_prompts_are_put_once_and_one_at_a_time() -> None:
    person = Person()
    questions = Questions(person, limit_s=5)
    report = Recorder(lambda _: None, clock=lambda: 0.0).reporter
    other = replace(PROMPT, host="backup.contoso.com")

    async with anyio.create_task_group() as group:
        for prompt in (PROMPT, other, PROMPT):
            group.start_soon(partial(questions.ask, prompt, report))
        person.may_answer.set()

    assert person.asked == [PROMPT, other]
    assert person.most_at_once == 1
