"""Whether this client goes on with a certificate, and why."""

from enum import StrEnum

from msgspec import Struct

from app.domain.verdict import Problem, Verdict


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
    # What is tolerated is that nobody vouches; not that the issuer takes its word back.
    revoked = Problem.REVOKED in verdict.problems
    if policy.tolerates_untrusted and verdict.in_date and verdict.name_matches and not revoked:
        return Acceptance(accepted=True, ground=Ground.TOLERATED)
    granted = Grant(host=host, port=port, leaf_sha256=verdict.leaf_sha256)
    if verdict.leaf_sha256 and granted in policy.grants:
        return Acceptance(accepted=True, ground=Ground.GRANTED)
    return Acceptance(accepted=False, ground=Ground.REJECTED)
