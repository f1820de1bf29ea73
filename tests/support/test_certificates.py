"""The tests' certificate authority makes what it is asked for, as another library judges."""

import stat
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from tests.support.certificates import (
    NEXT_YEAR,
    NOW,
    YESTERDAY,
    Issued,
    KeyKind,
    Presented,
    intermediate,
    key_of,
    leaf,
    new_key,
    presented,
    root,
    self_signed,
)

ROOT = root()
ISSUING = intermediate(ROOT)
HOST = "mail.contoso.example"


def verify(shown: Presented, subject: x509.verification.Subject | None = None) -> None:
    verifier = (
        PolicyBuilder()
        .store(Store([ROOT.certificate]))
        .time(NOW)
        .build_server_verifier(subject or x509.DNSName(HOST))
    )
    verifier.verify(shown.certificates[0], list(shown.certificates[1:]))


def names(issued: Issued) -> list[str]:
    extension = issued.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    return [str(each.value) for each in extension.value]


def test_a_leaf_with_its_intermediate_leads_to_the_root() -> None:
    verify(presented(leaf(ISSUING, HOST)))


def test_a_long_chain_leads_to_the_root() -> None:
    deep = ROOT
    for number in range(4):
        deep = intermediate(deep, f"Level {number}")

    shown = presented(leaf(deep, HOST))

    assert len(shown.der) == 5
    verify(shown)


@pytest.mark.parametrize(
    "shown",
    [
        presented(leaf(ISSUING, HOST), intermediates=False),
        presented(leaf(ISSUING, "other.contoso.example")),
        presented(leaf(ISSUING, common_name=HOST)),
        presented(leaf(ISSUING, HOST, not_after=NOW - timedelta(hours=1))),
        presented(leaf(ISSUING, HOST, not_before=NOW + timedelta(hours=1))),
        presented(leaf(ISSUING, HOST, purposes=(ExtendedKeyUsageOID.CLIENT_AUTH,))),
        presented(leaf(root("Stranger"), HOST)),
        presented(self_signed(HOST)),
        presented(leaf(intermediate(ROOT, "Not an authority", may_sign=False), HOST)),
        presented(leaf(intermediate(intermediate(ROOT, "No more", path_length=0)), HOST)),
        presented(leaf(root(key=new_key()), HOST)),
    ],
    ids=[
        "missing-intermediate",
        "wrong-name",
        "common-name-only",
        "expired",
        "not-yet-valid",
        "wrong-usage",
        "unknown-issuer",
        "self-signed",
        "not-a-ca",
        "path-too-long",
        "same-name-other-key",
    ],
)
def test_a_fault_is_seen_by_others(shown: Presented) -> None:
    with pytest.raises(VerificationError):
        verify(shown)


def test_an_address_is_named_as_an_address() -> None:
    shown = presented(leaf(ISSUING, "192.0.2.13", "2001:db8::13"))

    verify(shown, x509.IPAddress(ip_address("192.0.2.13")))
    verify(shown, x509.IPAddress(ip_address("2001:db8::13")))


def test_a_wildcard_stands_for_one_label() -> None:
    verify(presented(leaf(ISSUING, "*.contoso.example")))


def test_an_rsa_leaf_is_as_good() -> None:
    verify(presented(leaf(ISSUING, HOST, kind=KeyKind.RSA)))


@pytest.mark.parametrize(("common_name", "subject"), [(None, [HOST]), ("EX01", ["EX01"]), ("", [])])
def test_the_common_name_is_the_first_name_unless_given(
    common_name: str | None, subject: list[str]
) -> None:
    for issued in (
        leaf(ISSUING, HOST, "ex01", common_name=common_name),
        self_signed(HOST, "ex01", common_name=common_name),
    ):
        seen = issued.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        assert [each.value for each in seen] == subject
        assert names(issued) == [HOST, "ex01"]


def test_without_names_there_is_no_alternative_name() -> None:
    with pytest.raises(x509.ExtensionNotFound):
        names(leaf(ISSUING, common_name=HOST))


def test_a_certificate_may_name_no_host_at_all() -> None:
    assert not list(leaf(ISSUING).certificate.subject)
    assert self_signed().certificate.issuer == x509.Name([])


def test_dates_are_taken_as_given() -> None:
    ends = NOW + timedelta(days=3)

    for issued in (
        root(not_after=ends),
        intermediate(ROOT, not_after=ends),
        leaf(ISSUING, HOST, not_after=ends),
        self_signed(HOST, not_after=ends),
    ):
        assert issued.certificate.not_valid_before_utc == YESTERDAY
        assert issued.certificate.not_valid_after_utc == ends


def test_a_leaf_ends_within_a_year() -> None:
    assert leaf(ISSUING, HOST).certificate.not_valid_after_utc == NEXT_YEAR


def test_the_issuer_can_be_named_by_url() -> None:
    url = "http://pki.contoso.example/issuing.cer"
    issued = leaf(ISSUING, HOST, issuer_url=url)

    places = issued.certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess)
    assert [each.access_location.value for each in places.value] == [url]


def test_further_extensions_are_taken_in() -> None:
    only = x509.NameConstraints(
        permitted_subtrees=[x509.DNSName("fabrikam.example")], excluded_subtrees=None
    )
    constrained = intermediate(ROOT, "Only Fabrikam", extra=[(only, True)])

    with pytest.raises(VerificationError):
        verify(presented(leaf(constrained, HOST)))


def test_without_purposes_it_may_serve_for_anything() -> None:
    issued = leaf(ISSUING, HOST, purposes=())

    with pytest.raises(x509.ExtensionNotFound):
        issued.certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)


def test_the_root_is_sent_only_when_asked_for() -> None:
    own = leaf(ISSUING, HOST)

    assert presented(own).der == (own.der, ISSUING.der)
    assert presented(own, anchor=True).der == (own.der, ISSUING.der, ROOT.der)
    assert presented(own, intermediates=False, anchor=True).der == (own.der, ROOT.der)


def test_an_owner_keeps_its_key() -> None:
    assert leaf(ISSUING, HOST).key is leaf(ROOT, HOST).key
    assert key_of("a") is not key_of("b")
    assert new_key() is not new_key()


@pytest.mark.parametrize(("kind", "bits"), [(KeyKind.RSA, 2048), (KeyKind.RSA_1024, 1024)])
def test_rsa_keys_have_their_length(kind: KeyKind, bits: int) -> None:
    key = key_of("rsa", kind)

    assert isinstance(key, rsa.RSAPrivateKey)
    assert key.key_size == bits


def test_saved_files_hold_what_is_presented(tmp_path: Path) -> None:
    shown = presented(leaf(ISSUING, HOST))

    certificates, key = shown.save(tmp_path, "mail")

    assert tuple(x509.load_pem_x509_certificates(certificates.read_bytes())) == shown.certificates
    saved = serialization.load_pem_private_key(key.read_bytes(), password=None)
    assert isinstance(saved, ec.EllipticCurvePrivateKey)
    assert saved.public_key() == shown.key.public_key()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_a_certificate_is_given_as_pem_too() -> None:
    assert x509.load_pem_x509_certificate(ROOT.pem) == ROOT.certificate
