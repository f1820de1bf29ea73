"""What the client thinks of a certificate chain for a host name."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class Problem(StrEnum):
    """Everything that can be said against a chain, whether it decides or not."""

    SELF_SIGNED = "self-signed"
    UNKNOWN_ISSUER = "unknown-issuer"
    MISSING_INTERMEDIATE = "missing-intermediate"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    EXPIRES_SOON = "expires-soon"
    NAME_MISMATCH = "name-mismatch"
    COMMON_NAME_ONLY = "common-name-only"
    WILDCARD_LEGACY = "wildcard-legacy"
    NO_NAMES = "no-names"
    WEAK_SIGNATURE = "weak-signature"
    WEAK_KEY = "weak-key"
    NOT_A_CA = "not-a-ca"
    WRONG_USAGE = "wrong-usage"
    NAME_CONSTRAINT = "name-constraint"
    PATH_TOO_LONG = "path-too-long"
    BAD_SIGNATURE = "bad-signature"
    UNHANDLED_EXTENSION = "unhandled-extension"
    MALFORMED = "malformed"
    REVOKED = "revoked"
    REVOCATION_UNKNOWN = "revocation-unknown"
    WRONG_ORDER = "wrong-order"
    SUPERFLUOUS = "superfluous"
    VERSION_ONE = "version-one"


class MatchedBy(StrEnum):
    """By which kind of name in the certificate the host was recognised."""

    SAN = "san"
    WILDCARD = "wildcard"
    COMMON_NAME = "common-name"


class NameAnswer(Struct, frozen=True, kw_only=True):
    """Whether a host is recognised by one set of rules, and by which entry."""

    rules: str
    """outlook-2007 or rfc-9525."""
    matched_by: MatchedBy | None = None
    matched_name: str = ""


class Certificate(Struct, frozen=True, kw_only=True):
    """One certificate as a person wants to see it."""

    subject: str
    issuer: str
    names: tuple[str, ...]
    """DNS names and IP addresses of the subjectAltName; the common name stands in the subject."""
    not_before: datetime | None
    """None where the certificate cannot be read."""
    not_after: datetime | None
    sha256: str
    """Hexadecimal, lower case, of the DER form."""
    serial: str = ""
    key: str = ""
    """The public key in words, such as RSA 2048."""
    signature: str = ""
    der: bytes = b""


class Anchor(Struct, frozen=True, kw_only=True):
    """The trusted certificate that a path ends in, and the named stores that hold it."""

    sha256: str
    stores: tuple[str, ...]


class Verdict(Struct, frozen=True, kw_only=True):
    """Three independent answers, each of them always given, with every problem seen."""

    host: str
    trusted: bool
    in_date: bool
    name_matches: bool
    matched_by: MatchedBy | None
    """None where no name matches."""
    matched_name: str
    """The entry of the certificate that matched; empty where none does."""
    problems: tuple[Problem, ...]
    presented: tuple[Certificate, ...]
    """As the server sent them, leaf first."""
    path: tuple[Certificate, ...]
    """Leaf to anchor; where trusted is false, as far as it goes, for display."""
    anchor: Anchor | None
    reasons: tuple[str, ...] = ()
    """For each answer that is no, one sentence for a person."""
    notes: tuple[str, ...] = ()
    """What a person should know beside the answers: how they were come by, and what it cost."""
    by_rules: tuple[NameAnswer, ...] = ()
    """The name by the rules of both eras, side by side; none in logs that do not have it."""

    @property
    def is_good(self) -> bool:
        """Three times yes."""
        return self.trusted and self.in_date and self.name_matches

    @property
    def leaf_sha256(self) -> str:
        """The fingerprint that a Grant names; empty where nothing was presented."""
        return self.presented[0].sha256 if self.presented else ""
