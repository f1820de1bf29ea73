"""What can go wrong in the world, as a value."""

from enum import StrEnum

from msgspec import Struct


class FailureKind(StrEnum):
    """The kinds that a session log and the JSON of a run name."""

    NAME_NOT_FOUND = "name-not-found"
    NO_ANSWER_FROM_DNS = "no-answer-from-dns"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed-out"
    RESET = "reset"
    TLS = "tls"
    CERTIFICATE_REJECTED = "certificate-rejected"
    SIGN_IN_REFUSED = "sign-in-refused"
    SIGN_IN_NEEDED = "sign-in-needed"
    HTTP_STATUS = "http-status"
    NOT_AUTODISCOVER = "not-autodiscover"
    SERVER_ERROR = "server-error"
    REDIRECT_REFUSED = "redirect-refused"
    REDIRECT_LOOP = "redirect-loop"
    TOO_LARGE = "too-large"
    PROTOCOL = "protocol"
    DIRECTORY = "directory"
    NOT_THE_SERVICE = "not-the-service"
    """Something answers at the address of a service that is not the service."""
    PROXY = "proxy"
    """A proxy did not let the request through, or cannot be reached."""


class Failure(Struct, frozen=True, kw_only=True, tag="failure"):
    """An expected failure: `detail` is one plain sentence for a person, without secrets."""

    kind: FailureKind
    detail: str
    origin: str = ""
    """What the library said, for an expert; empty where the detail says it all."""
