"""The facts that a run reports, in the form in which the session log keeps them."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from app.domain.attempts import Entry, Reading, Request, Response, SrvRecord
from app.domain.binds import BindTry
from app.domain.conditions import Conditions, Continued
from app.domain.connections import Dial, Judged, Resolution
from app.domain.controller import Controller
from app.domain.failures import Failure
from app.domain.machine import Fact, machine_of
from app.domain.notes import Noted
from app.domain.probing import Told, Withheld
from app.domain.profile import Limits
from app.domain.prompts import Answer, Prompt
from app.domain.proxies import ProxyAnswer, Route
from app.domain.questions import Question
from app.domain.retrieval import Retrieval
from app.domain.scp import ScpChoice
from app.domain.settings import Scope, Service, Settings
from app.domain.sni import SniComparison
from app.domain.steps import Plan, StepName, StepResult
from app.domain.task import Machine, Mode
from app.domain.technician_note import NoteWritten


class Outcome(StrEnum):
    """What a run came to."""

    FOUND = "found"
    SIGN_IN_NEEDED = "sign-in-needed"
    """An Autodiscover URL with an accepted certificate asked for a sign-in; none was given."""
    NOT_FOUND = "not-found"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """A log without its end; never an event."""


class ProbeResult(StrEnum):
    """What a service URL is worth. protocol.md 7.5"""

    WORKS = "works"
    REACHABLE = "reachable"
    FAILS = "fails"
    NOT_TRIED = "not-tried"


class Source(StrEnum):
    """Who made the run that a session tells of."""

    THIS_PROGRAM = "this-program"
    OUTLOOK_LOG = "outlook-log"
    """The Log tab of Outlook's test dialog. protocol.md 10.1"""
    OLKDISC = "olkdisc"
    """Outlook's olkdisc.log. protocol.md 10.2"""
    CONNECTIVITY_ANALYZER = "connectivity-analyzer"
    """Microsoft's Remote Connectivity Analyzer. protocol.md 10.3"""


class RunStarted(Struct, frozen=True, kw_only=True, tag="run-started"):
    """The first event of a session."""

    program_version: str
    started_at: datetime
    address: str
    profile: str
    mode: Mode
    with_credentials: bool
    source: Source = Source.THIS_PROGRAM
    """Of a log from elsewhere only what that log tells is known."""
    conditions: Conditions | None = None
    """None in a log of another program, or of an older version."""
    continues: Continued | None = None
    """Where services of an earlier run are tried again: that run."""
    limits: Limits | None = None
    """How long it waits for each thing; None in logs from elsewhere and in old ones."""


class MachineDetected(Struct, frozen=True, kw_only=True, tag="machine-detected"):
    """What the PC told and the options gave; from here on it is known what the steps rest on."""

    facts: tuple[Fact, ...] = ()
    """First the options, then what was found out, in the order in which they count."""
    troubles: tuple[str, ...] = ()
    """What could not be found out, or has no effect: one sentence each, for a person."""

    @property
    def machine(self) -> Machine:
        """What the facts in use come to."""
        return machine_of(self.facts)


class RoundStarted(Struct, frozen=True, kw_only=True, tag="round-started"):
    """The steps begin, for this address; a new round when a server named another one."""

    address: str
    plan: Plan


class StepStarted(Struct, frozen=True, kw_only=True, tag="step-started"):
    """A step begins; the ids of the record say which."""


class AttemptStarted(Struct, frozen=True, kw_only=True, tag="attempt-started"):
    """A target is about to be asked."""

    question: Question


class NameResolved(Struct, frozen=True, kw_only=True, tag="name-resolved"):
    """The addresses of a host came in, or word that there are none."""

    resolution: Resolution


class Connected(Struct, frozen=True, kw_only=True, tag="connected"):
    """The race for a connection is over, won or lost."""

    dial: Dial


class RouteChosen(Struct, frozen=True, kw_only=True, tag="route-chosen"):
    """The way of a connection is known: directly, or through which proxy."""

    route: Route


class ProxyAnswered(Struct, frozen=True, kw_only=True, tag="proxy-answered"):
    """A proxy answered for itself; what it passes on from a server is no such event."""

    answer: ProxyAnswer


class CertificateJudged(Struct, frozen=True, kw_only=True, tag="certificate-judged"):
    """A TLS handshake showed a chain; no byte of HTTP or LDAP has gone out on it yet."""

    judged: Judged


class Retrieved(Struct, frozen=True, kw_only=True, tag="retrieved"):
    """Something was fetched, or could not be, to judge the certificate of a connection."""

    retrieval: Retrieval


class BindTried(Struct, frozen=True, kw_only=True, tag="bind-tried"):
    """One way of signing in to a directory or a web server came to its end."""

    tried: BindTry


class Bound(Struct, frozen=True, kw_only=True, tag="bound"):
    """A directory let this client in."""

    bind: str
    """One of Bind."""
    base: str
    """The configuration naming context."""


class RequestSent(Struct, frozen=True, kw_only=True, tag="request-sent"):
    """An HTTP request is on the wire."""

    request: Request


class ResponseReceived(Struct, frozen=True, kw_only=True, tag="response-received"):
    """An HTTP response is complete."""

    response: Response


class RecordsReceived(Struct, frozen=True, kw_only=True, tag="records-received"):
    """DNS gave SRV records, best first."""

    records: tuple[SrvRecord, ...]


class EntriesReceived(Struct, frozen=True, kw_only=True, tag="entries-received"):
    """A directory gave the objects of a search."""

    entries: tuple[Entry, ...]
    references: int = 0
    """How many other directories it pointed to."""
    referrals: tuple[str, ...] = ()
    """The first of their URLs, as sent."""


class ControllerAnswered(Struct, frozen=True, kw_only=True, tag="controller-answered"):
    """A domain controller answered a ping."""

    controller: Controller


class AttemptFinished(Struct, frozen=True, kw_only=True, tag="attempt-finished"):
    """Nothing more comes of this attempt on the network."""

    failure: Failure | None = None


class AnswerRead(Struct, frozen=True, kw_only=True, tag="answer-read"):
    """What an exchange's answer means to discovery; a later one replaces it."""

    reading: Reading


class RedirectFollowed(Struct, frozen=True, kw_only=True, tag="redirect-followed"):
    """The client goes on to another URL."""

    source: str
    target: str
    status: int | None
    """The HTTP status that said so; None for a redirectUrl and for an SRV record."""


class Prompted(Struct, frozen=True, kw_only=True, tag="prompted"):
    """Outlook would show a dialog here."""

    prompt: Prompt


class Answered(Struct, frozen=True, kw_only=True, tag="answered"):
    """The newest prompt of this step is answered."""

    prompt: Prompt
    answer: Answer


class PointsChosen(Struct, frozen=True, kw_only=True, tag="points-chosen"):
    """The service connection points of one directory, each with what becomes of it."""

    directory: str
    """The URL of the directory that holds them."""
    choice: ScpChoice


class StepFinished(Struct, frozen=True, kw_only=True, tag="step-finished"):
    """A step has come to its result."""

    result: StepResult


class SettingsChosen(Struct, frozen=True, kw_only=True, tag="settings-chosen"):
    """These settings are the ones that Outlook would use; the ids say which step gave them."""

    url: str
    settings: Settings


class ServiceProbed(Struct, frozen=True, kw_only=True, tag="service-probed"):
    """A service URL was tried; the record's attempt is the one that told."""

    service: Service
    scope: Scope
    url: str
    result: ProbeResult
    failure: Failure | None = None
    schemes: tuple[str, ...] = ()
    """The ways of signing in that it offers, as sent."""
    told: Told | None = None
    """What the service said to what Outlook asks of it; None where it was not asked that."""
    withheld: Withheld | None = None
    """Why the run's credentials were kept from it; None where they were not, or there are none."""


class SniCompared(Struct, frozen=True, kw_only=True, tag="sni-compared"):
    """A server was looked at once more, without being told which host is wanted."""

    comparison: SniComparison


class RunFinished(Struct, frozen=True, kw_only=True, tag="run-finished"):
    """The last event of a run."""

    outcome: Outcome
    found_by: StepName | None = None
    autodiscover_url: str = ""
    round: int = 1


Event = (
    RunStarted
    | MachineDetected
    | RoundStarted
    | StepStarted
    | AttemptStarted
    | NameResolved
    | RouteChosen
    | Connected
    | ProxyAnswered
    | Retrieved
    | CertificateJudged
    | BindTried
    | Bound
    | RequestSent
    | ResponseReceived
    | RecordsReceived
    | EntriesReceived
    | ControllerAnswered
    | AttemptFinished
    | AnswerRead
    | RedirectFollowed
    | Prompted
    | Answered
    | PointsChosen
    | Noted
    | StepFinished
    | SettingsChosen
    | ServiceProbed
    | SniCompared
    | RunFinished
    | NoteWritten
)


class Recorded(Struct, frozen=True, kw_only=True):
    """One event with its number, time and place: one line of a session log.

    An id of 0 (an empty step) means that the event belongs to none.
    """

    number: int
    """Counts from 1 within a session."""
    at_ms: float
    """Since the start of the run."""
    round: int = 0
    step: StepName | None = None
    attempt: int = 0
    connection: int = 0
    event: Event
