"""Makes the certificate that stands for a root without extensions before OpenSSL.

An anchor is a name and a key (RFC 5280 6.1.1 d). OpenSSL takes one without basic constraints only
from version 1, which knew none, though one of version 3 without any extension says no more.
"""

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from app.certificates.der import parts, sequence

# [0] EXPLICIT INTEGER 2 and 1: version 3 and version 2. RFC 5280 4.1.2.1
_VERSIONS = (bytes.fromhex("a003020102"), bytes.fromhex("a003020101"))


def stand_in_of(root: x509.Certificate, der: bytes) -> bytes | None:
    """Give the same name and key as version 1; None where it is that already.

    Its signature does not hold, and nobody checks an anchor's own. So it stands only for one that
    has signed itself: a leaf whose issuer merely has its name must keep its signature.
    """
    signed = root.tbs_certificate_bytes
    ((_, body),) = parts(signed)
    version = body[: len(_VERSIONS[0])]
    if version not in _VERSIONS or not _signed_itself(root):
        return None
    behind = der[der.index(signed) + len(signed) :]
    return sequence(sequence(body.removeprefix(version)) + behind)


def _signed_itself(certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(certificate)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True
