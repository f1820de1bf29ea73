"""The jobs about lists of addresses that the window gives to the engine's thread."""

from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from app.domain.batch import BatchRow, BatchTask, Entry, Show
from app.domain.options import WrongUseError
from app.domain.secret import Secret
from app.gui.engine import Engine
from app.gui.engine_thread import Job
from app.gui.inbox import Inbox, Mailbox
from app.wording.language import language

# What reads and writes lists brings the judge's libraries, which the first painting need not wait
# for: each job imports it in its own thread.


class BatchWish(Struct, frozen=True, kw_only=True):
    """What is to be run through, and where it goes."""

    task: BatchTask
    """With all entries of the list, those that have a row already among them."""
    password: Secret | None = None
    is_practice: bool = False
    outputs: tuple[Path, ...] = ()
    resume: bool = False
    """Whether files that hold something are gone on with."""


class ListWish(Struct, frozen=True, kw_only=True):
    """Which list is read, and how."""

    file: str = ""
    is_practice: bool = False
    column: str = ""
    local_part: str = ""

    @property
    def is_given(self) -> bool:
        """Whether there is anything to read."""
        return bool(self.file) or self.is_practice


def read_entries(wish: ListWish, tell: Callable[[Sequence[Entry]], None]) -> Job:
    """Give the job of reading a list."""

    async def job(_inbox: Inbox) -> None:
        from app.domain.batch import LOCAL_PART
        from app.practice.many import practice_list
        from app.protocol.address_list import WrongListError, read_list
        from app.wiring.batch_files import read_list_file

        local_part = wish.local_part or LOCAL_PART
        try:
            if wish.is_practice:
                tell(read_list(practice_list()))
            else:
                tell(read_list_file(Path(wish.file), wish.column, local_part))
        except WrongListError as wrong:
            raise WrongUseError(str(wrong)) from wrong

    return job


def run_through(
    engine: Engine,
    wish: BatchWish,
    rows: Mailbox[BatchRow],
    ask: Callable[[Sequence[Path]], None],
    begin: Callable[[int], None],
) -> Job:
    """Give the job of running through a list.

    Nothing is run where files hold something and that is not to be gone on with: `ask` is told of
    them. Else `begin` is told how many entries have their row already.
    """
    spoken = language()

    async def job(_inbox: Inbox) -> None:
        from app.wiring.batch_files import BatchResults, that_hold_something

        held = () if wish.resume else that_hold_something(wish.outputs)
        if held:
            ask(held)
            return
        defects: list[Exception] = []
        entries = wish.task.entries
        with BatchResults(entries, wish.outputs, resume=wish.resume) as results:
            begin(len(entries) - len(results.left))
            run = engine.practise_batch if wish.is_practice else engine.batch
            await run(
                _of(wish.task, results.left),
                wish.password,
                results.take,
                defects.append,
                Show(row=rows.put, language=spoken),
            )
        if defects:
            # For the dialog about defects; the rows are written by now.
            raise defects[0]

    return job


def _of(task: BatchTask, entries: tuple[Entry, ...]) -> BatchTask:
    return BatchTask(entries=entries, options=task.options, pacing=task.pacing, logs=task.logs)
