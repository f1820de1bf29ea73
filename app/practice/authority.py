"""Makes the certificates of one practice organisation, anew at each start."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, assert_never

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from app.practice.scenario import CertificateRecipe, Issuer

FULL_BITS: Final = 248
"""Both numbers of a signature of P-256 have more bits than that, unless a leading byte is 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A certificate with its key, as a server loads it."""

    chain: tuple[x509.Certificate, ...]
    """As it is sent, leaf first."""
    key: EllipticCurvePrivateKey

    @property
    def names(self) -> tuple[str, ...]:
        """DNS names of the leaf; the common name where it has none."""
        leaf = self.chain[0]
        try:
            found = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except x509.ExtensionNotFound:
            return (str(leaf.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value),)
        return tuple(found.get_values_for_type(x509.DNSName))

    @property
    def chain_pem(self) -> bytes:
        return b"".join(one.public_bytes(Encoding.PEM) for one in self.chain)

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


class Authority:
    """A root and the intermediate that signs for it."""

    def __init__(self, name: str, now: datetime) -> None:
        self._now = now
        root_key = generate_private_key(SECP256R1())
        root_name = _name(f"{name} Root", organisation=name)
        self.root = _sign(
            _ca_builder(root_name, root_name, root_key, now, path_length=1), root_key, root_key
        )
        self._key = generate_private_key(SECP256R1())
        issuing_name = _name(f"{name} Issuing CA", organisation=name)
        self.intermediate = _sign(
            _ca_builder(issuing_name, root_name, self._key, now, path_length=0),
            self._key,
            root_key,
        )

    @property
    def root_pem(self) -> bytes:
        return self.root.public_bytes(Encoding.PEM)

    @property
    def intermediate_der(self) -> bytes:
        return self.intermediate.public_bytes(Encoding.DER)

    def issue(self, recipe: CertificateRecipe) -> Served:
        key = generate_private_key(SECP256R1())
        builder = _leaf_builder(recipe, self.intermediate.subject, key, self._now)
        leaf = _sign(builder, key, self._key)
        sent = (leaf, self.intermediate) if recipe.sends_intermediate else (leaf,)
        return Served(chain=sent, key=key)


class CertificateShop:
    """Both authorities of an organisation; the public one is the client's trust anchor."""

    def __init__(self, now: datetime | None = None) -> None:
        self._now = now or datetime.now(UTC)
        self.public = Authority("Practice Trust", self._now)
        self._private = Authority("Contoso Private", self._now)

    def make(self, recipe: CertificateRecipe) -> Served:
        match recipe.issuer:
            case Issuer.PUBLIC:
                return self.public.issue(recipe)
            case Issuer.PRIVATE:
                return self._private.issue(recipe)
            case Issuer.SELF:
                key = generate_private_key(SECP256R1())
                builder = _leaf_builder(recipe, _name(recipe.common_name), key, self._now)
                return Served(chain=(_sign(builder, key, key),), key=key)
            case _:
                assert_never(recipe.issuer)


def _name(common_name: str, organisation: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, common_name)]
    if organisation:
        parts.insert(0, x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    return x509.Name(parts)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: EllipticCurvePrivateKey, days: Sequence[datetime]
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(days[0])
        .not_valid_after(days[1])
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _ca_builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: EllipticCurvePrivateKey,
    now: datetime,
    *,
    path_length: int,
) -> x509.CertificateBuilder:
    days = (now - timedelta(days=3650), now + timedelta(days=3650))
    return (
        _builder(subject, issuer, key, days)
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
    )


def _leaf_builder(
    recipe: CertificateRecipe, issuer: x509.Name, key: EllipticCurvePrivateKey, now: datetime
) -> x509.CertificateBuilder:
    days = [now + timedelta(days=day) for day in (recipe.valid_from_day, recipe.valid_to_day)]
    server_use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    builder = (
        _builder(_name(recipe.common_name), issuer, key, days)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(server_use, critical=False)
    )
    if recipe.names:
        names = x509.SubjectAlternativeName([x509.DNSName(name) for name in recipe.names])
        builder = builder.add_extension(names, critical=False)
    if recipe.issuer_url:
        place = x509.UniformResourceIdentifier(recipe.issuer_url)
        entry = x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, place)
        builder = builder.add_extension(x509.AuthorityInformationAccess([entry]), critical=False)
    return builder


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _sign(
    builder: x509.CertificateBuilder,
    key: EllipticCurvePrivateKey,
    issuer_key: EllipticCurvePrivateKey,
) -> x509.Certificate:
    if key is not issuer_key:
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
        builder = builder.add_extension(identifier, critical=False)
    while True:
        signed = builder.sign(issuer_key, hashes.SHA256())
        # One in 128 has a shorter number, which is right, and which CryptoAPI of Wine 8 takes for
        # wrong: it puts both behind each other without filling them up. Each try is another one.
        if all(
            number.bit_length() > FULL_BITS for number in decode_dss_signature(signed.signature)
        ):
            return signed
