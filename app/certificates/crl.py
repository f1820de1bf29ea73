"""Looks a certificate up in a CRL, once it is clear that the CRL is the issuer's and speaks of it.

RFC 5280 5 and 6.3. What is delta, indirect or cut up by reasons says too little by itself.
"""

from cryptography import x509

from app.certificates.inquiry import Inquiry
from app.certificates.pointers import crl_names_of
from app.certificates.reading import UNREADABLE, Parsed, quiet
from app.domain.revocation import RevocationAnswer

_KNOWN = (
    x509.IssuingDistributionPoint,
    x509.DeltaCRLIndicator,
    x509.CRLNumber,
    x509.AuthorityKeyIdentifier,
    x509.FreshestCRL,
)


def read_crl(content: bytes, inquiry: Inquiry) -> RevocationAnswer:
    """Say what a CRL is worth; anything wrong with it leaves the status unknown."""
    try:
        with quiet():
            return _read(_load(content), inquiry)
    except UNREADABLE:
        return inquiry.unknown("What lies there is no CRL that can be read.")


def _load(content: bytes) -> x509.CertificateRevocationList:
    if content.startswith(b"-----BEGIN"):
        return x509.load_pem_x509_crl(content)
    return x509.load_der_x509_crl(content)


def _read(crl: x509.CertificateRevocationList, inquiry: Inquiry) -> RevocationAnswer:
    issuer = inquiry.issuer
    if crl.issuer != issuer.subject:
        return inquiry.unknown("The CRL is another issuer's.")
    usage = issuer.extension(x509.KeyUsage)
    if usage is not None and not usage.crl_sign:
        return inquiry.unknown("The issuer's key is not for signing CRLs.")
    if issuer.key is None or not crl.is_signature_valid(issuer.loaded.public_key()):  # type: ignore[arg-type]
        return inquiry.unknown("The CRL is not signed by the issuer.")
    objection = _out_of_scope(crl, inquiry.certificate)
    if objection:
        return inquiry.unknown(objection)
    if crl.next_update_utc is None:
        # RFC 5280 5.1.2.5: an issuer must write it.
        return inquiry.unknown("The CRL does not say until when it holds.")
    entry = crl.get_revoked_certificate_by_serial_number(inquiry.certificate.loaded.serial_number)
    return inquiry.told(
        as_of=crl.last_update_utc,
        until=crl.next_update_utc,
        revoked_at=entry.revocation_date_utc if entry is not None else None,
        partly=_partly(crl),
    )


def _out_of_scope(crl: x509.CertificateRevocationList, certificate: Parsed) -> str:
    """Say why the CRL does not speak of this certificate; empty where it does. RFC 5280 5.2"""
    for extension in crl.extensions:
        if extension.critical and not isinstance(extension.value, _KNOWN):
            return "The CRL has a critical part that nobody here knows."
        if isinstance(extension.value, x509.DeltaCRLIndicator):
            return "It is a delta CRL, which tells only what has changed."
        if isinstance(extension.value, x509.IssuingDistributionPoint):
            return _outside_the_point(extension.value, certificate)
    return ""


def _outside_the_point(point: x509.IssuingDistributionPoint, certificate: Parsed) -> str:
    constraints = certificate.extension(x509.BasicConstraints)
    is_authority = constraints is not None and constraints.ca
    if point.indirect_crl:
        return "It is an indirect CRL, which is not followed here."
    if point.only_contains_attribute_certs:
        return "The CRL is about attribute certificates."
    if point.only_contains_user_certs and is_authority:
        return "The CRL is about certificates of servers and users only."
    if point.only_contains_ca_certs and not is_authority:
        return "The CRL is about certificates of authorities only."
    if point.relative_name is not None:
        return "The CRL says in a way that is not followed here for which certificates it is."
    # One list of several: it must be the one that the certificate names.
    named = {
        name.value
        for name in point.full_name or ()
        if isinstance(name, x509.UniformResourceIdentifier)
    }
    if point.full_name and not named.intersection(crl_names_of(certificate)):
        return "The CRL is for other certificates of the same issuer."
    return ""


def _partly(crl: x509.CertificateRevocationList) -> str:
    try:
        point = crl.extensions.get_extension_for_class(x509.IssuingDistributionPoint).value
    except x509.ExtensionNotFound:
        return ""
    return "The CRL is about some reasons only." if point.only_some_reasons else ""
