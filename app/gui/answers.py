"""Brings Outlook's questions from the engine's thread into the window, and the answers back."""

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.prompts import Answer, Prompt, PromptKind

if TYPE_CHECKING:
    import asyncio


class BackgroundAnswers:
    """Answers as Outlook does when nobody is watching: it refuses, and goes on."""

    async def answer(self, prompt: Prompt) -> Answer:  # noqa: ARG002 - the same for every prompt
        """Say no without asking."""
        return Answer.ASSUMED_NO


class WindowAnswers(QObject):
    """Asks the person at the window, one prompt at a time.

    Signals, received in the thread of the window:
        asked(prompt): show this question.
        withdrawn: the question is answered, timed out or cancelled; take it away.
    """

    asked = Signal(object)
    withdrawn = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: tuple[Prompt, asyncio.AbstractEventLoop, asyncio.Future[Answer]] | None = (
            None
        )

    async def answer(self, prompt: Prompt) -> Answer:
        """Wait for the person; the engine cancels this when its limit is over."""
        if prompt.kind is PromptKind.CREDENTIALS:
            # The password is asked for in the form, before the run.
            return Answer.ASSUMED_NO
        # Not at the start: the first painting need not wait for it.
        import asyncio

        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        self._waiting = (prompt, loop, future)
        self.asked.emit(prompt)
        try:
            return await future
        finally:
            self._waiting = None
            self.withdrawn.emit()

    def give(self, prompt: Prompt, answer: Answer) -> None:
        """Answer this prompt from the window's thread; too late, it changes nothing."""
        waiting = self._waiting
        if waiting is None or waiting[0] is not prompt:
            return
        _, loop, future = waiting

        def settle() -> None:
            if not future.done():
                future.set_result(answer)

        # The loop may have closed since.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(settle)
