"""What the window asks of the engine: the seam by which tests hand in a fake one."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from app.domain.batch import BatchRow, BatchTask, Show
from app.domain.events import Outcome, Recorded
from app.domain.inspection import Inspection, InspectionWish
from app.domain.options import RunOptions
from app.domain.prompts import Answers
from app.domain.repeat import Repeat
from app.domain.secret import Secret
from app.domain.titles import ProfileTitle, ScenarioTitle
from app.wording.comparison import Comparison

Sink = Callable[[Recorded], None]


class Engine(Protocol):
    """Runs, practice and session logs.

    All but another, newest_log and complain_to is called in a thread of the window's own making,
    never in the thread that draws: a first call may take its time to import libraries.
    """

    def another(self) -> "Engine":
        """Give an engine of the same kind, for a run beside: each knows its own newest log."""
        ...

    def complain_to(self, tell: Callable[[str], None]) -> None:
        """Tell from now on, in one line and in any thread, that a session cannot be saved."""
        ...

    async def inspect(self, wish: InspectionWish, options: RunOptions) -> Inspection:
        """Look at one server's certificate, or at a file, which sends nothing.

        Only the options about the network and about trust count. Raises WrongUseError.
        """
        ...

    def profiles(self) -> tuple[ProfileTitle, ...]:
        """List the emulated clients, the default first."""
        ...

    def scenarios(self) -> tuple[ScenarioTitle, ...]:
        """List the practice scenarios."""
        ...

    async def run(
        self, options: RunOptions, password: Secret | None, answers: Answers, sink: Sink
    ) -> Outcome:
        """Run, and write the session log.

        Raises WrongUseError with one plain line for wrong options, before anything is sent.
        Every question goes to `answers`, which knows what the form says about it. When
        cancelled, it reports RunFinished and lets the cancellation pass.
        """
        ...

    async def practice(
        self,
        name: str,
        overrides: RunOptions,
        password: Secret | None,
        answers: Answers,
        sink: Sink,
    ) -> Outcome:
        """Run on the practice organisation; a scenario's own answers are applied before these."""
        ...

    async def try_again(
        self, repeat: Repeat, options: RunOptions, password: Secret | None, sink: Sink
    ) -> Outcome:
        """Try services of an earlier run again; what is given now wins over how that was made."""
        ...

    async def batch(
        self,
        task: BatchTask,
        password: Secret | None,
        take: Callable[[BatchRow], None],
        on_defect: Callable[[Exception], None],
        show: Show | None = None,
    ) -> None:
        """Run through a list; each row goes to `take`, whose WrongUseError ends the whole.

        `show` gets it then in the language of whoever looks on. A defect in one run is told, and
        makes one row.
        """
        ...

    async def practise_batch(
        self,
        task: BatchTask,
        password: Secret | None,
        take: Callable[[BatchRow], None],
        on_defect: Callable[[Exception], None],
        show: Show | None = None,
    ) -> None:
        """Run through a list on the practice organisation of a provider."""
        ...

    def forget_allowed_sites(self) -> None:
        """Ask about every website again, also where that was not wanted before."""
        ...

    def open_log(self, path: Path) -> Iterator[Recorded]:
        """Read a session log; raises WrongLogError with one plain line."""
        ...

    def read_text(self, text: str) -> Iterator[Recorded]:
        """Read another program's log as pasted; raises WrongLogError with one plain line."""
        ...

    def compare(self, first: Path, second: Path) -> Comparison:
        """Tell what differs between two logs; raises WrongLogError with one plain line."""
        ...

    def newest_log(self) -> Path | None:
        """Tell which file holds the log of the newest run; None where none could be written."""
        ...
