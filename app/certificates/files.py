"""Takes a server's chain out of a file: PEM, DER, or a PKCS #7 bundle (P7B)."""

from collections.abc import Sequence

from app.certificates.bundles import certificates_of_bundle
from app.certificates.pem import CERTIFICATE_BEGINS
from app.certificates.reading import Parsed

LARGEST_FILE = 1 << 20


class WrongCertificateFileError(ValueError):
    """The file holds no certificate; the message says in one line what is wrong with it."""


def chain_of_file(name: str, content: bytes) -> tuple[Parsed, ...]:
    """Give the certificates as a server would present them, the server's own first.

    Raises WrongCertificateFileError.
    """
    if len(content) > LARGEST_FILE:
        raise WrongCertificateFileError(
            f"{name} is too large for a file of certificates (at most {LARGEST_FILE} bytes)."
        )
    found = certificates_of_bundle(content)
    if not found:
        raise WrongCertificateFileError(_why_none(name, content))
    # A PEM file is presented as it stands; a PKCS #7 bundle is a set. RFC 2315 9.1
    return found if CERTIFICATE_BEGINS in content else _in_order(found)


def own_name(chain: Sequence[Parsed]) -> str:
    """Give the host name to judge a file for when none is given: one that its own names hold.

    For a wildcard that is any name that it stands for.
    """
    names = chain[0].names
    every = (*names.dns, *names.addresses, *names.common)
    plain = next((one for one in every if "*" not in one), "")
    return plain or next((one.replace("*", "any", 1) for one in every), "")


def _in_order(found: tuple[Parsed, ...]) -> tuple[Parsed, ...]:
    issuers = {one.issuer_compared for one in found if not one.self_issued}
    leaf = next((one for one in found if one.subject_compared not in issuers), found[0])
    ordered, rest = [leaf], [one for one in found if one is not leaf]
    while rest:
        above = (one for one in rest if one.subject_compared == ordered[-1].issuer_compared)
        ordered.append(next(above, rest[0]))
        rest.remove(ordered[-1])
    return tuple(ordered)


def _why_none(name: str, content: bytes) -> str:
    if b"PRIVATE KEY-----" in content:
        return f"{name} holds a private key and no certificate; keep it to yourself."
    if b"CERTIFICATE REQUEST-----" in content:
        return f"{name} is a request for a certificate, not yet a certificate."
    return f"{name} holds no certificate: it is neither PEM, DER nor P7B."
