"""An engine that plays events, and a terminal made of pipes."""

import asyncio
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from app.cli.engine import Sink
from app.domain.address import EmailAddress, WrongAddressError
from app.domain.batch import BatchRow, BatchTask, RowOutcome
from app.domain.events import Outcome, Prompted, Recorded, RunFinished
from app.domain.inspection import Inspection, InspectionWish
from app.domain.options import RunOptions, WrongUseError
from app.domain.prompts import Answer, Answers, Nobody
from app.domain.repeat import Repeat, repeat_of
from app.domain.secret import Secret
from app.domain.titles import ProfileTitle, ScenarioTitle
from tests.support.played_runs import session_of


class PlayingEngine:
    """Plays records to the sink, asks its prompts, and remembers with what it was called."""

    def __init__(
        self, records: Iterable[Recorded] = (), trouble: BaseException | None = None
    ) -> None:
        self.records = list(records)
        self.trouble = trouble
        self.options = RunOptions()
        self.password: Secret | None = None
        self.scenario = ""
        self.continued: Path | None = None
        self.repeat: Repeat | None = None
        self.given: list[Answer] = []
        self.hangs = False
        self.batch_task: BatchTask | None = None
        self.rows_before_ctrl_c = -1

    async def run(
        self, options: RunOptions, password: Secret | None, answers: Answers, sink: Sink
    ) -> Outcome:
        self.options, self.password = options, password
        if options.address:
            try:
                EmailAddress.parse(options.address)
            except WrongAddressError as error:
                raise WrongUseError(str(error)) from error
        if self.trouble:
            raise self.trouble
        outcome = Outcome.INTERRUPTED
        for recorded in self.records:
            sink(recorded)
            await asyncio.sleep(0)
            if isinstance(recorded.event, Prompted):
                self.given.append(await answers.answer(recorded.event.prompt))
            if isinstance(recorded.event, RunFinished):
                outcome = recorded.event.outcome
        if self.hangs:
            sys.stderr.write("hanging\n")
            await asyncio.sleep(3600)
        return outcome

    async def practice(
        self,
        name: str,
        overrides: RunOptions,
        password: Secret | None,
        answers: Answers,
        sink: Sink,
    ) -> Outcome:
        self.scenario = name
        return await self.run(overrides, password, answers, sink)

    def to_try_again(self, path: Path) -> Repeat:
        self.continued = path
        repeat = repeat_of(session_of(self.records), path.name)
        if repeat is None:
            raise WrongUseError("no services")
        return repeat

    async def try_again(
        self, repeat: Repeat, options: RunOptions, password: Secret | None, sink: Sink
    ) -> Outcome:
        self.repeat = repeat
        return await self.run(options, password, Nobody(), sink)

    async def serve(self, name: str, announce: Callable[[str], None]) -> None:
        self.scenario = name
        announce("autodiscope check ann@contoso.example --resolver 127.0.0.1:5353")
        if self.hangs:
            await asyncio.sleep(3600)

    async def serve_domains(self, count: int, announce: Callable[[str], None]) -> None:
        announce(f"autodiscope batch {count}.csv")

    async def batch(
        self,
        task: BatchTask,
        password: Secret | None,
        take: Callable[[BatchRow], None],
        on_defect: Callable[[Exception], None],
    ) -> None:
        self.batch_task, self.password = task, password
        for count, entry in enumerate(task.entries):
            if count == self.rows_before_ctrl_c:
                raise KeyboardInterrupt
            outcome = RowOutcome.WRONG_INPUT if entry.trouble else RowOutcome.FOUND
            if isinstance(self.trouble, Exception):
                on_defect(self.trouble)
                outcome = RowOutcome.DEFECT
            take(
                BatchRow(
                    line=entry.line,
                    input=entry.input,
                    address=entry.address,
                    outcome=outcome,
                    reason=entry.trouble,
                )
            )
            await asyncio.sleep(0)

    async def inspect(self, wish: InspectionWish, options: RunOptions) -> Inspection:
        self.options = options
        return Inspection(target=wish.target, is_file=False)

    def profiles(self) -> tuple[ProfileTitle, ...]:
        return (
            ProfileTitle(name="outlook-2007", title="Outlook 2007 SP1"),
            ProfileTitle(name="outlook-2007-rtm", title="Outlook 2007"),
        )

    def scenarios(self) -> tuple[ScenarioTitle, ...]:
        return (
            ScenarioTitle(name="fresh-install", title="Fresh", lesson="What setup leaves."),
            ScenarioTitle(name="expired", title="Expired", lesson="A date has passed."),
        )
