"""Who answers prompts in the terminal where the options leave them open: a person, or nobody."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import TextIO

from app.domain.prompts import Answer, Answers, Nobody, Prompt, PromptKind
from app.wording import prompt_text, prompt_title
from app.wording.language import _

_LONGEST_REPLY = 200


def person_at_terminal() -> Answers:
    """Give the person at the terminal, or nobody where there is no terminal to be seen."""
    if sys.stderr is None or not sys.stderr.isatty():
        return Nobody()
    return TerminalAnswers(_open_terminal, sys.stderr)


def _open_terminal() -> TextIO | None:
    # Standard input may hold the password, so that the terminal itself comes first.
    with suppress(OSError):
        return Path("/dev/tty").open(encoding="utf-8", errors="replace")
    return sys.stdin if sys.stdin is not None and sys.stdin.isatty() else None


class TerminalAnswers:
    """Asks a person; belongs to one event loop.

    One daemon thread reads lines for as long as the program lives, since a read from a terminal
    cannot be taken back: a question that was given up leaves no second reader behind, and the
    end of the program waits for none.
    """

    def __init__(self, open_stdin: Callable[[], TextIO | None], stderr: TextIO) -> None:
        self._open_stdin = open_stdin
        self._stderr = stderr
        self._stdin: TextIO | None = None
        self._is_open = False
        self._waiting: asyncio.Future[str] | None = None

    async def answer(self, prompt: Prompt) -> Answer:
        """Ask until the reply is a yes or a no; the end of the input is an assumed no."""
        if prompt.kind is not PromptKind.REDIRECT_CONSENT:
            # A certificate is accepted by --security-alert alone, since Outlook in the
            # background asks nobody; and a yes to the question for credentials gives none.
            return Answer.ASSUMED_NO
        print(f"\n{prompt_title(prompt)}:\n\n{prompt_text(prompt)}\n", file=self._stderr)
        choices = _("y/N/always") if prompt.can_be_remembered else _("y/N")
        question = _("Allow? [{choices}]").format(choices=choices) + " "
        while True:
            print(question, end="", file=self._stderr, flush=True)
            line = await self._line()
            match line.strip().lower():
                # In either language, whichever the question was in.
                case "y" | "yes" | "j" | "ja":
                    return Answer.YES
                case "a" | "always" | "i" | "immer" if prompt.can_be_remembered:
                    return Answer.ALWAYS
                case "" | "n" | "no" | "nein":
                    return Answer.NO if line else Answer.ASSUMED_NO
                case _:
                    print(
                        _("Please answer {choices}.").format(choices=choices.lower()),
                        file=self._stderr,
                    )

    async def _line(self) -> str:
        loop = asyncio.get_running_loop()
        if not self._is_open:
            self._is_open = True
            self._stdin = self._open_stdin()
            if self._stdin is not None:
                Thread(target=self._read, args=(self._stdin, loop), daemon=True).start()
        if self._stdin is None:
            return ""
        self._waiting = loop.create_future()
        try:
            return await self._waiting
        finally:
            self._waiting = None

    def _read(self, stdin: TextIO, loop: asyncio.AbstractEventLoop) -> None:
        line = "?"
        while line:
            try:
                line = stdin.readline(_LONGEST_REPLY)
            except (OSError, ValueError):
                # The terminal is gone, or closed, or sent what is no text.
                line = ""
            try:
                loop.call_soon_threadsafe(self._arrived, line)
            except RuntimeError:
                # The loop is closed: the run is over.
                return

    def _arrived(self, line: str) -> None:
        if not line:
            # The end of the input: it answers every later question too.
            self._stdin = None
        # What is typed while nobody asks answers nothing.
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(line)
