"""Reads DER bytes into what the verifiers take and into what a person sees."""

import hashlib
import ipaddress
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509.oid import NameOID, SignatureAlgorithmOID
from msgspec import Struct
from OpenSSL import crypto

from app.certificates.comparing import ComparableName, comparable
from app.certificates.stand_in import stand_in_of
from app.domain.verdict import Certificate

LARGEST_CERTIFICATE = 64 * 1024
"""More than a certificate with a thousand names; anything larger is not looked into."""

UNREADABLE = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
    crypto.Error,
)
"""What the two libraries raise about bytes that are no proper certificate, CRL or OCSP response."""

_CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}

# RFC 8017 A.2.4, RFC 5758, RFC 8410: the names as OpenSSL prints them.
_SIGNATURES = {
    x509.ObjectIdentifier("1.2.840.113549.1.1.2"): "md2WithRSAEncryption",
    x509.ObjectIdentifier("1.2.840.113549.1.1.3"): "md4WithRSAEncryption",
    SignatureAlgorithmOID.RSA_WITH_MD5: "md5WithRSAEncryption",
    SignatureAlgorithmOID.RSA_WITH_SHA1: "sha1WithRSAEncryption",
    SignatureAlgorithmOID.RSA_WITH_SHA224: "sha224WithRSAEncryption",
    SignatureAlgorithmOID.RSA_WITH_SHA256: "sha256WithRSAEncryption",
    SignatureAlgorithmOID.RSA_WITH_SHA384: "sha384WithRSAEncryption",
    SignatureAlgorithmOID.RSA_WITH_SHA512: "sha512WithRSAEncryption",
    SignatureAlgorithmOID.RSASSA_PSS: "rsassaPss",
    SignatureAlgorithmOID.ECDSA_WITH_SHA1: "ecdsa-with-SHA1",
    SignatureAlgorithmOID.ECDSA_WITH_SHA224: "ecdsa-with-SHA224",
    SignatureAlgorithmOID.ECDSA_WITH_SHA256: "ecdsa-with-SHA256",
    SignatureAlgorithmOID.ECDSA_WITH_SHA384: "ecdsa-with-SHA384",
    SignatureAlgorithmOID.ECDSA_WITH_SHA512: "ecdsa-with-SHA512",
    SignatureAlgorithmOID.DSA_WITH_SHA1: "dsaWithSHA1",
    SignatureAlgorithmOID.DSA_WITH_SHA224: "dsa_with_SHA224",
    SignatureAlgorithmOID.DSA_WITH_SHA256: "dsa_with_SHA256",
    SignatureAlgorithmOID.ED25519: "ED25519",
    SignatureAlgorithmOID.ED448: "ED448",
}

_T = TypeVar("_T")
_E = TypeVar("_E", bound=x509.ExtensionType)
_warnings_lock = threading.RLock()


class CertificateNames(Struct, frozen=True, kw_only=True):
    """Every name in a certificate that a host could be recognised by."""

    dns: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    common: tuple[str, ...] = ()
    complete: bool = True
    """False where the extensions cannot be read: then nobody knows what the other names are."""


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Parsed:
    """A certificate that both libraries could load; what is None in it cannot be read."""

    der: bytes
    sha256: str
    loaded: x509.Certificate
    openssl: crypto.X509
    openssl_der: bytes
    """What OpenSSL is shown: the certificate, or what stands for a root without extensions."""
    subject: x509.Name
    issuer: x509.Name
    subject_compared: ComparableName
    issuer_compared: ComparableName
    self_issued: bool
    extensions: x509.Extensions | None
    key: CertificatePublicKeyTypes | None
    not_before: datetime | None
    not_after: datetime | None
    version_one: bool
    version_three: bool
    names: CertificateNames

    @property
    def is_bare(self) -> bool:
        """Of the time before extensions, or made as if it were; such may be an anchor."""
        return self.extensions is not None and not len(self.extensions)

    def is_critical(self, kind: type[x509.ExtensionType]) -> bool:
        """Tell whether the extension is there and marked as critical."""
        return any(isinstance(each.value, kind) and each.critical for each in self.extensions or ())

    def extension(self, kind: type[_E]) -> _E | None:
        """Give the extension; None where there is none, or where none can be read."""
        if self.extensions is None:
            return None
        try:
            return self.extensions.get_extension_for_class(kind).value
        except x509.ExtensionNotFound:
            return None

    def covers(self, at: datetime) -> bool:
        """Both ends belong to the time of validity, which counts in seconds. RFC 5280 4.1.2.5"""
        if self.not_before is None or self.not_after is None:
            return False
        return self.not_before <= at.replace(microsecond=0) <= self.not_after


@contextmanager
def quiet() -> Iterator[None]:
    """Keep what the libraries have to say about odd certificates away from everybody else.

    cryptography warns by kinds of UserWarning: of roots in a distribution's bundle, of a PKCS #7
    bundle that is no DER. The lock is there because the filters belong to the whole process.
    OpenSSL keeps errors for the thread, where a TLS connection would find them later and take them
    for its own (SSL_get_error(3)).
    """
    with _warnings_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        try:
            yield
        finally:
            # pyOpenSSL has no other way to empty that queue than an error of its own.
            with suppress(crypto.Error):
                crypto.load_certificate(crypto.FILETYPE_ASN1, b"")


def parse(der: bytes) -> Parsed | None:
    """Load a certificate into both libraries; None where one of them cannot.

    Call it inside `quiet`.
    """
    if len(der) > LARGEST_CERTIFICATE:
        return None
    try:
        loaded = x509.load_der_x509_certificate(der)
        subject, issuer = loaded.subject, loaded.issuer
        subject_compared, issuer_compared = comparable(subject), comparable(issuer)
        version = loaded.version
        self_issued = subject_compared == issuer_compared
        extensions = _readable(lambda: loaded.extensions)
        is_bare_root = self_issued and extensions is not None and not len(extensions)
        openssl_der = (stand_in_of(loaded, der) if is_bare_root else None) or der
        openssl = crypto.load_certificate(crypto.FILETYPE_ASN1, openssl_der)
    except UNREADABLE:
        return None
    return Parsed(
        der=der,
        sha256=hashlib.sha256(der).hexdigest(),
        loaded=loaded,
        openssl=openssl,
        openssl_der=openssl_der,
        subject=subject,
        issuer=issuer,
        subject_compared=subject_compared,
        issuer_compared=issuer_compared,
        self_issued=self_issued,
        extensions=extensions,
        key=_readable(loaded.public_key),
        not_before=_readable(lambda: loaded.not_valid_before_utc),
        not_after=_readable(lambda: loaded.not_valid_after_utc),
        version_one=version is x509.Version.v1,
        version_three=version is x509.Version.v3,
        names=_names(subject, extensions),
    )


def names_in(der: bytes) -> CertificateNames:
    """Give the names of a certificate; of one that cannot be read none are known."""
    with quiet():
        parsed = parse(der)
    return CertificateNames(complete=False) if parsed is None else parsed.names


def certificate_of(der: bytes) -> Certificate:
    """Give one certificate as a person wants to see it."""
    with quiet():
        return displayed(der, parse(der))


def displayed(der: bytes, parsed: Parsed | None) -> Certificate:
    """Give the certificate as a person wants to see it, however little of it can be read."""
    if parsed is None:
        return Certificate(
            subject="",
            issuer="",
            names=(),
            not_before=None,
            not_after=None,
            sha256=hashlib.sha256(der).hexdigest(),
            der=der,
        )
    return Certificate(
        subject=parsed.subject.rfc4514_string(),
        issuer=parsed.issuer.rfc4514_string(),
        names=parsed.names.dns + parsed.names.addresses,
        not_before=parsed.not_before,
        not_after=parsed.not_after,
        sha256=parsed.sha256,
        serial=_serial(parsed.loaded),
        key=key_in_words(parsed.key),
        signature=signature_name(parsed.loaded),
        der=der,
    )


def key_in_words(key: CertificatePublicKeyTypes | None) -> str:
    match key:
        case None:
            return ""
        case rsa.RSAPublicKey():
            return f"RSA {key.key_size}"
        case dsa.DSAPublicKey():
            return f"DSA {key.key_size}"
        case ec.EllipticCurvePublicKey():
            return f"EC {_CURVES.get(key.curve.name, key.curve.name)}"
        case _:
            return type(key).__name__.removesuffix("PublicKey")


def signature_name(certificate: x509.Certificate) -> str:
    """Give the algorithm by its usual name, or as a number where it has none here."""
    algorithm = certificate.signature_algorithm_oid
    return _SIGNATURES.get(algorithm, algorithm.dotted_string)


def signature_hash(certificate: x509.Certificate) -> str:
    """Give the hash under the signature; empty where there is none of its own, as with Ed25519."""
    name = signature_name(certificate)
    if name.startswith(("md2", "md4")):
        return name[:3]
    algorithm = _readable(lambda: certificate.signature_hash_algorithm)
    return algorithm.name if algorithm is not None else ""


def _serial(certificate: x509.Certificate) -> str:
    number = certificate.serial_number
    digits = f"{abs(number):x}"
    return ("-" if number < 0 else "") + digits.zfill(len(digits) + len(digits) % 2)


def _names(subject: x509.Name, extensions: x509.Extensions | None) -> CertificateNames:
    common = tuple(
        value
        for attribute in subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        if isinstance(value := attribute.value, str)
    )
    if extensions is None:
        return CertificateNames(common=common, complete=False)
    try:
        names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return CertificateNames(common=common)
    return CertificateNames(
        dns=tuple(names.get_values_for_type(x509.DNSName)),
        addresses=tuple(str(value) for value in names.get_values_for_type(x509.IPAddress)),
        common=common,
    )


def _readable(read: Callable[[], _T]) -> _T | None:
    try:
        return read()
    except UNREADABLE:
        return None


def as_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Read an IP literal as it stands in a URL or in a certificate; None where it is a name."""
    try:
        return ipaddress.ip_address(text.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None
