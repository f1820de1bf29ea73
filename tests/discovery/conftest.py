"""A run of discovery on a network out of a table."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from app.discovery.runner import Discovery, discover
from app.domain.events import Recorded
from app.domain.prompts import Answer, Prompt, PromptKind
from app.domain.recorder import Recorder
from app.domain.secret import Credentials, Secret
from app.domain.sign_in import SignIn
from app.domain.task import Task
from tests.support.fake_network import FakeNetwork
from tests.support.transcript import transcript


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class FixedAnswers:
    """Says yes to the kinds it is given, and remembers what it was asked."""

    def __init__(self, *yes: PromptKind, only: tuple[str, ...] = ()) -> None:
        self.yes_is = Answer.YES
        self._yes = yes
        self._only = only
        self.asked: list[Prompt] = []

    async def answer(self, prompt: Prompt) -> Answer:
        self.asked.append(prompt)
        is_meant = not self._only or prompt.host in self._only
        return self.yes_is if is_meant and prompt.kind in self._yes else Answer.NO


class Run:
    """What came of a run: its records, its lines, its result."""

    def __init__(self) -> None:
        self.records: list[Recorded] = []
        self.answers = FixedAnswers()
        self.discovery = Discovery(round=0)

    @property
    def lines(self) -> list[str]:
        return transcript(self.records)


Runner = Callable[..., Coroutine[Any, Any, Run]]


@pytest.fixture
def run() -> Runner:
    """Give a function that runs a task on a network."""

    async def go(
        task: Task,
        network: FakeNetwork,
        *,
        yes: tuple[PromptKind, ...] = (),
        only: tuple[str, ...] = (),
        yes_is: Answer = Answer.YES,
        password: str | None = None,
        into: Run | None = None,
    ) -> Run:
        done = into or Run()
        done.answers = FixedAnswers(*yes, only=only)
        done.answers.yes_is = yes_is
        recorder = Recorder(done.records.append, clock=lambda: 0.0)
        credentials = Credentials("ann", Secret(password)) if password else None
        done.discovery = await discover(
            task, network, done.answers, SignIn(credentials), recorder.reporter
        )
        return done

    return go
