"""The facts that a run reports, in the form in which the session log keeps them."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from app.domain.attempts import (
    BindTry,
    Dial,
    Entry,
    Judged,
    Question,
    Reading,
    Request,
    Resolution,
    Response,
    SrvRecord,
)
from app.domain.failures import Failure
from app.domain.prompts import Answer, Prompt
from app.domain.settings import Scope, Service, Settings
from app.domain.steps import Plan, StepName, StepResult
from app.domain.task import JoinedBecause, Mode


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


class RunStarted(Struct, frozen=True, kw_only=True, tag="run-started"):
    """The first event of a session."""

    program_version: str
    started_at: datetime
    address: str
    profile: str
    mode: Mode
    joined: bool
    joined_because: JoinedBecause
    with_credentials: bool


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


class CertificateJudged(Struct, frozen=True, kw_only=True, tag="certificate-judged"):
    """A TLS handshake showed a chain; no byte of HTTP or LDAP has gone out on it yet."""

    judged: Judged


class BindTried(Struct, frozen=True, kw_only=True, tag="bind-tried"):
    """One way of signing in to a directory came to its end."""

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


class NoteCode(StrEnum):
    """Things worth a line that are neither attempts nor results."""

    SRV_PORT_IGNORED = "srv-port-ignored"
    CONSENT_NOT_ASKED = "consent-not-asked"
    """The registry value RedirectServers names the host. [KB2480582]"""
    SITE_UNKNOWN = "site-unknown"
    SCP_CHOSEN = "scp-chosen"
    SCP_PASSED_OVER = "scp-passed-over"
    SCP_POINTER = "scp-pointer"
    """An object names another directory; it is shown, and not asked."""
    DIRECTORY_FOUND = "directory-found"
    FILE_READ = "file-read"
    PERMANENT_REDIRECT_IGNORED = "permanent-redirect-ignored"
    """Status 308, which Outlook 2007 is not known to follow."""


class Noted(Struct, frozen=True, kw_only=True, tag="noted"):
    """A remark; `subject` is what it is about (a host, a URL, a path)."""

    code: NoteCode
    subject: str
    detail: str = ""


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


class RunFinished(Struct, frozen=True, kw_only=True, tag="run-finished"):
    """The last event of a session."""

    outcome: Outcome
    found_by: StepName | None = None
    autodiscover_url: str = ""
    round: int = 1


Event = (
    RunStarted
    | RoundStarted
    | StepStarted
    | AttemptStarted
    | NameResolved
    | Connected
    | CertificateJudged
    | BindTried
    | Bound
    | RequestSent
    | ResponseReceived
    | RecordsReceived
    | EntriesReceived
    | AttemptFinished
    | AnswerRead
    | RedirectFollowed
    | Prompted
    | Answered
    | Noted
    | StepFinished
    | SettingsChosen
    | ServiceProbed
    | RunFinished
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
