"""What the window asks of the engine: the seam by which tests hand in a fake one."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from app.domain.events import Outcome, Recorded
from app.domain.options import RunOptions
from app.domain.prompts import Answers
from app.domain.secret import Secret

Sink = Callable[[Recorded], None]


class ScenarioTitle(Struct, frozen=True, kw_only=True):
    """A scenario of the practice organisation that the menu offers."""

    name: str
    title: str
    lesson: str
    """What a trainee should learn, in one sentence."""


class Engine(Protocol):
    """Runs, practice and session logs.

    All but newest_log is called in a thread of the window's own making, never in the thread
    that draws: a first call may take its time to import libraries.
    """

    def profiles(self) -> tuple[tuple[str, str], ...]:
        """Give the name and the title of each profile, the default first."""
        ...

    def scenario_titles(self) -> tuple[ScenarioTitle, ...]:
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

    def open_log(self, path: Path) -> Iterator[Recorded]:
        """Read a session log; raises WrongLogError with one plain line."""
        ...

    def newest_log(self) -> Path | None:
        """Tell which file holds the log of the newest run; None where none could be written."""
        ...
