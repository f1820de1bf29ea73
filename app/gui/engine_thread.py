"""Runs one job of the engine in a daemon thread with an event loop of its own."""

import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QObject, Signal

from app.domain.options import WrongUseError
from app.gui.inbox import Inbox
from app.sessionlog import WrongLogError
from app.wording.language import _

if TYPE_CHECKING:
    import asyncio

Job = Callable[[Inbox], Coroutine[Any, Any, None]]


def defect() -> str:
    """Say that the program is at fault."""
    return _(
        "Something inside Autodiscope went wrong, and this is a defect of the program."
        " The session log holds everything up to here."
    )


class EngineThread(QObject):
    """One job, from start to end.

    Signals, received in the thread of the window:
        arrived: records wait in the inbox, which was empty before.
        ended(complaint): the job is over; the complaint is empty or one plain line.
    """

    arrived = Signal()
    ended = Signal(str)

    _begun: ClassVar[list["EngineThread"]] = []
    """Kept by the window's thread until they have ended wholly: whoever lets go of one as the last
    destroys it, and a thread that did so would disconnect its signals beside the one that draws."""

    def __init__(self, job: Job) -> None:
        # Without a parent, which could go while the thread runs.
        super().__init__()
        self.inbox = Inbox(self.arrived.emit)
        self._job = job
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._is_cancelled = False
        # The thread of its own has no language.
        self._defect = defect()

    def start(self) -> None:
        """Begin; once only."""
        self._begun[:] = [*(one for one in self._begun if not one.join(0)), self]
        self._thread.start()

    def cancel(self) -> None:
        """Ask the job to stop, whether it has begun, runs or is over.

        Once only: a second time would break into what the job does to end cleanly.
        """
        with self._lock:
            if self._is_cancelled:
                return
            self._is_cancelled = True
            loop, task = self._loop, self._task
        if loop is not None and task is not None:
            # The loop may close between the two lines; then there is nothing left to stop.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(task.cancel)

    def join(self, seconds: float) -> bool:
        """Wait for the thread's end, at most so long; tell whether it has ended."""
        if self._thread.ident is not None:
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        # Not at the start: the first painting need not wait for it.
        import asyncio

        with suppress(asyncio.CancelledError), asyncio.Runner() as runner:
            runner.run(self._main())

    async def _main(self) -> None:
        import asyncio

        complaint = self._defect
        try:
            with self._lock:
                self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
                is_cancelled = self._is_cancelled
            if not is_cancelled:
                await self._job(self.inbox)
            complaint = ""
        except (WrongUseError, WrongLogError) as error:
            complaint = str(error)
        except asyncio.CancelledError:
            complaint = ""
            raise
        finally:
            # Told before the loop closes, which may wait for threads that cannot be interrupted.
            # A defect goes on from here to threading.excepthook, which prints it.
            self.ended.emit(complaint)
