"""The seam to the engine: all that the terminal knows of a run."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from app.domain.batch import BatchRow, BatchTask
from app.domain.events import Outcome, Recorded
from app.domain.inspection import Inspection, InspectionWish
from app.domain.options import RunOptions
from app.domain.prompts import Answers
from app.domain.repeat import Repeat
from app.domain.secret import Secret
from app.domain.titles import ProfileTitle, ScenarioTitle

Sink = Callable[[Recorded], None]


class Engine(Protocol):
    """Runs discoveries.

    Options are checked here: WrongUseError, with one line, for what cannot be taken, and
    before anything is sent. Cancelling a run reports RunFinished where it can, and goes on as
    CancelledError. Prompts that the options `consent` and `security_alert`, a scenario's own
    among them, leave open go to `answers`.
    """

    async def run(
        self, options: RunOptions, password: Secret | None, answers: Answers, sink: Sink
    ) -> Outcome:
        """Run one discovery; each event goes to `sink` when it happens, and to `options.save`."""
        ...

    async def practice(
        self,
        name: str,
        overrides: RunOptions,
        password: Secret | None,
        answers: Answers,
        sink: Sink,
    ) -> Outcome:
        """Run a scenario; overrides that are given, the password too, win over its own."""
        ...

    def to_try_again(self, path: Path) -> Repeat:
        """Read a session for its services; raises WrongLogError, or WrongUseError without any."""
        ...

    async def try_again(
        self, repeat: Repeat, options: RunOptions, password: Secret | None, sink: Sink
    ) -> Outcome:
        """Try services of an earlier run again; what is given now wins over how that was made."""
        ...

    async def serve(self, name: str, announce: Callable[[str], None]) -> None:
        """Serve a scenario until cancelled; `announce` gets the command line that reaches it."""
        ...

    async def serve_domains(self, count: int, announce: Callable[[str], None]) -> None:
        """Serve that many mail domains until cancelled; `announce` gets a `batch` command line."""
        ...

    async def batch(
        self,
        task: BatchTask,
        password: Secret | None,
        take: Callable[[BatchRow], None],
        on_defect: Callable[[Exception], None],
    ) -> None:
        """Run through a list; each row goes to `take`, whose WrongUseError ends the whole.

        A defect in one run is told, and makes one row.
        """
        ...

    async def inspect(self, wish: InspectionWish, options: RunOptions) -> Inspection:
        """Look at one server's certificate, or at a file, which sends nothing.

        Only the options about the network and about trust count. Raises WrongUseError.
        """
        ...

    def profiles(self) -> tuple[ProfileTitle, ...]:
        """List the emulated clients."""
        ...

    def scenarios(self) -> tuple[ScenarioTitle, ...]:
        """List the practice scenarios."""
        ...
