"""Ties a sign-in to the TLS connection that it happens in. RFC 5929 4"""

import hashlib

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from spnego.channel_bindings import GssChannelBindings

_REPLACED = {"md5", "sha1"}


def end_point(leaf: bytes) -> GssChannelBindings:
    """Give the binding tls-server-end-point for a server's certificate (DER)."""
    digest = hashlib.new(_hash_name(leaf), leaf).digest()
    return GssChannelBindings(application_data=b"tls-server-end-point:" + digest)


def _hash_name(leaf: bytes) -> str:
    # RFC 5929 4.1: the hash of the certificate's signature, but SHA-256 in place of MD5 and SHA-1.
    # It leaves open what holds for a signature without one (Ed25519): SHA-256 then, too.
    try:
        algorithm = x509.load_der_x509_certificate(leaf).signature_hash_algorithm
    except (ValueError, UnsupportedAlgorithm):
        algorithm = None
    name = algorithm.name if algorithm is not None else ""
    return name if name in hashlib.algorithms_available - _REPLACED else "sha256"
