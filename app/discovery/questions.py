"""Puts prompts to whoever answers: one at a time, equal ones once, each within its limit."""

import anyio

from app.domain.events import Answered, Prompted
from app.domain.prompts import Answer, Answers, Prompt, PromptKind
from app.domain.recorder import Reporter


class Questions:
    """The only place that awaits an answer; no connection is open meanwhile."""

    def __init__(self, answers: Answers, limit_s: float) -> None:
        """Take `limit_s` without an answer for a no."""
        self._answers = answers
        self._limit_s = limit_s
        self._known: dict[tuple[str, ...], Answer] = {}
        self._turn = anyio.Lock()
        self.allowed_hosts: tuple[str, ...] = ()
        """The websites about which the user does not want to be asked again."""
        self.wanted_credentials = False
        """Whether a server asked for a sign-in that could not be given."""

    async def ask(self, prompt: Prompt, report: Reporter) -> Answer:
        """Report the prompt, have it answered, and report the answer."""
        async with self._turn:
            report(Prompted(prompt=prompt))
            answer = self._known.get(prompt.sameness)
            if answer is None:
                answer = Answer.ASSUMED_NO
                with anyio.move_on_after(self._limit_s):
                    answer = await self._answers.answer(prompt)
                self._known[prompt.sameness] = answer
                if answer is Answer.ALWAYS:
                    self.allowed_hosts = (*self.allowed_hosts, prompt.host)
            report(Answered(prompt=prompt, answer=answer))
        return answer

    def tell(self, prompt: Prompt, report: Reporter) -> None:
        """Report a prompt that Outlook would have shown and that nobody is asked here."""
        self.wanted_credentials |= prompt.kind is PromptKind.CREDENTIALS
        report(Prompted(prompt=prompt))
        report(Answered(prompt=prompt, answer=Answer.ASSUMED_NO))
