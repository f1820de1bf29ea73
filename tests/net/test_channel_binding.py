import datetime as dt
import hashlib

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID

from app.net.channel_binding import end_point

Key = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey


def certificate(key: Key, algorithm: hashes.HashAlgorithm | None) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "dc01.contoso.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2027, 1, 1, tzinfo=dt.UTC))
        .sign(key, algorithm)  # type: ignore[arg-type]
    )
    return made.public_bytes(serialization.Encoding.DER)


CURVE = ec.generate_private_key(ec.SECP256R1())
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
# RFC 4055 5, RFC 3279 2.2.1: the last byte tells the hash. Nobody signs with the older ones any
# more, but the certificates are still there.
WITH_RSA = bytes.fromhex("2a864886f70d0101")
BY_RSA = certificate(RSA, hashes.SHA256())


@pytest.mark.parametrize(
    ("leaf", "name"),
    [
        (certificate(CURVE, hashes.SHA256()), "sha256"),
        (certificate(CURVE, hashes.SHA384()), "sha384"),
        (certificate(RSA, hashes.SHA512()), "sha512"),
        # RFC 5929 4.1: SHA-1 and MD5 are replaced.
        (BY_RSA.replace(WITH_RSA + b"\x0b", WITH_RSA + b"\x05"), "sha256"),
        (BY_RSA.replace(WITH_RSA + b"\x0b", WITH_RSA + b"\x04"), "sha256"),
        (BY_RSA.replace(WITH_RSA + b"\x0b", WITH_RSA + b"\x7f"), "sha256"),
        (certificate(ed25519.Ed25519PrivateKey.generate(), None), "sha256"),
        (b"no certificate", "sha256"),
    ],
    # Not the certificates: they are others in each test process.
    ids=["SHA-256", "SHA-384", "SHA-512", "SHA-1", "MD5", "unknown", "Ed25519", "none"],
)
def test_the_binding_is_a_hash_of_the_certificate(leaf: bytes, name: str) -> None:
    bound = end_point(leaf)

    digest = hashlib.new(name, leaf).digest()
    assert bound.application_data == b"tls-server-end-point:" + digest
