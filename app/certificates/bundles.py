"""Takes the certificates out of what an AIA URL gave, in whichever form it came."""

import base64
import binascii
import re

from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from app.certificates.pem import certificates_of_pem
from app.certificates.reading import UNREADABLE, Parsed, parse, quiet

MOST_IN_A_BUNDLE = 32

# RFC 7468 8; some servers write a bundle under the label of a single certificate.
_PEM_BUNDLE = re.compile(rb"-----BEGIN (?:PKCS7|CMS)-----([A-Za-z0-9+/=\s]*)-----END", re.ASCII)


def certificates_of_bundle(content: bytes) -> tuple[Parsed, ...]:
    """Give the certificates: one in DER, a PKCS #7 bundle, or either as PEM; else nothing.

    RFC 5280 4.2.2.1 wants DER or a bundle, and PEM is what administrators put there.
    """
    with quiet():
        alone = parse(content)
        if alone is not None:
            return (alone,)
        found = (
            certificates_of_pem(content)
            or _of_pkcs7(content)
            or [der for packed in _PEM_BUNDLE.findall(content) for der in _of_pkcs7(_plain(packed))]
        )
        parsed = (parse(der) for der in found[:MOST_IN_A_BUNDLE])
        return tuple(one for one in parsed if one is not None)


def _of_pkcs7(content: bytes) -> list[bytes]:
    try:
        found = pkcs7.load_der_pkcs7_certificates(content)
    except UNREADABLE:
        return []
    return [one.public_bytes(Encoding.DER) for one in found[:MOST_IN_A_BUNDLE]]


def _plain(packed: bytes) -> bytes:
    try:
        return base64.b64decode(b"".join(packed.split()), validate=True)
    except binascii.Error:
        return b""
