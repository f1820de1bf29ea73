"""What must hold of a path beside what OpenSSL checks, for it to count as trusted."""

from collections.abc import Sequence

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from app.certificates.constraints import constraint_objection
from app.certificates.objections import Objection, called
from app.certificates.reading import Parsed
from app.domain.verdict import Problem

SHORTEST_RSA_KEY = 1024
"""KB 2661254: Windows takes no chain with a shorter RSA key in it."""


def objection_to(path: Sequence[Parsed]) -> Objection | None:
    """Give the first reason not to trust a path that OpenSSL accepts; None where there is none."""
    for certificate in path:
        objection = (
            unreadable_objection(certificate) or _short_key(certificate) or _usage(certificate)
        )
        if objection is not None:
            return objection
    return _leaf_usage(path[0]) or constraint_objection(path)


def allows_servers(certificate: Parsed) -> bool:
    """Look at the extended key usage of a leaf or of a CA; without one all is allowed.

    RFC 5280 4.2.1.12 for the leaf. CryptoAPI (as OpenSSL) narrows what a CA may issue by its own.
    """
    usage = certificate.extension(x509.ExtendedKeyUsage)
    return (
        usage is None
        or ExtendedKeyUsageOID.SERVER_AUTH in usage
        or ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE in usage
    )


def is_authority(certificate: Parsed) -> bool:
    constraints = certificate.extension(x509.BasicConstraints)
    return constraints is not None and constraints.ca


def key_fits_servers(certificate: Parsed) -> bool:
    """Look at the key usage: a TLS server signs, or takes keys. RFC 5246 7.4.2, RFC 8446 4.4.2.2"""
    usage = certificate.extension(x509.KeyUsage)
    return usage is None or (
        usage.digital_signature or usage.key_encipherment or usage.key_agreement
    )


def unreadable_objection(certificate: Parsed) -> Objection | None:
    """Not knowing what a certificate may be used for is no reason to trust it."""
    if certificate.extensions is not None and certificate.key is not None:
        return None
    part = "extensions" if certificate.extensions is None else "public key"
    return Objection(
        problem=Problem.MALFORMED,
        reason=f"The {part} of {called(certificate)} cannot be read.",
    )


def _short_key(certificate: Parsed) -> Objection | None:
    key = certificate.key
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size >= SHORTEST_RSA_KEY:
        return None
    return Objection(
        problem=Problem.WEAK_KEY,
        reason=f"The RSA key of {called(certificate)} has only {key.key_size} bits;"
        f" Windows wants {SHORTEST_RSA_KEY} at least.",
    )


def _usage(certificate: Parsed) -> Objection | None:
    if allows_servers(certificate):
        return None
    return Objection(
        problem=Problem.WRONG_USAGE,
        reason=f"{called(certificate)} is not meant for TLS servers (extended key usage).",
    )


def _leaf_usage(leaf: Parsed) -> Objection | None:
    """A CA's own certificate on a server, as appliances have it, is a problem but passes.

    Its key usage speaks of signing certificates; what Windows makes of it is UNSOURCED.
    """
    if key_fits_servers(leaf) or is_authority(leaf):
        return None
    return Objection(
        problem=Problem.WRONG_USAGE,
        reason=f"The key of {called(leaf)} is not meant for TLS servers (key usage).",
    )
