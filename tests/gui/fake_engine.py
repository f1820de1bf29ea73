"""An engine that plays recorded events, and waits where a test wants it to."""

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from app.domain.batch import BatchRow, BatchTask, Entry, RowOutcome, Show
from app.domain.events import Outcome, Recorded
from app.domain.inspection import Inspection, InspectionWish
from app.domain.options import RunOptions, WrongUseError
from app.domain.prompts import Answer, Answers, Prompt
from app.domain.repeat import Repeat
from app.domain.secret import Secret
from app.domain.titles import ProfileTitle, ScenarioTitle
from app.gui.answers import BackgroundAnswers
from app.gui.engine import Sink
from app.sessionlog import WrongLogError
from app.wording.comparison import Comparison

PROFILES = (
    ProfileTitle(name="outlook-2007", title="Outlook 2007 (SP1 and later)"),
    ProfileTitle(name="outlook-2007-rtm", title="Outlook 2007 (as first released, without SRV)"),
)
SCENARIOS = (
    ScenarioTitle(name="fresh-install", title="Fresh install", lesson="It works inside."),
    ScenarioTitle(name="expired", title="Expired certificate", lesson="Dates matter."),
)


NOBODY = BackgroundAnswers()


class FakeEngine:
    """Plays `records` for every run, scenario and log."""

    def __init__(self, records: Iterable[Recorded] = ()) -> None:
        self.records = list(records)
        self.options: RunOptions | None = None
        self.password: Secret | None = None
        self.practised: list[str] = []
        self.answers: list[Answer] = []
        self.prompt: Prompt | None = None
        """Asked after the records, where there is one."""
        self.repeat: Repeat | None = None
        self.wishes: list[InspectionWish] = []
        self.inspection: Inspection | None = None
        """What a look at a certificate gives."""
        self.wrong_use = ""
        self.wrong_log = ""
        self.defect: Exception | None = None
        self.log: Path | None = None
        self.hangs = False
        self.threads: list[str] = []
        self.was_cancelled = threading.Event()
        self.beside: FakeEngine | None = None
        """The engine of the run from outside, in whichever tab."""
        self._others = 0
        self.forgot = False
        self.task: BatchTask | None = None
        self.unreadable = ""
        self.most_rows = 1_000_000
        """After so many rows a batch hangs, where it does."""
        self.title = "The certificate has expired."
        self.pasted = ""
        self.compared: list[Path] = []
        self.comparison = Comparison(differences=(), first_only=(), second_only=())

    def another(self) -> "FakeEngine":
        self.beside = self.beside or FakeEngine(self.records)
        self._others += 1
        # The first tab wants one for outside, each further one two: its own comes first, and a
        # test need not care which tab runs.
        return self.beside if self._others % 2 else self

    def complain_to(self, tell: Callable[[str], None]) -> None:
        self.tell = tell

    def profiles(self) -> tuple[ProfileTitle, ...]:
        return PROFILES

    def scenarios(self) -> tuple[ScenarioTitle, ...]:
        return SCENARIOS

    async def run(
        self, options: RunOptions, password: Secret | None, answers: Answers, sink: Sink
    ) -> Outcome:
        self.options, self.password = options, password
        return await self._play(answers, sink)

    async def practice(
        self,
        name: str,
        overrides: RunOptions,
        password: Secret | None,
        answers: Answers,
        sink: Sink,
    ) -> Outcome:
        self.practised.append(name)
        self.options, self.password = overrides, password
        return await self._play(answers, sink)

    async def try_again(
        self, repeat: Repeat, options: RunOptions, password: Secret | None, sink: Sink
    ) -> Outcome:
        self.repeat = repeat
        self.options, self.password = options, password
        return await self._play(NOBODY, sink)

    async def batch(
        self,
        task: BatchTask,
        password: Secret | None,
        take: Callable[[BatchRow], None],
        on_defect: Callable[[Exception], None],
        show: Show | None = None,
    ) -> None:
        self.task, self.password = task, password
        self.threads.append(threading.current_thread().name)
        if self.wrong_use:
            raise WrongUseError(self.wrong_use)
        assert show is not None
        for entry in task.entries[: self.most_rows]:
            outcome = RowOutcome.WRONG_INPUT if entry.trouble else self.outcome_of(entry)
            row = BatchRow(
                line=entry.line,
                input=entry.input,
                address=entry.address,
                outcome=outcome,
                title="" if entry.trouble else self.title,
                reason=entry.trouble,
                duration_ms=12.0,
                log=f"{entry.line}.autodiscope" if task.logs and not entry.trouble else "",
            )
            take(row)
            show.row(row)
            await asyncio.sleep(0)
        if self.defect:
            on_defect(self.defect)
        try:
            if self.hangs:
                await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.was_cancelled.set()
            raise

    async def practise_batch(
        self,
        task: BatchTask,
        password: Secret | None,
        take: Callable[[BatchRow], None],
        on_defect: Callable[[Exception], None],
        show: Show | None = None,
    ) -> None:
        self.practised.append("many")
        await self.batch(task, password, take, on_defect, show)

    def outcome_of(self, entry: Entry) -> RowOutcome:
        """Let every third line be without settings."""
        return RowOutcome.FOUND if entry.line % 3 else RowOutcome.NOT_FOUND

    def forget_allowed_sites(self) -> None:
        self.forgot = True

    async def inspect(self, wish: InspectionWish, options: RunOptions) -> Inspection:
        self.wishes.append(wish)
        self.options = options
        self.threads.append(threading.current_thread().name)
        try:
            if self.hangs:
                await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.was_cancelled.set()
            raise
        if self.wrong_use:
            raise WrongUseError(self.wrong_use)
        return self.inspection or Inspection(target=wish.target, is_file=False)

    def open_log(self, path: Path) -> Iterator[Recorded]:
        if path.name == self.unreadable:
            raise WrongLogError(f"{path.name} is no session.")
        yield from self.records
        if self.wrong_log:
            raise WrongLogError(self.wrong_log)

    def read_text(self, text: str) -> Iterator[Recorded]:
        self.pasted = text
        return self.open_log(Path("pasted"))

    def compare(self, first: Path, second: Path) -> Comparison:
        self.compared = [first, second]
        if self.wrong_log:
            raise WrongLogError(self.wrong_log)
        return self.comparison

    def newest_log(self) -> Path | None:
        return self.log

    async def _play(self, answers: Answers, sink: Sink) -> Outcome:
        self.threads.append(threading.current_thread().name)
        if self.wrong_use:
            raise WrongUseError(self.wrong_use)
        if self.defect:
            raise self.defect
        for recorded in self.records:
            sink(recorded)
        if self.prompt:
            self.answers.append(await answers.answer(self.prompt))
        try:
            if self.hangs:
                await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.was_cancelled.set()
            raise
        return Outcome.FOUND
