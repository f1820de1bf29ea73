"""The further fields of a certificate."""

import hashlib

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID
from hypothesis import given
from hypothesis import strategies as st

from app.certificates.details import details_of
from app.certificates.files import own_name
from app.certificates.reading import parse
from tests.certificates.chains import as_version_one, issue

ROOT = issue("Contoso Root", ca=True, path_length=1)
URL = "http://pki.contoso.com/root"


def _at(url: str) -> x509.UniformResourceIdentifier:
    return x509.UniformResourceIdentifier(url)


def _access(method: x509.ObjectIdentifier, url: str) -> x509.AccessDescription:
    return x509.AccessDescription(method, _at(url))


LEAF = issue(
    "mail.contoso.com",
    ROOT,
    names=("mail.contoso.com",),
    replace={
        x509.AuthorityInformationAccess: x509.AuthorityInformationAccess(
            [
                _access(AuthorityInformationAccessOID.CA_ISSUERS, f"{URL}.cer"),
                _access(AuthorityInformationAccessOID.OCSP, f"{URL}/ocsp"),
            ]
        ),
        x509.CRLDistributionPoints: x509.CRLDistributionPoints(
            [x509.DistributionPoint([_at(f"{URL}.crl")], None, None, None)]
        ),
    },
)


def test_every_field_is_read() -> None:
    details = details_of(LEAF.der)

    assert details.sha1 == hashlib.sha1(LEAF.der, usedforsecurity=False).hexdigest()
    assert details.version == "3"
    assert details.constraints == "not an authority"
    assert details.usages == ("digital signature", "key encipherment")
    assert details.purposes == ("server authentication",)
    assert details.issuer_urls == (f"{URL}.cer",)
    assert details.ocsp_urls == (f"{URL}/ocsp",)
    assert details.crl_urls == (f"{URL}.crl",)
    assert details.authority_key == details_of(ROOT.der).subject_key


def test_an_authority_is_told_with_its_limit() -> None:
    assert details_of(ROOT.der).constraints == "an authority, with at most 1 more below it"
    assert details_of(issue("Free Root", ca=True).der).constraints == "an authority"


def test_a_certificate_of_version_one_is_told() -> None:
    assert details_of(as_version_one(LEAF, ROOT).der).version == "1"


def test_a_certificate_without_extensions_says_less() -> None:
    kinds = (x509.BasicConstraints, x509.KeyUsage, x509.ExtendedKeyUsage)
    bare = issue("old.contoso.com", replace=dict.fromkeys((*kinds, x509.SubjectKeyIdentifier)))
    details = details_of(bare.der)

    assert not any((details.constraints, details.usages, details.purposes, details.crl_urls))


def test_a_wildcard_is_judged_for_a_name_that_it_stands_for() -> None:
    wildcard = parse(issue("*.contoso.com", ROOT, names=("*.contoso.com",)).der)
    nameless = parse(issue(x509.Name([]), ROOT).der)

    assert wildcard
    assert nameless
    assert own_name([wildcard]) == "any.contoso.com"
    assert own_name([nameless]) == ""


@given(st.binary(max_size=200), st.integers(0, len(LEAF.der)))
def test_damaged_bytes_give_a_fingerprint_and_no_exception(noise: bytes, at: int) -> None:
    details = details_of(LEAF.der[:at] + noise + LEAF.der[at + len(noise) :])

    assert len(details.sha1) == 40
