"""What Outlook would have shown the user, and how it was answered."""

from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from app.domain.connections import Judged
from app.domain.steps import StepName


class PromptKind(StrEnum):
    """The questions that Outlook asks during discovery."""

    CREDENTIALS = "credentials"
    SECURITY_ALERT = "security-alert"
    REDIRECT_CONSENT = "redirect-consent"


class Prompt(Struct, frozen=True, kw_only=True):
    """One question; wording.py has Outlook's text for it."""

    kind: PromptKind
    step: StepName
    address: str
    url: str
    """The URL that the question is about: where the client wants to go on to."""
    host: str
    port: int
    came_from: str = ""
    """The URL or DNS name that led there; empty where nothing did."""
    judged: Judged | None = None
    """For a security alert: the certificate in question."""

    @property
    def can_be_remembered(self) -> bool:
        """Whether a yes may stand for later runs too: only the one to a website. [KB2480582]"""
        return self.kind is PromptKind.REDIRECT_CONSENT and self.port != 0

    @property
    def sameness(self) -> tuple[str, ...]:
        """Equal prompts are asked once in a run."""
        leaf = self.judged.verdict.leaf_sha256 if self.judged else ""
        return (self.kind, self.host, str(self.port), leaf)


class Answer(StrEnum):
    """The user's answer, or what is taken for it where nobody is asked or answers in time."""

    YES = "yes"
    NO = "no"
    ALWAYS = "always"
    """Yes, and the question about this website is not to come again, in later runs neither."""
    ASSUMED_YES = "assumed-yes"
    ASSUMED_NO = "assumed-no"

    @property
    def is_yes(self) -> bool:
        """Whether the run goes on with it."""
        return self in {Answer.YES, Answer.ALWAYS, Answer.ASSUMED_YES}


class Answers(Protocol):
    """Who answers prompts: fixed options, a person at the terminal, a person at the window."""

    async def answer(self, prompt: Prompt) -> Answer:
        """Answer one prompt; the engine sets the limit of time and cancels beyond it."""
        ...


class Nobody:
    """Nobody is asked: what was not allowed beforehand is denied."""

    async def answer(self, prompt: Prompt) -> Answer:  # noqa: ARG002 - the same for every prompt
        """Say no without asking."""
        return Answer.ASSUMED_NO
