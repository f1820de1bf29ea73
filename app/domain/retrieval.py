"""What is fetched beside a handshake, so that a certificate can be judged: issuers, revocation."""

from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from app.domain.failures import Failure
from app.domain.revocation import RevocationAnswer


class Purpose(StrEnum):
    """What a retrieval is for."""

    ISSUER = "issuer"
    """The issuer's certificate, where the server did not send it (AIA). RFC 5280 4.2.2.1"""
    OCSP = "ocsp"
    CRL = "crl"


class Wanted(Struct, frozen=True, kw_only=True):
    """One thing to fetch."""

    purpose: Purpose
    url: str
    body: bytes = b""
    """To post; empty for a GET."""
    media_type: str = ""
    """Of the body."""


class Fetched(Struct, frozen=True, kw_only=True):
    """What came of it."""

    content: bytes = b""
    failure: Failure | None = None
    duration_ms: float = 0.0
    before: bool = False
    """Whether it had been fetched before in this run."""


class Retrieval(Struct, frozen=True, kw_only=True):
    """One fetch, as it is shown and logged."""

    purpose: Purpose
    url: str
    about: str
    """The subject of the certificate that named the URL."""
    size: int = 0
    duration_ms: float = 0.0
    before: bool = False
    subjects: tuple[str, ...] = ()
    """Of the certificates that it brought."""
    answer: RevocationAnswer | None = None
    failure: Failure | None = None


class Retrieve(Protocol):
    """Fetches over plain http, without credentials, within limits of its own; never raises."""

    async def __call__(self, wanted: Wanted) -> Fetched:
        """Fetch one thing, or give what was fetched for the same question before."""
        ...
