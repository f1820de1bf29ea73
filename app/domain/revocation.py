"""Whether the issuer still stands by a certificate, by which source, and for how long."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class RevocationSource(StrEnum):
    """Who told."""

    STAPLE = "staple"
    """An OCSP response that the server itself sent in the handshake. RFC 6066 8"""
    OCSP = "ocsp"
    CRL = "crl"
    NONE = "none"
    """Nobody: the certificate names no place to ask, or time ran out."""


class RevocationStatus(StrEnum):
    """What was told."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class RevocationAnswer(Struct, frozen=True, kw_only=True):
    """What one source says about one certificate."""

    subject: str
    sha256: str
    """Of the certificate that it is about."""
    source: RevocationSource
    status: RevocationStatus
    url: str = ""
    as_of: datetime | None = None
    """When the issuer knew it to be so (thisUpdate)."""
    until: datetime | None = None
    """When a newer answer is due (nextUpdate)."""
    revoked_at: datetime | None = None
    detail: str = ""
    """For an unknown status, one sentence for a person."""
