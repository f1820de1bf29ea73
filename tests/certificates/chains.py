"""Makes certificates with any fault, for a fixed day, at run time and in memory.

Servers get theirs from tests/support/certificates.py; here a test may leave out or replace any
extension, and have what no library signs any more (SHA-1, MD5, version 1).
"""

import functools
import ipaddress
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

AT = datetime(2026, 6, 15, 12, tzinfo=UTC)
DAY = timedelta(days=1)
LONG = (AT - 3650 * DAY, AT + 3650 * DAY)
"""A CA's time."""
USUAL = (AT - 30 * DAY, AT + 330 * DAY)
PAST = (AT - 400 * DAY, AT - 5 * DAY)
FUTURE = (AT + 5 * DAY, AT + 400 * DAY)
FOR_EVER = (AT - 30 * DAY, datetime(2060, 1, 1, tzinfo=UTC))

ECDSA_WITH_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")
HOST = "autodiscover.contoso.example"

USUALLY_CRITICAL = {
    x509.BasicConstraints,
    x509.KeyUsage,
    x509.NameConstraints,
    x509.PolicyConstraints,
    x509.InhibitAnyPolicy,
}

Ed = ed25519.Ed25519PrivateKey
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | dsa.DSAPrivateKey | Ed
Replacements = Mapping[type[x509.ExtensionType], x509.ExtensionType | None]


@dataclass(frozen=True)
class Signed:
    certificate: x509.Certificate
    key: PrivateKey
    as_sent: bytes = b""
    """Where that is nothing a library could read back."""

    @property
    def der(self) -> bytes:
        return self.as_sent or self.certificate.public_bytes(Encoding.DER)

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
        case "ed25519":
            return Ed.generate()
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
    marked: Collection[type[x509.ExtensionType]] = (),
    unknown_critical: bool = False,
) -> Signed:
    """Sign a certificate; without `by` it signs itself.

    `replace` gives None to leave an extension out; `marked` are critical beside the usual ones;
    `public` is a key that nobody has.
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
            critical = kind in USUALLY_CRITICAL or kind in marked
            builder = builder.add_extension(extension, critical=critical)
    if unknown_critical:
        nobodys = x509.ObjectIdentifier("1.3.6.1.4.1.99999.1")
        builder = builder.add_extension(
            x509.UnrecognizedExtension(nobodys, b"\x05\x00"), critical=True
        )
    return Signed(certificate=_signed(builder, signer), key=own)


def _signed(builder: x509.CertificateBuilder, signer: PrivateKey) -> x509.Certificate:
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        return builder.sign(signer, None if isinstance(signer, Ed) else hashes.SHA256())
    while True:
        certificate = builder.sign(signer, hashes.SHA256())
        # One signature in 128 has a number that is a byte shorter, which CryptoAPI of Wine 8 takes
        # for a wrong one.
        bits = min(number.bit_length() for number in decode_dss_signature(certificate.signature))
        if bits > signer.key_size - 8:
            return certificate


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


SHA256_WITH_RSA = bytes.fromhex("06092a864886f70d01010b")
MD2_WITH_RSA = bytes.fromhex("06092a864886f70d010102")
NOBODYS_METHOD = bytes.fromhex("06092a864886f70d01017f")


def another_method(signed: Signed, method: bytes) -> Signed:
    """Name another method of signing than the one that was used, in both places."""
    der = signed.der.replace(SHA256_WITH_RSA, method)
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
    bits = b"\x03" + bytes([len(signature) + 1, 0]) + signature
    der = _sequence(tbs + ECDSA_WITH_SHA256 + bits)
    return Signed(certificate=x509.load_der_x509_certificate(der), key=signed.key)


def signed_again(signed: Signed, by: Signed, change: Callable[[bytes], bytes]) -> Signed:
    """Change what is signed, without its outer length, and sign it again."""
    body = _content(signed.certificate.tbs_certificate_bytes)
    changed = change(body)
    assert changed != body
    assert isinstance(by.key, ec.EllipticCurvePrivateKey)
    tbs = _sequence(changed)
    signature = by.key.sign(tbs, ec.ECDSA(hashes.SHA256()))
    bits = b"\x03" + bytes([len(signature) + 1, 0]) + signature
    der = _sequence(tbs + ECDSA_WITH_SHA256 + bits)
    return Signed(certificate=signed.certificate, key=signed.key, as_sent=der)


def with_key_bytes(signed: Signed, by: Signed, key: bytes) -> Signed:
    """Give it another public key, in bytes that no library would write."""
    own = signed.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return signed_again(signed, by, lambda body: body.replace(own, key))


def rsa_key_bytes(modulus: int, exponent: int) -> bytes:
    numbers = _sequence(_integer(modulus) + _integer(exponent))
    rsa_encryption = _sequence(bytes.fromhex("06092a864886f70d0101010500"))
    return _sequence(rsa_encryption + _tagged(0x03, b"\0" + numbers))


def explicit_curve_bytes(public: ec.EllipticCurvePublicKey) -> bytes:
    """P-256 by its numbers instead of its name, which was CVE-2020-0601. SEC 1 C.2"""
    prime = 2**256 - 2**224 + 2**192 + 2**96 - 1
    b = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
    x = 0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296
    y = 0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    field = _sequence(bytes.fromhex("06072a8648ce3d0101") + _integer(prime))
    curve = _sequence(_octets((prime - 3).to_bytes(32, "big")) + _octets(b.to_bytes(32, "big")))
    base = _octets(b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big"))
    numbers = _sequence(_integer(1) + field + curve + base + _integer(order) + _integer(1))
    algorithm = _sequence(bytes.fromhex("06072a8648ce3d0201") + numbers)
    point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return _sequence(algorithm + _tagged(0x03, b"\0" + point))


def _integer(number: int) -> bytes:
    return _tagged(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _octets(content: bytes) -> bytes:
    return _tagged(0x04, content)


def _tagged(tag: int, content: bytes) -> bytes:
    return bytes([tag]) + _sequence(content)[1:]


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
