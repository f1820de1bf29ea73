"""What a person sees of a session: a tree of rows, each showing one value."""

from enum import StrEnum

from msgspec import Struct

from app.domain.attempts import Attempt, Leg
from app.domain.binds import BindTry
from app.domain.conditions import Continued
from app.domain.connections import Dial, Judged, Resolution
from app.domain.events import MachineDetected, PointsChosen, RedirectFollowed, ServiceProbed
from app.domain.machine import Fact
from app.domain.notes import Noted
from app.domain.prompts import Answer, Prompt
from app.domain.proxies import ProxyAnswer, Route
from app.domain.retrieval import Retrieval
from app.domain.scp import ScpPointer, ServicePoint
from app.domain.settings import Scope, ServiceUrl
from app.domain.sni import SniComparison
from app.domain.steps import Plan, PlannedStep, StepResult


class RoundState(Struct, frozen=True, kw_only=True):
    """A round: the address that the steps are about."""

    number: int
    address: str
    plan: Plan


class StepState(Struct, frozen=True, kw_only=True):
    """A planned step, as far as it has come."""

    planned: PlannedStep
    started: bool = False
    result: StepResult | None = None


class PromptState(Struct, frozen=True, kw_only=True):
    """A prompt; its answer is None while it is awaited."""

    prompt: Prompt
    answer: Answer | None = None


class Turn(StrEnum):
    """Whether the turn of a service connection point, or of a pointer, has come."""

    TO_COME = "to-come"
    ASKED = "asked"
    NOT_REACHED = "not-reached"
    """The step ended before."""
    NEVER = "never"
    """It was passed over, or is not for this address."""


class PointState(Struct, frozen=True, kw_only=True):
    """A service connection point, and whether its URL is asked."""

    point: ServicePoint
    turn: Turn


class PointerState(Struct, frozen=True, kw_only=True):
    """A pointer to another directory, and whether that is asked."""

    pointer: ScpPointer
    turn: Turn


class ServicesState(Struct, frozen=True, kw_only=True):
    """The heading above the service URLs of one scope."""

    scope: Scope


class ServiceState(Struct, frozen=True, kw_only=True):
    """A service URL; `probed` is None as long as it has not been tried."""

    service_url: ServiceUrl
    probed: ServiceProbed | None = None
    from_outside: bool = False
    """Whether it is an inside address, and the PC belongs to no domain: there Outlook takes the
    outside ones, and it need not work."""
    told_by: int = 0
    """The number of the attempt's row that told; 0 where there was none."""


class ChecksState(Struct, frozen=True, kw_only=True):
    """The heading above the attempts that try the service URLs."""


Subject = (
    Continued
    | MachineDetected
    | Fact
    | RoundState
    | StepState
    | Attempt
    | Resolution
    | Route
    | Dial
    | ProxyAnswer
    | Retrieval
    | SniComparison
    | Judged
    | BindTry
    | Leg
    | RedirectFollowed
    | PromptState
    | Noted
    | PointsChosen
    | PointState
    | PointerState
    | ServicesState
    | ServiceState
    | ChecksState
)


class Row(Struct, frozen=True, kw_only=True):
    """One line of the tree."""

    number: int
    """Counts from 1 in the order of appearance; a parent comes before its children."""
    parent: int
    """0 at the top."""
    event: int
    """The number of the event that the row stands for: a step's is its start, a service's its
    probe; as long as that has not come, the event that brought the row."""
    subject: Subject
    started_ms: float
    ended_ms: float | None = None
    """None while it is under way; equal to the start where nothing takes time."""

    @property
    def took_ms(self) -> float | None:
        """How long it took; None while it is under way."""
        return None if self.ended_ms is None else self.ended_ms - self.started_ms


class Touched(Struct, frozen=True, kw_only=True):
    """The numbers of the rows that one event brought or changed, in order."""

    added: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
