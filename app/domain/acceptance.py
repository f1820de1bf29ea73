"""Whether this client goes on with a certificate, and why."""

from enum import StrEnum

from msgspec import Struct

from app.domain.verdict import Problem, Verdict

_UNVOUCHED = frozenset({Problem.SELF_SIGNED, Problem.UNKNOWN_ISSUER, Problem.MISSING_INTERMEDIATE})
_GRAVER = frozenset(
    {
        Problem.NOT_A_CA,
        Problem.WRONG_USAGE,
        Problem.NAME_CONSTRAINT,
        Problem.PATH_TOO_LONG,
        Problem.BAD_SIGNATURE,
        Problem.UNHANDLED_EXTENSION,
        Problem.REVOKED,
    }
)
"""MALFORMED is not among them: it may be about a certificate that nobody needs."""


class Grant(Struct, frozen=True, kw_only=True):
    """The user's yes to one certificate at one place, and to no other."""

    host: str
    port: int
    leaf_sha256: str


class CertificatePolicy(Struct, frozen=True, kw_only=True):
    """What passes on one attempt beyond a verdict of three times yes."""

    tolerates_untrusted: bool = False
    """A domain-joined Outlook 2007 lets a missing trust pass on its own path; name and date
    still count. TechNet bb851554 [SELFSIGNED], protocol.md 5.2, 5.3"""
    grants: tuple[Grant, ...] = ()


class Ground(StrEnum):
    """Why a certificate was accepted or not."""

    GOOD = "good"
    TOLERATED = "tolerated"
    GRANTED = "granted"
    REJECTED = "rejected"


class Acceptance(Struct, frozen=True, kw_only=True):
    """The decision on one connection."""

    accepted: bool
    ground: Ground


def accepts(verdict: Verdict, host: str, port: int, policy: CertificatePolicy) -> Acceptance:
    """Decide before a byte of HTTP is written on the connection."""
    if verdict.is_good:
        return Acceptance(accepted=True, ground=Ground.GOOD)
    tolerated = policy.tolerates_untrusted and is_merely_unvouched(verdict)
    if tolerated and verdict.in_date and verdict.name_matches:
        return Acceptance(accepted=True, ground=Ground.TOLERATED)
    granted = Grant(host=host, port=port, leaf_sha256=verdict.leaf_sha256)
    if verdict.leaf_sha256 and granted in policy.grants:
        return Acceptance(accepted=True, ground=Ground.GRANTED)
    return Acceptance(accepted=False, ground=Ground.REJECTED)


def is_merely_unvouched(verdict: Verdict) -> bool:
    """Tell whether nothing but a known issuer is missing.

    "unable to validate the self-signed certificate up to the trusted root" is what is tolerated
    (TechNet bb851554); not that an issuer takes its word back, nor a certificate for other uses.
    """
    problems = frozenset(verdict.problems)
    return bool(problems & _UNVOUCHED) and not problems & _GRAVER
