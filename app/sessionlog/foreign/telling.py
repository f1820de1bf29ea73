"""Tells the events of a run that another program made, at the times that its log gives."""

from collections.abc import Callable, Collection
from datetime import datetime

from app.domain.attempts import Request, Response
from app.domain.events import (
    AnswerRead,
    AttemptFinished,
    AttemptStarted,
    Outcome,
    Recorded,
    RequestSent,
    ResponseReceived,
    RoundStarted,
    RunFinished,
    RunStarted,
    SettingsChosen,
    Source,
    StepFinished,
    StepStarted,
)
from app.domain.failures import Failure
from app.domain.notes import NoteCode, Noted
from app.domain.questions import DnsQuestion, HttpQuestion, Question
from app.domain.recorder import Recorder, Reporter
from app.domain.settings import Settings
from app.domain.steps import Found, Nothing, Plan, PlannedStep, SkipReason, StepName, Why
from app.domain.task import Mode

NO_VERSION = ""
SILENT = "The log does not say what came of it."
ORDER = tuple(StepName)
"""Outlook 2007's. protocol.md 1.3"""


class Telling:
    """One run, step by step and attempt by attempt; whatever is open is closed as it goes on."""

    def __init__(self, sink: Callable[[Recorded], None], source: Source) -> None:
        self.now_ms = 0.0
        """The time of the line that is being told."""
        recorder = Recorder(sink, lambda: self.now_ms / 1000)
        self._run = recorder.reporter
        self._round = self._run.in_round(1)
        self._source = source
        self._step: StepName | None = None
        self._place: Reporter = self._round
        self._attempt: Reporter | None = None
        self._question: Question | None = None
        self._why = Why.NO_URL_WORKED
        self._detail = ""
        self._found: tuple[StepName, str] | None = None

    # --- the run ---------------------------------------------------------------------------

    def begin(self, address: str, started_at: datetime, plan: Plan) -> None:
        """Open the run."""
        self._run(
            RunStarted(
                program_version=NO_VERSION,
                started_at=started_at,
                address=address,
                profile="",
                mode=Mode.OUTLOOK,
                with_credentials=False,
                source=self._source,
            )
        )
        self._round(RoundStarted(address=address, plan=plan))

    def end(self) -> None:
        """Close the run: found where a step succeeded."""
        self.end_step()
        if self._found is None:
            self._run(RunFinished(outcome=Outcome.NOT_FOUND))
            return
        step, url = self._found
        self._run(RunFinished(outcome=Outcome.FOUND, found_by=step, autodiscover_url=url))

    # --- steps -----------------------------------------------------------------------------

    @property
    def step(self) -> StepName | None:
        """The step under way."""
        return self._step

    def in_step(self, step: StepName) -> None:
        """Go on in this step; another one that is open has come to nothing."""
        if step is self._step:
            return
        self.end_step()
        self._step, self._place = step, self._round.in_step(step)
        self._why, self._detail = Why.NO_URL_WORKED, SILENT
        self._place(StepStarted())

    def end_step(self, why: Why | None = None, detail: str | None = None) -> None:
        """End the step under way without settings; without a reason, with the newest one."""
        if self._step is None:
            return
        self.end_attempt(None)
        ended = Nothing(why=why or self._why, detail=self._detail if detail is None else detail)
        self._place(StepFinished(result=ended))
        self._step, self._place = None, self._round

    def find(self, url: str, settings: Settings) -> None:
        """End the step under way with settings."""
        if self._step is None:
            return
        if self._attempt is not None:
            self._attempt(AttemptFinished())
            self._attempt(AnswerRead(reading=settings))
            self._attempt = None
        self._place(StepFinished(result=Found(url=url, settings=settings)))
        self._place(SettingsChosen(url=url, settings=settings))
        self._found = self._step, url
        self._step, self._place = None, self._round

    # --- attempts --------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """What the attempt under way asks; empty where there is none."""
        asked = self._question if self._attempt is not None else None
        return asked.url if isinstance(asked, HttpQuestion) else ""

    def attempt(self, question: HttpQuestion | DnsQuestion) -> None:
        """Open an attempt; another one that is open ended without a word."""
        self.end_attempt(None)
        self._attempt = self._place.in_new_attempt()
        self._question = question
        self._attempt(AttemptStarted(question=question))

    def respond(self, status: int, body: bytes = b"") -> None:
        """Tell that an HTTP answer came to the attempt under way."""
        if self._attempt is None or not isinstance(self._question, HttpQuestion):
            return
        request = Request(method=self._question.method, url=self._question.url, headers=())
        self._attempt(RequestSent(request=request))
        response = Response(status=status, reason="", headers=(), body=body)
        self._attempt(ResponseReceived(response=response))

    def end_attempt(self, failure: Failure | None) -> None:
        """Close the attempt under way; None where the log does not say how it ended."""
        if self._attempt is None:
            return
        self._attempt(AttemptFinished(failure=failure))
        if failure is not None:
            self._detail = failure.detail
            if isinstance(self._question, HttpQuestion):
                self._attempt(AnswerRead(reading=failure))
        self._attempt = None

    # --- remarks ---------------------------------------------------------------------------

    def remark(self, text: str, meaning: str = "") -> None:
        """Keep a line as it stands, with what it means."""
        self._place(Noted(code=NoteCode.FOREIGN_LINE, subject=text, detail=meaning))

    @property
    def place(self) -> Reporter:
        """Where an event of the attempt, or else of the step, belongs."""
        return self._attempt or self._place


def plan_of(taken: Collection[StepName], excluded: Collection[StepName], *, found: bool) -> Plan:
    """Give the steps that a log shows, those that are switched off, and those not reached.

    Of a step that stands between and is not named, nothing is known; so it is not in the plan.
    """
    last = max((ORDER.index(step) for step in taken), default=-1)
    return tuple(
        PlannedStep(
            step=step,
            skipped=SkipReason.EXCLUDED_BY_POLICY if step in excluded else None,
        )
        for at, step in enumerate(ORDER)
        if step in taken or step in excluded or (found and at > last)
    )
