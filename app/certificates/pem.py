"""Takes the certificates out of PEM text."""

import base64
import binascii
import re

CERTIFICATE_BEGINS = b"-----BEGIN CERTIFICATE-----"

# RFC 7468 2 and 5. Bundles hold comments between the certificates.
_CERTIFICATE = re.compile(
    CERTIFICATE_BEGINS + rb"([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----", re.ASCII
)


def certificates_of_pem(content: bytes) -> list[bytes]:
    """Give the certificates of a bundle in DER form; what is no certificate is passed over."""
    ders = []
    for found in _CERTIFICATE.finditer(content):
        try:
            ders.append(base64.b64decode(b"".join(found[1].split()), validate=True))
        except binascii.Error:
            continue
    return ders
