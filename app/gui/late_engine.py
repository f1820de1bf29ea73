"""The real engine, imported when a thread first asks it for something: the window paints first."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.batch import BatchRow, BatchTask, Show
from app.domain.events import Outcome, Recorded
from app.domain.inspection import Inspection, InspectionWish
from app.domain.options import RunOptions
from app.domain.prompts import Answers
from app.domain.repeat import Repeat
from app.domain.secret import Secret
from app.domain.titles import ProfileTitle, ScenarioTitle
from app.gui.engine import Sink
from app.wording.comparison import Comparison

if TYPE_CHECKING:
    from app.wiring import RealEngine


class LateEngine:
    """Passes everything on to one RealEngine, which saves every run unless told otherwise."""

    def __init__(self, *, keeps_logs: bool = True, note: Sink | None = None) -> None:
        """`note` is told of every event of a run before whoever runs it."""
        self._note = note
        self._keeps_logs = keeps_logs
        self._tell: Callable[[str], None] = _ignore
        self._lock = threading.Lock()
        self._loaded: RealEngine | None = None

    def another(self) -> "LateEngine":
        """Give one that loads a RealEngine of its own."""
        return LateEngine(keeps_logs=self._keeps_logs, note=self._note)

    def complain_to(self, tell: Callable[[str], None]) -> None:
        """Tell from now on that a session cannot be saved."""
        self._tell = tell

    def profiles(self) -> tuple[ProfileTitle, ...]:
        """List the emulated clients, the default first."""
        return self._real().profiles()

    def scenarios(self) -> tuple[ScenarioTitle, ...]:
        """List the practice scenarios."""
        return self._real().scenarios()

    async def run(
        self, options: RunOptions, password: Secret | None, answers: Answers, sink: Sink
    ) -> Outcome:
        """Run, and write the session log."""
        return await self._real().run(options, password, answers, self._noting(sink))

    async def practice(
        self,
        name: str,
        overrides: RunOptions,
        password: Secret | None,
        answers: Answers,
        sink: Sink,
    ) -> Outcome:
        """Run on the practice organisation."""
        return await self._real().practice(name, overrides, password, answers, self._noting(sink))

    async def try_again(
        self, repeat: Repeat, options: RunOptions, password: Secret | None, sink: Sink
    ) -> Outcome:
        """Try services of an earlier run again."""
        return await self._real().try_again(repeat, options, password, sink)

    async def batch(
        self,
        task: BatchTask,
        password: Secret | None,
        take: Callable[[BatchRow], None],
        on_defect: Callable[[Exception], None],
        show: Show | None = None,
    ) -> None:
        """Run through a list."""
        await self._real().batch(task, password, take, on_defect, show)

    async def practise_batch(
        self,
        task: BatchTask,
        password: Secret | None,
        take: Callable[[BatchRow], None],
        on_defect: Callable[[Exception], None],
        show: Show | None = None,
    ) -> None:
        """Run through a list on the practice organisation."""
        await self._real().practise_batch(task, password, take, on_defect, show)

    def forget_allowed_sites(self) -> None:
        """Ask about every website again."""
        self._real().forget_allowed_sites()

    async def inspect(self, wish: InspectionWish, options: RunOptions) -> Inspection:
        """Look at a certificate."""
        return await self._real().inspect(wish, options)

    def open_log(self, path: Path) -> Iterator[Recorded]:
        """Read a session log; raises WrongLogError with one plain line."""
        return self._real().open_log(path)

    def read_text(self, text: str) -> Iterator[Recorded]:
        """Read another program's log as pasted; raises WrongLogError with one plain line."""
        return self._real().read_text(text)

    def compare(self, first: Path, second: Path) -> Comparison:
        """Tell what differs between two logs; raises WrongLogError with one plain line."""
        return self._real().compare(first, second)

    def newest_log(self) -> Path | None:
        """Tell which file holds the newest run, without loading anything."""
        return self._loaded.newest_log() if self._loaded else None

    def _real(self) -> "RealEngine":
        # Two threads may ask at the same time: the list of choices, and a run begun early.
        with self._lock:
            if self._loaded is None:
                from app.wiring import RealEngine

                self._loaded = RealEngine(self._complain, keeps_logs=self._keeps_logs)
            return self._loaded

    def _noting(self, sink: Sink) -> Sink:
        note = self._note
        if note is None:
            return sink

        def note_and_tell(recorded: Recorded) -> None:
            note(recorded)
            sink(recorded)

        return note_and_tell

    def _complain(self, line: str) -> None:
        self._tell(line)


def _ignore(line: str) -> None:
    """Nobody is there to be told yet."""
