"""The ways of discovery, and what each can come to."""

from enum import StrEnum

from msgspec import Struct

from app.domain.address import EmailAddress
from app.domain.settings import ServerError, Settings


class StepName(StrEnum):
    """One way of discovery. protocol.md 1.3"""

    SCP = "scp"
    HTTPS_ROOT = "https-root"
    HTTPS_AUTODISCOVER = "https-autodiscover"
    LOCAL_XML = "local-xml"
    HTTP_REDIRECT = "http-redirect"
    DNS_SRV = "dns-srv"


class SkipReason(StrEnum):
    """Why a step of the profile is not taken."""

    NOT_JOINED = "not-joined"
    EXCLUDED_BY_POLICY = "excluded-by-policy"


class PlannedStep(Struct, frozen=True, kw_only=True):
    """A step of a plan, with the reason if it is skipped."""

    step: StepName
    targets: tuple[str, ...] = ()
    """What it will ask, as far as that is known beforehand."""
    skipped: SkipReason | None = None


Plan = tuple[PlannedStep, ...]


class Why(StrEnum):
    """Why a step came to nothing."""

    NO_DIRECTORY = "no-directory"
    """No domain controller is known or found."""
    DIRECTORY_FAILED = "directory-failed"
    NO_SCP = "no-scp"
    """The directory answers, and holds no service connection point."""
    NO_URL_WORKED = "no-url-worked"
    SIGN_IN_NEEDED = "sign-in-needed"
    """A URL with an accepted certificate asks for a sign-in, and there are no credentials."""
    NO_LOCAL_FILE = "no-local-file"
    """0x8004010F, which Outlook logs for this step on nearly every PC. [KB2212902-LOGTAB]"""
    BAD_LOCAL_FILE = "bad-local-file"
    NOT_A_REDIRECT = "not-a-redirect"
    NO_SRV_RECORD = "no-srv-record"
    DNS_FAILED = "dns-failed"
    """DNS gave no answer, so that nothing is known of a record."""
    SRV_DENIED = "srv-denied"
    """The record's target is a dot: the service is decidedly not there. RFC 2782"""
    CONSENT_REFUSED = "consent-refused"
    TOO_MANY_REDIRECTS = "too-many-redirects"


class Found(Struct, frozen=True, kw_only=True, tag="found"):
    """Settings, and the URL that gave them (for a local file: its path)."""

    url: str
    settings: Settings


class Readdressed(Struct, frozen=True, kw_only=True, tag="readdressed"):
    """The server named another address: the whole run starts again with it. [EWS-ERR]"""

    url: str
    address: EmailAddress


class Refused(Struct, frozen=True, kw_only=True, tag="refused"):
    """A well-formed Error answer. Final, except from an SCP's URL. [EWSMA]"""

    url: str
    error: ServerError


class Nothing(Struct, frozen=True, kw_only=True, tag="nothing"):
    """The run goes on to the next step."""

    why: Why
    detail: str = ""


class Skipped(Struct, frozen=True, kw_only=True, tag="skipped"):
    """The step was not taken."""

    reason: SkipReason


class Interrupted(Struct, frozen=True, kw_only=True, tag="interrupted"):
    """The run ended in the middle of the step."""


StepResult = Found | Readdressed | Refused | Nothing | Skipped | Interrupted
