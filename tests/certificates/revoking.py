"""Makes OCSP responses and CRLs with any fault, as of the day of `chains`."""

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import strategies as st

from tests.certificates.chains import AT, DAY, Replacements, Signed, issue, usage

FOR_OCSP: Replacements = {x509.ExtendedKeyUsage: usage(ExtendedKeyUsageOID.OCSP_SIGNING)}


def responder(by: Signed, **more: object) -> Signed:
    """Give a certificate with which the CA appoints somebody to answer for it."""
    return issue("Responder", by, replace=more.pop("replace", FOR_OCSP), **more)  # type: ignore[arg-type]


def response(
    about: Signed,
    issuer: Signed,
    *,
    by: Signed | None = None,
    sends: Signed | None = None,
    status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD,
    since: datetime = AT - DAY / 24,
    until: datetime | None = AT + DAY,
    by_name: bool = False,
    algorithm: hashes.HashAlgorithm | None = None,
) -> bytes:
    """Sign a response; `by` is who signs, `sends` the certificate that goes along."""
    signer = by or issuer
    is_revoked = status is ocsp.OCSPCertStatus.REVOKED
    encoding = ocsp.OCSPResponderEncoding.NAME if by_name else ocsp.OCSPResponderEncoding.HASH
    builder = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            cert=about.certificate,
            issuer=issuer.certificate,
            algorithm=algorithm or hashes.SHA1(),  # noqa: S303 - as everybody does
            cert_status=status,
            this_update=since,
            next_update=until,
            revocation_time=AT - 2 * DAY if is_revoked else None,
            revocation_reason=x509.ReasonFlags.key_compromise if is_revoked else None,
        )
        .responder_id(encoding, signer.certificate)
    )
    if sends is not None:
        builder = builder.certificates([sends.certificate])
    return builder.sign(signer.key, hashes.SHA256()).public_bytes(Encoding.DER)


def crl(
    issuer: Signed,
    *revoked: Signed,
    by: Signed | None = None,
    since: datetime = AT - DAY,
    until: datetime = AT + DAY,
    extensions: tuple[tuple[x509.ExtensionType, bool], ...] = (),
    encoding: Encoding = Encoding.DER,
) -> bytes:
    """Sign a CRL of the issuer's; `by` is who signs it in truth."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(since)
        .next_update(until)
    )
    for one in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(one.certificate.serial_number)
        builder = builder.add_revoked_certificate(entry.revocation_date(AT - 2 * DAY).build())
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign((by or issuer).key, hashes.SHA256()).public_bytes(encoding)


def point(**values: object) -> x509.IssuingDistributionPoint:
    usual: dict[str, object] = {
        "full_name": None,
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }
    return x509.IssuingDistributionPoint(**(usual | values))  # type: ignore[arg-type]


def mutated(data: st.DataObject, content: bytes) -> bytes:
    """Change one byte, or leave it and what follows out."""
    place = data.draw(st.integers(0, len(content) - 1))
    value = data.draw(st.one_of(st.none(), st.integers(0, 255).filter(content[place].__ne__)))
    return content[:place] + (b"" if value is None else bytes([value]) + content[place + 1 :])
