"""Reads out of a certificate every further field that matters to a person."""

import hashlib
from collections.abc import Iterable

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from app.certificates.reading import Parsed, parse, quiet
from app.domain.inspection import CertificateDetails

MOST = 20
"""Entries of one kind that are shown."""

# RFC 5280 4.2.1.3, as cryptography names the bits.
_USAGES = {
    "digital_signature": "digital signature",
    "content_commitment": "non-repudiation",
    "key_encipherment": "key encipherment",
    "data_encipherment": "data encipherment",
    "key_agreement": "key agreement",
    "key_cert_sign": "certificate signing",
    "crl_sign": "CRL signing",
}
# RFC 5280 4.2.1.12
_PURPOSES = {
    ExtendedKeyUsageOID.SERVER_AUTH: "server authentication",
    ExtendedKeyUsageOID.CLIENT_AUTH: "client authentication",
    ExtendedKeyUsageOID.CODE_SIGNING: "code signing",
    ExtendedKeyUsageOID.EMAIL_PROTECTION: "e-mail protection",
    ExtendedKeyUsageOID.TIME_STAMPING: "time stamping",
    ExtendedKeyUsageOID.OCSP_SIGNING: "OCSP signing",
    ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE: "any",
}


def details_of(der: bytes) -> CertificateDetails:
    """Give the details; of bytes that are no certificate, their fingerprint alone."""
    sha1 = hashlib.sha1(der, usedforsecurity=False).hexdigest()
    with quiet():
        parsed = parse(der)
        if parsed is None:
            return CertificateDetails(sha1=sha1)
        return CertificateDetails(
            sha1=sha1,
            version="1" if parsed.version_one else "3",
            constraints=_constraints(parsed),
            usages=_usages(parsed),
            purposes=_purposes(parsed),
            issuer_urls=_access(parsed, AuthorityInformationAccessOID.CA_ISSUERS),
            ocsp_urls=_access(parsed, AuthorityInformationAccessOID.OCSP),
            crl_urls=_crl_urls(parsed),
            subject_key=_subject_key(parsed),
            authority_key=_authority_key(parsed),
        )


def _constraints(parsed: Parsed) -> str:
    found = parsed.extension(x509.BasicConstraints)
    if found is None:
        return ""
    if not found.ca:
        return "not an authority"
    if found.path_length is None:
        return "an authority"
    return f"an authority, with at most {found.path_length} more below it"


def _usages(parsed: Parsed) -> tuple[str, ...]:
    found = parsed.extension(x509.KeyUsage)
    if found is None:
        return ()
    return tuple(words for bit, words in _USAGES.items() if getattr(found, bit))


def _purposes(parsed: Parsed) -> tuple[str, ...]:
    found = parsed.extension(x509.ExtendedKeyUsage)
    if found is None:
        return ()
    return tuple(_PURPOSES.get(one, one.dotted_string) for one in list(found)[:MOST])


def _access(parsed: Parsed, method: x509.ObjectIdentifier) -> tuple[str, ...]:
    found = parsed.extension(x509.AuthorityInformationAccess)
    if found is None:
        return ()
    return _urls(one.access_location for one in found if one.access_method == method)


def _crl_urls(parsed: Parsed) -> tuple[str, ...]:
    found = parsed.extension(x509.CRLDistributionPoints)
    if found is None:
        return ()
    return _urls(name for point in found for name in point.full_name or ())


def _urls(names: Iterable[x509.GeneralName]) -> tuple[str, ...]:
    urls = [one.value for one in names if isinstance(one, x509.UniformResourceIdentifier)]
    return tuple(urls[:MOST])


def _subject_key(parsed: Parsed) -> str:
    found = parsed.extension(x509.SubjectKeyIdentifier)
    return found.digest.hex() if found else ""


def _authority_key(parsed: Parsed) -> str:
    found = parsed.extension(x509.AuthorityKeyIdentifier)
    return found.key_identifier.hex() if found and found.key_identifier else ""
