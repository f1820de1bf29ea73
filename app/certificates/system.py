"""Finds the certificates that this PC trusts."""

import os
import ssl
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from app.certificates.pem import certificates_of_pem

SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1"
"""RFC 5280 4.2.1.12"""

# Where systems keep the bundle that OpenSSL reads.
BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Gentoo, Arch
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  # Fedora, Red Hat
    "/etc/pki/tls/certs/ca-bundle.crt",  # older Red Hat
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/ssl/cert.pem",  # macOS, Alpine, FreeBSD
)


def anchors() -> list[bytes]:
    """Give the trust anchors of the operating system in DER form."""
    if sys.platform == "win32":
        return from_windows(ssl.enum_certificates("ROOT"))
    return from_bundles(places(os.environ))


def places(environment: Mapping[str, str]) -> Iterator[Path]:
    """List where a bundle may lie, the user's own wish first."""
    wish = environment.get("SSL_CERT_FILE")
    if wish:
        yield Path(wish)
    yield from map(Path, BUNDLES)
    # What the interpreter was built with: Homebrew, python.org.
    yield Path(ssl.get_default_verify_paths().openssl_cafile)


def from_bundles(bundles: Iterable[Path]) -> list[bytes]:
    """Read the first bundle that holds a certificate."""
    for bundle in bundles:
        try:
            found = certificates_of_pem(bundle.read_bytes())
        except OSError:
            continue
        if found:
            return found
    return []


def from_windows(entries: Iterable[tuple[bytes, str, bool | Iterable[str]]]) -> list[bytes]:
    """Keep the X.509 certificates that Windows trusts for servers.

    Python's ssl module gives True for every purpose, else the purposes by number.
    """
    return [
        der
        for der, encoding, trusted_for in entries
        if encoding == "x509_asn"
        and (
            trusted_for
            if isinstance(trusted_for, bool)
            else SERVER_AUTHENTICATION in set(trusted_for)
        )
    ]
