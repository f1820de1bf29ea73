"""Makes certificates with any fault, for a fixed day, at run time and in memory.

Servers get theirs from tests/support/certificates.py; here a test may leave out or replace any
extension, and have what no library signs any more (SHA-1, MD5, version 1).
"""

import functools
import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

AT = datetime(2026, 6, 15, 12, tzinfo=UTC)
DAY = timedelta(days=1)
LONG = (AT - 3650 * DAY, AT + 3650 * DAY)
"""A CA's time."""
USUAL = (AT - 30 * DAY, AT + 330 * DAY)
PAST = (AT - 400 * DAY, AT - 5 * DAY)
FUTURE = (AT + 5 * DAY, AT + 400 * DAY)
FOR_EVER = (AT - 30 * DAY, datetime(2060, 1, 1, tzinfo=UTC))

HOST = "autodiscover.contoso.example"

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | dsa.DSAPrivateKey
Replacements = Mapping[type[x509.ExtensionType], x509.ExtensionType | None]


@dataclass(frozen=True)
class Signed:
    certificate: x509.Certificate
    key: PrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


@functools.cache
def key_of(owner: str, kind: str = "ec") -> PrivateKey:
    match kind:
        case "dsa":
            return dsa.generate_private_key(1024)  # noqa: S505 - weak on purpose
        case "p192":
            return ec.generate_private_key(ec.SECP192R1())
        case "ec":
            return ec.generate_private_key(ec.SECP256R1())
        case _:
            return rsa.generate_private_key(65537, int(kind))


def name_of(*common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each) for each in common])


def issue(
    subject: str | x509.Name,
    by: Signed | None = None,
    *,
    ca: bool = False,
    names: Iterable[str] = (),
    valid: tuple[datetime, datetime] | None = None,
    key: PrivateKey | None = None,
    public: rsa.RSAPublicKey | None = None,
    path_length: int | None = None,
    replace: Replacements | None = None,
    unknown_critical: bool = False,
) -> Signed:
    """Sign a certificate; without `by` it signs itself.

    `replace` gives None to leave an extension out; `public` is a key that nobody has.
    """
    name = name_of(subject) if isinstance(subject, str) else subject
    own = key or key_of(name.rfc4514_string())
    signer = by.key if by else own
    start, end = valid or (LONG if ca else USUAL)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(by.certificate.subject if by else name)
        .public_key(public or own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
    )
    extensions: dict[type[x509.ExtensionType], x509.ExtensionType | None] = {
        x509.BasicConstraints: x509.BasicConstraints(ca=ca, path_length=path_length),
        x509.KeyUsage: key_usage(
            digital_signature=not ca, key_encipherment=not ca, key_cert_sign=ca, crl_sign=ca
        ),
        x509.SubjectKeyIdentifier: x509.SubjectKeyIdentifier.from_public_key(own.public_key()),
        x509.AuthorityKeyIdentifier: key_identifier(by) if by else None,
        x509.ExtendedKeyUsage: None if ca else usage(ExtendedKeyUsageOID.SERVER_AUTH),
        x509.SubjectAlternativeName: alternatives(*names) if (names := tuple(names)) else None,
        **(replace or {}),
    }
    for kind, extension in extensions.items():
        if extension is not None:
            critical = kind in {x509.BasicConstraints, x509.KeyUsage, x509.NameConstraints}
            builder = builder.add_extension(extension, critical=critical)
    if unknown_critical:
        nobodys = x509.ObjectIdentifier("1.3.6.1.4.1.99999.1")
        builder = builder.add_extension(
            x509.UnrecognizedExtension(nobodys, b"\x05\x00"), critical=True
        )
    return Signed(certificate=builder.sign(signer, hashes.SHA256()), key=own)


def key_identifier(issuer: Signed) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())


def key_usage(**bits: bool) -> x509.KeyUsage:
    every = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement"
        " key_cert_sign crl_sign encipher_only decipher_only"
    )
    return x509.KeyUsage(**{bit: bits.get(bit, False) for bit in every.split()})


def usage(*purposes: x509.ObjectIdentifier) -> x509.ExtendedKeyUsage:
    return x509.ExtendedKeyUsage(purposes)


def alternatives(*names: str) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName([general_name(each) for each in names])


def general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_network(name) if "/" in name else _address(name))
    except ValueError:
        return x509.DNSName(name)


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    return ipaddress.ip_address(name)


def constraints(
    *, permitted: Iterable[str] = (), excluded: Iterable[str] = ()
) -> Mapping[type[x509.ExtensionType], x509.ExtensionType]:
    return {
        x509.NameConstraints: x509.NameConstraints(
            permitted_subtrees=[general_name(each) for each in permitted] or None,
            excluded_subtrees=[general_name(each) for each in excluded] or None,
        )
    }


def fetchable() -> Mapping[type[x509.ExtensionType], x509.ExtensionType]:
    place = x509.UniformResourceIdentifier("http://pki.contoso.example/issuing.cer")
    entry = x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, place)
    return {x509.AuthorityInformationAccess: x509.AuthorityInformationAccess([entry])}


def damaged(
    kind: type[x509.ExtensionType],
) -> Mapping[type[x509.ExtensionType], x509.ExtensionType]:
    """The extension's number, with a content that nobody can read."""
    return {kind: x509.UnrecognizedExtension(kind.oid, b"\x30\x07broken")}


def with_old_hash(signed: Signed, by: Signed, algorithm: hashes.HashAlgorithm) -> Signed:
    """Sign again with SHA-1 or MD5: the numbers of the algorithms differ in their last byte."""
    assert isinstance(by.key, rsa.RSAPrivateKey)
    sha256 = bytes.fromhex("06092a864886f70d01010b")
    wanted = sha256[:-1] + {"sha1": b"\x05", "md5": b"\x04"}[algorithm.name]
    body = signed.certificate.tbs_certificate_bytes.replace(sha256, wanted)
    signature = by.key.sign(body, padding.PKCS1v15(), algorithm)
    der = signed.der[: -len(signature)].replace(sha256, wanted) + signature
    return Signed(certificate=x509.load_der_x509_certificate(der), key=signed.key)


def in_the_year_nought(signed: Signed) -> bytes:
    """Let one that is good FOR_EVER end in a year that X.509 can write and Python cannot."""
    assert b"20600101000000Z" in signed.der
    return signed.der.replace(b"20600101000000Z", b"00000101000000Z")


def as_version_one(signed: Signed, by: Signed) -> Signed:
    """Take the version out of a certificate without extensions, and sign again."""
    body = _content(signed.certificate.tbs_certificate_bytes)
    version_three = bytes.fromhex("a003020102")
    assert body.startswith(version_three)
    tbs = _sequence(body.removeprefix(version_three))
    assert isinstance(by.key, ec.EllipticCurvePrivateKey)
    signature = by.key.sign(tbs, ec.ECDSA(hashes.SHA256()))
    ecdsa_with_sha256 = bytes.fromhex("300a06082a8648ce3d040302")
    bits = b"\x03" + bytes([len(signature) + 1, 0]) + signature
    der = _sequence(tbs + ecdsa_with_sha256 + bits)
    return Signed(certificate=x509.load_der_x509_certificate(der), key=signed.key)


def _content(der: bytes) -> bytes:
    return der[2 + (der[1] & 0x7F if der[1] & 0x80 else 0) :]


def _sequence(content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 128 else size.to_bytes((size.bit_length() + 7) // 8, "big")
    return b"\x30" + (b"" if size < 128 else bytes([0x80 | len(length)])) + length + content


NO_EXTENSIONS: Replacements = dict.fromkeys(
    (
        x509.BasicConstraints,
        x509.KeyUsage,
        x509.SubjectKeyIdentifier,
        x509.AuthorityKeyIdentifier,
        x509.ExtendedKeyUsage,
        x509.SubjectAlternativeName,
    )
)
