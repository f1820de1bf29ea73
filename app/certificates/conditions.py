"""What must hold of a path beside what OpenSSL checks, for it to count as trusted."""

from collections.abc import Sequence

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from app.certificates.constraints import constraint_objection
from app.certificates.objections import Objection, called
from app.certificates.policies import policy_objection
from app.certificates.reading import Parsed, signature_hash, signature_name
from app.domain.verdict import Problem

BROKEN_HASHES = frozenset({"md2", "md4", "md5"})
"""Others can make a certificate to which an old signature fits (RFC 6149, 6150, 6151).

Windows takes none below a public root (Microsoft Security Advisory 2862973), other verifiers none
at all, and which root is public nobody can tell off Windows. SHA-1 still passes, as a problem.
"""

SHORTEST_RSA_KEY = 1024
"""KB 2661254: Windows takes no chain with a shorter RSA key in it."""

# RFC 5280 4.2.1.1, 4.2.1.2, 4.2.2.1, 4.2.2.2, 4.2.1.15: never critical.
_NEVER_CRITICAL = (
    (x509.AuthorityKeyIdentifier, "authority key identifier"),
    (x509.SubjectKeyIdentifier, "subject key identifier"),
    (x509.AuthorityInformationAccess, "authority information access"),
    (x509.SubjectInformationAccess, "subject information access"),
    (x509.FreshestCRL, "freshest CRL"),
)


def objection_to(path: Sequence[Parsed], serving: str = "") -> Objection | None:
    """Give the first reason not to trust a path that a verifier accepts; None where there is none.

    `serving`: the common name by which the host is recognised, if that is how.
    """
    for certificate in path:
        objection = (
            unreadable_objection(certificate)
            or _form(certificate)
            or _short_key(certificate)
            or _usage(certificate)
        )
        if objection is not None:
            return objection
    return (
        _signatures(path)
        or _issuers(path)
        or _leaf(path)
        or _leaf_usage(path[0])
        or policy_objection(path)
        or constraint_objection(path, serving)
    )


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


def may_issue(certificate: Parsed) -> bool:
    """Tell whether it may stand above another one; a root says what it may by being one.

    RFC 5280 6.1.4 k, n. From before extensions, or without any, only as an anchor: whoever asks
    about an intermediate has `is_authority` to ask, too.
    """
    usage = certificate.extension(x509.KeyUsage)
    if usage is not None and not usage.key_cert_sign:
        return False
    return is_authority(certificate) or (certificate.is_bare and certificate.self_issued)


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


def broken_signature_objection(certificate: Parsed) -> Objection | None:
    """Look at the method alone; whether the signature holds is another question."""
    if signature_hash(certificate.loaded) not in BROKEN_HASHES:
        return None
    return Objection(
        problem=Problem.WEAK_SIGNATURE,
        reason=f"{called(certificate)} is signed by a broken method"
        f" ({signature_name(certificate.loaded)}), so that nobody knows who made it.",
    )


def _signatures(path: Sequence[Parsed]) -> Objection | None:
    """Nobody checks an anchor's own: it is trusted for where it lies. RFC 5280 6.1.1 d"""
    return next(filter(None, map(broken_signature_objection, path[:-1])), None)


def _form(certificate: Parsed) -> Objection | None:
    """What RFC 5280 forbids, what strict verifiers refuse, and what nobody issues by oversight."""
    if not certificate.is_bare and not certificate.version_three:
        return Objection(
            problem=Problem.MALFORMED,
            reason=f"{called(certificate)} has extensions, which its version does not know.",
        )
    for kind, name in _NEVER_CRITICAL:
        if certificate.is_critical(kind):
            return Objection(
                problem=Problem.UNHANDLED_EXTENSION,
                reason=f"{called(certificate)} marks its {name} as critical, which it never is.",
            )
    alternatives = certificate.extension(x509.SubjectAlternativeName)
    if alternatives is not None and not len(alternatives):
        return Objection(
            problem=Problem.MALFORMED,
            reason=f"{called(certificate)} has a list of names with nothing in it.",
        )
    return None


def _issuers(path: Sequence[Parsed]) -> Objection | None:
    """RFC 5280 6.1.4 k, n; and 4.1.2.4: an issuer has a name.

    OpenSSL lets a root pass on its key usage alone, without basic constraints.
    """
    for number, issuer in enumerate(path[1:], start=1):
        is_anchor = number == len(path) - 1
        if not may_issue(issuer) or not (is_anchor or is_authority(issuer)):
            return Objection(
                problem=Problem.NOT_A_CA,
                reason=f"{called(issuer)} is no CA, yet issued a certificate of this chain.",
            )
        if not issuer.subject_compared:
            return Objection(problem=Problem.MALFORMED, reason="A CA of this chain has no name.")
    return None


def _leaf(path: Sequence[Parsed]) -> Objection | None:
    """What only CAs may have, and what a name in the extension takes. Not asked of an anchor."""
    leaf = path[0]
    if len(path) == 1:
        return None
    usage = leaf.extension(x509.KeyUsage)
    # RFC 5280 4.2.1.3, 4.2.1.9
    if usage is not None and usage.key_cert_sign and not is_authority(leaf):
        return Objection(
            problem=Problem.WRONG_USAGE,
            reason=f"{called(leaf)} is no CA, yet its key is meant for issuing certificates.",
        )
    # RFC 5280 4.2.1.10
    if leaf.extension(x509.NameConstraints) is not None and not is_authority(leaf):
        return Objection(
            problem=Problem.NAME_CONSTRAINT,
            reason=f"{called(leaf)} is no CA, yet has name constraints.",
        )
    # RFC 5280 4.1.2.6
    if (
        not leaf.subject_compared
        and leaf.extension(x509.SubjectAlternativeName) is not None
        and not leaf.is_critical(x509.SubjectAlternativeName)
    ):
        return Objection(
            problem=Problem.MALFORMED,
            reason="The certificate has no subject, yet its other names are not marked critical.",
        )
    return None


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
