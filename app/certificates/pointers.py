"""Reads where a certificate says that its issuer's certificate and its revocation lie."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID
from msgspec import Struct

from app.certificates.objections import one_line
from app.certificates.reading import Parsed
from app.domain.failures import Failure, FailureKind

MOST_URLS = 3
"""Of one kind in one certificate: AD CS writes two, one of them over LDAP."""


class Pointers(Struct, frozen=True, kw_only=True):
    """The URLs of one certificate, as they stand in it, in order."""

    issuers: tuple[str, ...] = ()
    """RFC 5280 4.2.2.1"""
    ocsp: tuple[str, ...] = ()
    crls: tuple[str, ...] = ()
    """RFC 5280 4.2.1.13"""
    indirect_crls: bool = False
    """Whether a CRL is signed by somebody else than the issuer."""


def pointers_of(certificate: Parsed) -> Pointers:
    """Read the extensions; what cannot be read points nowhere."""
    access = certificate.extension(x509.AuthorityInformationAccess) or ()
    points = list(certificate.extension(x509.CRLDistributionPoints) or ())
    own = [point for point in points if point.crl_issuer is None]
    return Pointers(
        issuers=_urls(
            one.access_location
            for one in access
            if one.access_method == AuthorityInformationAccessOID.CA_ISSUERS
        ),
        ocsp=_urls(
            one.access_location
            for one in access
            if one.access_method == AuthorityInformationAccessOID.OCSP
        ),
        crls=_urls(name for point in own for name in point.full_name or ()),
        indirect_crls=len(own) < len(points),
    )


def crl_names_of(certificate: Parsed) -> frozenset[str]:
    """Give every URL of a CRL, also those that are not fetched."""
    points = certificate.extension(x509.CRLDistributionPoints) or ()
    return frozenset(
        name.value
        for point in points
        for name in point.full_name or ()
        if isinstance(name, x509.UniformResourceIdentifier)
    )


def why_not_fetched(url: str) -> Failure | None:
    """Say why a URL is passed over; None where it is to be fetched."""
    try:
        scheme = urlsplit(url).scheme.lower()
    except ValueError:
        scheme = ""
    if scheme == "http":
        return None
    # AD CS names the directory first, which only a PC of that domain can ask.
    said = f"{scheme} is passed over" if scheme.isalnum() else "it is no URL"
    return Failure(
        kind=FailureKind.PROTOCOL,
        detail=f"Not fetched, since only http is: {one_line(said)}.",
    )


def _urls(names: Iterable[x509.GeneralName]) -> tuple[str, ...]:
    found = (one.value for one in names if isinstance(one, x509.UniformResourceIdentifier))
    return tuple(dict.fromkeys(found))[:MOST_URLS]
