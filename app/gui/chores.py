"""Jobs of the engine that go on beside the session on show: what can be chosen, a log to copy."""

from collections.abc import Callable

from app.gui.engine_thread import EngineThread, Job


class Chores:
    """Keeps each thread until it has ended wholly."""

    def __init__(self) -> None:
        self._threads: list[EngineThread] = []

    def begin(self, job: Job, tell_end: Callable[[str], None] | None = None) -> None:
        """Start a job; `tell_end` gets its complaint, or an empty text."""
        thread = EngineThread(job)
        if tell_end is not None:
            thread.ended.connect(tell_end)
        self._threads = [*(one for one in self._threads if not one.join(0)), thread]
        thread.start()

    def cancel(self) -> None:
        """Ask each of them to stop."""
        for thread in self._threads:
            thread.cancel()

    def join(self, seconds: float) -> bool:
        """Wait for each of them at most so long; tell whether all have ended."""
        ended = [thread.join(seconds) for thread in self._threads]
        return all(ended)
