"""Lets the options answer what they answer, and a person the rest."""

from typing import assert_never

from app.domain.options import RunOptions
from app.domain.prompts import Answer, Answers, Nobody, Prompt, PromptKind
from app.domain.task import Mode


class OptionAnswers:
    """Answers by the options `consent` and `security_alert`."""

    def __init__(self, options: RunOptions, person: Answers) -> None:
        self._options = options
        # A survey runs everything at once, and asks nobody.
        self._person = Nobody() if options.mode == Mode.SURVEY else person

    async def answer(self, prompt: Prompt) -> Answer:
        """Answer, or have the person answer where the options leave it open."""
        match prompt.kind:
            case PromptKind.REDIRECT_CONSENT:
                fixed = {"allow": Answer.ASSUMED_YES, "deny": Answer.ASSUMED_NO}
                answer = fixed.get(self._options.consent)
            case PromptKind.SECURITY_ALERT:
                fixed = {"accept": Answer.ASSUMED_YES, "skip": Answer.ASSUMED_NO}
                answer = fixed.get(self._options.security_alert)
            case PromptKind.CREDENTIALS:
                answer = Answer.ASSUMED_NO
            case _:
                assert_never(prompt.kind)
        return answer or await self._person.answer(prompt)
