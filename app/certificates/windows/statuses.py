"""Says what the bits of CERT_TRUST_STATUS mean, as a problem and a sentence. wincrypt.h"""

from collections.abc import Sequence
from typing import Final

from app.certificates.objections import Objection, called
from app.certificates.reading import Parsed
from app.certificates.refusals import no_issuer, self_signed, untrusted_root
from app.domain.verdict import Problem

NOT_TIME_VALID: Final = 0x1 | 0x2
"""CERT_TRUST_IS_NOT_TIME_VALID, and _NOT_TIME_NESTED of old versions."""
REVOCATION_UNKNOWN: Final = 0x40 | 0x1000000
"""CERT_TRUST_REVOCATION_STATUS_UNKNOWN and _IS_OFFLINE_REVOCATION: not asked for here."""
NO_ISSUANCE_POLICY: Final = 0x2000000
"""CERT_TRUST_NO_ISSUANCE_CHAIN_POLICY: no policy is asked for, either."""
UNTRUSTED_ROOT: Final = 0x20
PARTIAL_CHAIN: Final = 0x10000

_LEFT_ASIDE: Final = NOT_TIME_VALID | REVOCATION_UNKNOWN | NO_ISSUANCE_POLICY

# CERT_TRUST_..., the gravest first.
_MEANINGS: Final = (
    (0x8, Problem.BAD_SIGNATURE, "The signature on {} is wrong."),
    (0x4000000, Problem.REVOKED, "Windows distrusts {} explicitly."),
    (0x4, Problem.REVOKED, "{} was revoked."),
    (0x400, Problem.NOT_A_CA, "The basic constraints above {} do not allow it."),
    (0x10, Problem.WRONG_USAGE, "{} is not meant for TLS servers."),
    (0x8000000, Problem.UNHANDLED_EXTENSION, "{} has a critical extension that is not known."),
    (0x100, Problem.MALFORMED, "An extension of {} is wrong."),
    (0x200, Problem.UNHANDLED_EXTENSION, "A CA demands a certificate policy that {} lacks."),
    (0xF800 & ~0x10000, Problem.NAME_CONSTRAINT, "A CA above {} may not issue it for its names."),
    (0x100000, Problem.WEAK_SIGNATURE, "The signature on {} is too weak for this Windows."),
    (0x200000, Problem.WEAK_KEY, "The key of {} is too weak for this Windows."),
    (0x80, Problem.UNKNOWN_ISSUER, "The chain above {} goes in a ring."),
)


def is_trusted(errors: int) -> bool:
    """Leave aside dates, revocation and issuance policies, which were not asked about."""
    return not errors & ~_LEFT_ASIDE


def may_be_mended(errors: int) -> bool:
    """Tell whether certificates that Windows fetches could make it trusted."""
    return bool(errors & (UNTRUSTED_ROOT | PARTIAL_CHAIN))


def objection_of(errors: int, path: Sequence[Parsed], element_errors: Sequence[int]) -> Objection:
    """Give the first reason; the errors are of the chain, and of each certificate of it."""
    for bits, problem, sentence in _MEANINGS:
        if errors & bits:
            blamed = next(
                (
                    certificate
                    for certificate, own in zip(path, element_errors, strict=False)
                    if own & bits
                ),
                path[0],
            )
            return Objection(problem=problem, reason=sentence.format(called(blamed)))
    if errors & (UNTRUSTED_ROOT | PARTIAL_CHAIN):
        if path[-1].self_issued:
            return self_signed(path[0]) if len(path) == 1 else untrusted_root(path[-1])
        return no_issuer(path[-1])
    return Objection(
        problem=Problem.MALFORMED, reason=f"Windows does not trust it (status {errors:#x})."
    )
