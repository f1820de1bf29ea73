"""A small certificate authority: roots, intermediates and leaves with any fault, made at run time.

    anchor = root()
    issuing = intermediate(anchor, common_name="Contoso Issuing")
    mail = leaf(issuing, "mail.contoso.example", not_after=NOW - timedelta(days=2))
    presented(mail).der            what a server sends: the leaf and its intermediates
    presented(mail, intermediates=False).save(folder, "mail")      PEM files for a server

Nothing is read from or written to the repository. A key is made once per test process for each kind
and owner: the same name has the same key again, unless `key=new_key()` says otherwise.
"""

import functools
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Final, assert_never

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

NOW: Final = datetime.now(UTC).replace(microsecond=0)
YESTERDAY: Final = NOW - timedelta(days=1)
NEXT_YEAR: Final = NOW + timedelta(days=365)
IN_TEN_YEARS: Final = NOW + timedelta(days=3650)

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Extension = tuple[x509.ExtensionType, bool]


class KeyKind(StrEnum):
    EC = "ec-p256"
    RSA = "rsa-2048"
    RSA_1024 = "rsa-1024"


class Issued(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate, the key that belongs to it, and who signed it (None: it did itself)."""

    certificate: x509.Certificate
    key: PrivateKey
    issuer: "Issued | None"

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


class Presented(msgspec.Struct, frozen=True, kw_only=True):
    """What a server shows of itself, leaf first, and the key that proves it."""

    certificates: tuple[x509.Certificate, ...]
    key: PrivateKey

    @property
    def der(self) -> tuple[bytes, ...]:
        return tuple(each.public_bytes(serialization.Encoding.DER) for each in self.certificates)

    def save(self, folder: Path, name: str) -> tuple[Path, Path]:
        """Write NAME.crt (all certificates) and NAME.key, both PEM."""
        certificates, key = folder / f"{name}.crt", folder / f"{name}.key"
        certificates.write_bytes(
            b"".join(each.public_bytes(serialization.Encoding.PEM) for each in self.certificates)
        )
        key.touch(mode=0o600)
        key.write_bytes(
            self.key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return certificates, key


def new_key(kind: KeyKind = KeyKind.EC) -> PrivateKey:
    match kind:
        case KeyKind.EC:
            return ec.generate_private_key(ec.SECP256R1())
        case KeyKind.RSA:
            return rsa.generate_private_key(65537, 2048)
        case KeyKind.RSA_1024:
            return rsa.generate_private_key(65537, 1024)  # noqa: S505 - too short on purpose
        case _:
            assert_never(kind)


@functools.cache
def key_of(owner: str, kind: KeyKind = KeyKind.EC) -> PrivateKey:
    """The key that `owner` has in this test process."""
    return new_key(kind)


def root(
    common_name: str = "Contoso Root",
    *,
    not_before: datetime = YESTERDAY,
    not_after: datetime = IN_TEN_YEARS,
    path_length: int | None = None,
    key: PrivateKey | None = None,
    extra: Iterable[Extension] = (),
) -> Issued:
    """A trust anchor, or an unknown issuer where a test does not trust it."""
    return _issue(
        None,
        common_name,
        key or key_of(common_name),
        (not_before, not_after),
        (*_authority(path_length), *extra),
    )


def intermediate(
    issuer: Issued,
    common_name: str = "Contoso Issuing",
    *,
    not_before: datetime = YESTERDAY,
    not_after: datetime = IN_TEN_YEARS,
    path_length: int | None = None,
    may_sign: bool = True,
    key: PrivateKey | None = None,
    extra: Iterable[Extension] = (),
) -> Issued:
    """An authority below `issuer`; with `may_sign=False` one that denies it."""
    own = _authority(path_length) if may_sign else _server()
    return _issue(
        issuer, common_name, key or key_of(common_name), (not_before, not_after), (*own, *extra)
    )


def leaf(
    issuer: Issued,
    *names: str,
    common_name: str | None = None,
    not_before: datetime = YESTERDAY,
    not_after: datetime = NEXT_YEAR,
    kind: KeyKind = KeyKind.EC,
    key: PrivateKey | None = None,
    purposes: Iterable[x509.ObjectIdentifier] = (ExtendedKeyUsageOID.SERVER_AUTH,),
    issuer_url: str | None = None,
    extra: Iterable[Extension] = (),
) -> Issued:
    """A server's certificate for `names` (host names, wildcards, IP addresses).

    The common name is the first of them, unless given; `""` leaves the subject empty. Without names
    there is no subject alternative name: with `common_name` that is how it was done long ago.
    `issuer_url` tells where the issuer's certificate can be fetched (AIA).
    """
    owner = (names[0] if names else "") if common_name is None else common_name
    return _issue(
        issuer,
        owner,
        key or key_of(owner, kind),
        (not_before, not_after),
        (*_server(purposes), *_names(names), *_issuer_at(issuer_url), *extra),
    )


def self_signed(
    *names: str,
    common_name: str | None = None,
    not_before: datetime = YESTERDAY,
    not_after: datetime = NEXT_YEAR,
    kind: KeyKind = KeyKind.EC,
    key: PrivateKey | None = None,
) -> Issued:
    """A server's certificate that vouches for itself, as Exchange's setup makes one."""
    owner = (names[0] if names else "") if common_name is None else common_name
    return _issue(
        None,
        owner,
        key or key_of(owner, kind),
        (not_before, not_after),
        (*_server(), *_names(names)),
    )


def presented(issued: Issued, *, intermediates: bool = True, anchor: bool = False) -> Presented:
    """What a server sends for `issued`: by the book without its root, and never without itself."""
    above: list[x509.Certificate] = []
    signer = issued.issuer
    while signer is not None:
        if intermediates if signer.issuer else anchor:
            above.append(signer.certificate)
        signer = signer.issuer
    return Presented(certificates=(issued.certificate, *above), key=issued.key)


def _issue(
    issuer: Issued | None,
    common_name: str,
    key: PrivateKey,
    dates: tuple[datetime, datetime],
    extensions: Iterable[Extension],
) -> Issued:
    attributes = [x509.NameAttribute(NameOID.COMMON_NAME, common_name)] if common_name else []
    subject = x509.Name(attributes)
    signing_key = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(dates[0])
        .not_valid_after(dates[1])
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()),
            critical=False,
        )
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    certificate = builder.sign(signing_key, hashes.SHA256())
    return Issued(certificate=certificate, key=key, issuer=issuer)


def _authority(path_length: int | None) -> tuple[Extension, ...]:
    return (
        (x509.BasicConstraints(ca=True, path_length=path_length), True),
        (_key_usage(signs_certificates=True), True),
    )


def _server(
    purposes: Iterable[x509.ObjectIdentifier] = (ExtendedKeyUsageOID.SERVER_AUTH,),
) -> tuple[Extension, ...]:
    own: tuple[Extension, ...] = (
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_key_usage(signs_certificates=False), True),
    )
    wanted = tuple(purposes)
    return (*own, (x509.ExtendedKeyUsage(wanted), False)) if wanted else own


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=not signs_certificates,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _names(names: tuple[str, ...]) -> tuple[Extension, ...]:
    return ((x509.SubjectAlternativeName([_name(each) for each in names]), False),) if names else ()


def _name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _issuer_at(url: str | None) -> tuple[Extension, ...]:
    if url is None:
        return ()
    place = x509.AccessDescription(
        AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(url)
    )
    return ((x509.AuthorityInformationAccess([place]), False),)
