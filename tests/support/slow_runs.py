"""Runs whose parts take known times: black holes, hanging servers, surveys, sign-in turns."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from msgspec.structs import replace

from app.domain.acceptance import Ground
from app.domain.attempts import Request, Response
from app.domain.connections import AddressOutcome, AddressTried, Dial, Resolution, ResolvedBy
from app.domain.events import (
    AttemptFinished,
    AttemptStarted,
    CertificateJudged,
    Connected,
    NameResolved,
    Outcome,
    Recorded,
    RequestSent,
    ResponseReceived,
    RoundStarted,
    RunFinished,
    RunStarted,
    StepFinished,
    StepStarted,
)
from app.domain.failures import Failure, FailureKind
from app.domain.questions import HttpQuestion
from app.domain.recorder import Recorder, Reporter
from app.domain.session import Session
from app.domain.settings import Settings, User
from app.domain.steps import Found, Nothing, PlannedStep, StepName, StepResult, Why
from app.domain.task import Mode
from tests.support.played_runs import ADDRESS, judged

ROOT = "contoso.example"
HOST = "autodiscover.contoso.example"
NAME_MS, CONNECT_MS, HANDSHAKE_MS = 30.0, 20.0, 40.0
NO_ANSWER = Failure(kind=FailureKind.TIMED_OUT, detail="No answer.")
FOUND = Found(url=f"https://{HOST}/", settings=Settings(user=User()))
NOTHING = Nothing(why=Why.NO_URL_WORKED)


def tried(
    ms: float, outcome: AddressOutcome = AddressOutcome.FAILED, *, started_ms: float = 0.0
) -> AddressTried:
    return AddressTried(
        address="192.0.2.80",
        port=443,
        outcome=outcome,
        started_ms=started_ms,
        duration_ms=ms,
        failure=NO_ANSWER if outcome is AddressOutcome.FAILED else None,
    )


def black_hole(*waits_ms: float, host: str = ROOT) -> Dial:
    return Dial(host=host, port=443, tried=tuple(tried(ms) for ms in waits_ms), failure=NO_ANSWER)


def connected(host: str, *before: AddressTried) -> Dial:
    won = tried(CONNECT_MS, AddressOutcome.CONNECTED)
    return Dial(host=host, port=443, tried=(*before, won))


class Clocked:
    """Reports a run at times that the test says."""

    def __init__(self, mode: Mode = Mode.OUTLOOK) -> None:
        self.records: list[Recorded] = []
        self.now_ms = 0.0
        self._recorder = Recorder(self.records.append, lambda: self.now_ms / 1000)
        self.report = self._recorder.reporter
        self.connection = self.report
        self.report(
            RunStarted(
                program_version="1",
                started_at=datetime(2026, 11, 22, tzinfo=UTC),
                address=ADDRESS,
                profile="outlook-2007",
                mode=mode,
                with_credentials=True,
            )
        )
        self.here = self.round(1)

    @property
    def session(self) -> Session:
        session = Session()
        for recorded in self.records:
            session.apply(recorded)
        return session

    def round(self, number: int) -> Reporter:
        self.here = self.report.in_round(number)
        plan = tuple(PlannedStep(step=step) for step in StepName)
        self.here(RoundStarted(address=ADDRESS, plan=plan))
        return self.here

    def begin(self, step: StepName) -> Reporter:
        place = self.here.in_step(step)
        place(StepStarted())
        return place

    @contextmanager
    def step(self, step: StepName, result: StepResult = NOTHING) -> Iterator[Reporter]:
        place = self.begin(step)
        yield place
        place(StepFinished(result=result))

    def wait(self, ms: float) -> None:
        self.now_ms += ms

    def ask(self, place: Reporter, dial: Dial, *, scheme: str = "https") -> Reporter:
        """Report an attempt up to its connection, all at once: the parts carry their times."""
        attempt = place.in_new_attempt()
        question = HttpQuestion(method="POST", url=f"{scheme}://{dial.host}/")
        attempt(AttemptStarted(question=question))
        name = Resolution(
            host=dial.host, by=ResolvedBy.DNS, addresses=("192.0.2.1",), duration_ms=NAME_MS
        )
        connection = self.connection = attempt.in_new_connection()
        connection(NameResolved(resolution=name))
        connection(Connected(dial=dial))
        return attempt

    def fail(self, attempt: Reporter) -> None:
        attempt(AttemptFinished(failure=NO_ANSWER))

    def secure(self, host: str) -> None:
        """Report the handshake on the newest connection."""
        shown = replace(judged(host, Ground.GOOD), handshake_ms=HANDSHAKE_MS)
        self.connection(CertificateJudged(judged=shown))

    def leg(self, attempt: Reporter, ms: float, status: int | None = 200) -> None:
        url = f"https://{HOST}/"
        attempt(RequestSent(request=Request(method="POST", url=url, headers=())))
        self.wait(ms)
        if status:
            response = Response(status=status, reason="", headers=())
            attempt(ResponseReceived(response=response))

    def answer(self, place: Reporter, host: str, *legs_ms: float) -> None:
        """Report an attempt that comes to its end, whose parts carry their times."""
        attempt = self.ask(place, connected(host))
        self.secure(host)
        for ms in legs_ms:
            self.leg(attempt, ms)
        attempt(AttemptFinished())

    def finish(self, found_by: StepName | None = None, outcome: Outcome | None = None) -> Session:
        otherwise = Outcome.FOUND if found_by else Outcome.NOT_FOUND
        self.report(RunFinished(outcome=outcome or otherwise, found_by=found_by))
        return self.session


def black_holed_root(*waits_ms: float, mode: Mode = Mode.OUTLOOK) -> Session:
    """The root domain never answers, the autodiscover host does after it."""
    run = Clocked(mode)
    with run.step(StepName.HTTPS_ROOT) as place:
        attempt = run.ask(place, black_hole(*waits_ms))
        run.wait(max(waits_ms))
        run.fail(attempt)
    with run.step(StepName.HTTPS_AUTODISCOVER, FOUND) as place:
        run.answer(place, HOST, 100.0, 300.0)
    return run.finish(StepName.HTTPS_AUTODISCOVER)
