"""The parts of a session as the rules read them: attempts, services, points, steps."""

from msgspec import Struct

from app.domain.acceptance import Ground
from app.domain.attempts import Exchange, Reading
from app.domain.connections import Judged
from app.domain.events import ProbeResult
from app.domain.failures import Failure, FailureKind
from app.domain.probing import Told
from app.domain.rows import Row, Turn
from app.domain.scp import ServicePoint
from app.domain.settings import Scope, Service
from app.domain.steps import StepName, StepResult
from app.domain.urls import scheme_of
from app.domain.verdict import Problem


class Asked(Struct, frozen=True, kw_only=True):
    """One HTTP attempt, in a step or as the check of a service URL."""

    row: Row
    exchange: Exchange
    round: int
    step: StepName | None
    address: str
    """The mailbox that its round is about."""
    host: str
    """Of the URL; empty where that is malformed."""
    certificate: Row | None
    """The row of the newest verdict."""
    judged: Judged | None
    """That verdict: every rule asks for it, of every attempt."""

    @property
    def domain(self) -> str:
        """The mail domain of that address."""
        return self.address.rpartition("@")[2].lower()

    @property
    def url(self) -> str:
        """What was asked."""
        return self.exchange.question.url

    @property
    def kind(self) -> FailureKind | None:
        """What failed; None where nothing did, or it is still under way."""
        return self.exchange.failure.kind if self.exchange.failure else None

    @property
    def reading(self) -> Reading | None:
        """What the answer means to discovery."""
        return self.exchange.reading

    @property
    def status(self) -> int | None:
        """The status of the newest response."""
        response = self.exchange.response
        return response.status if response else None

    @property
    def body(self) -> bytes:
        """The body of the newest response."""
        response = self.exchange.response
        return response.body if response else b""

    @property
    def is_signed_in(self) -> bool:
        """Whether the newest request carried a sign-in."""
        legs = self.exchange.legs
        return bool(legs) and legs[-1].request.scheme is not None

    @property
    def is_redirect_step(self) -> bool:
        """Whether only a redirect was looked for, at port 80."""
        return self.step is StepName.HTTP_REDIRECT and scheme_of(self.url) == "http"

    @property
    def is_faulty(self) -> bool:
        """Whether Outlook stops at the certificate, or has to ask the user about it."""
        judged = self.judged
        return judged is not None and judged.acceptance.ground in {Ground.REJECTED, Ground.GRANTED}

    @property
    def problems(self) -> frozenset[Problem]:
        """What is wrong with the certificate."""
        return frozenset(self.judged.verdict.problems) if self.judged else frozenset()

    @property
    def waited_ms(self) -> float:
        """How long it took."""
        return (self.row.ended_ms or self.row.started_ms) - self.row.started_ms

    @property
    def events(self) -> tuple[int, ...]:
        """The attempt's own event and that of its verdict."""
        return (self.row.event, *((self.certificate.event,) if self.certificate else ()))

    @property
    def rows(self) -> frozenset[int]:
        """What is explained where this attempt is."""
        return frozenset({self.row.number})


class Tried(Struct, frozen=True, kw_only=True):
    """One service URL that was tried, with the attempt that told."""

    row: Row
    service: Service
    scope: Scope
    protocol: str
    url: str
    host: str
    """Empty where the URL is malformed."""
    result: ProbeResult
    kind: FailureKind | None
    asked: Asked | None
    told: Told | None = None
    """What the service said."""
    failure: Failure | None = None
    is_elsewhere: bool = False
    """Whether it got no credentials, for it may belong to another organisation."""

    @property
    def status(self) -> int | None:
        """The status of the newest response."""
        return self.asked.status if self.asked else None

    @property
    def events(self) -> tuple[int, ...]:
        """The probe's own event and those of its attempt."""
        return (self.row.event, *(self.asked.events if self.asked else ()))

    @property
    def rows(self) -> frozenset[int]:
        """What is explained where this service is."""
        return frozenset({self.row.number}) | (self.asked.rows if self.asked else frozenset())


class Point(Struct, frozen=True, kw_only=True):
    """A service connection point, and whether it was asked."""

    row: Row
    point: ServicePoint
    turn: Turn


class Step(Struct, frozen=True, kw_only=True):
    """A step of a round."""

    row: Row
    round: int
    name: StepName
    result: StepResult | None
