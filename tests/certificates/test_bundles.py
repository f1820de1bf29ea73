"""What lies at an AIA URL, in all the forms in which it is found there."""

import base64

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from hypothesis import given, settings
from hypothesis import strategies as st

from app.certificates.bundles import MOST_IN_A_BUNDLE, certificates_of_bundle
from tests.certificates.chains import issue
from tests.certificates.revoking import mutated

ROOT = issue("Contoso Root", ca=True)
ISSUING = issue("Contoso Issuing", ROOT, ca=True)
BOTH = [ISSUING.certificate, ROOT.certificate]


def p7c(encoding: Encoding) -> bytes:
    return pkcs7.serialize_certificates(BOTH, encoding)


PACKED = p7c(Encoding.DER)


@pytest.mark.parametrize(
    ("content", "count"),
    [
        (ISSUING.der, 1),
        (ISSUING.pem, 1),
        (ISSUING.pem + ROOT.pem, 2),
        (p7c(Encoding.DER), 2),
        (p7c(Encoding.PEM), 2),
        (b"", 0),
        (b"<html></html>", 0),
        (b"\x30\x82\xff\xff" + b"\0" * 100, 0),
        (p7c(Encoding.DER)[:-20], 0),
        (b"-----BEGIN PKCS7-----\n!\n-----END PKCS7-----", 0),
        (b"-----BEGIN PKCS7-----\nAAAA=A\n-----END PKCS7-----", 0),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", 0),
    ],
)
def test_every_form_is_read_and_no_other(content: bytes, count: int) -> None:
    found = certificates_of_bundle(content)

    assert len(found) == count
    assert {one.der for one in found} <= {ISSUING.der, ROOT.der}


def test_a_bundle_has_an_end() -> None:
    assert len(certificates_of_bundle(ISSUING.pem * (MOST_IN_A_BUNDLE + 5))) == MOST_IN_A_BUNDLE


def test_a_flood_of_base64_ends() -> None:
    flood = b"-----BEGIN PKCS7-----\n" + base64.b64encode(b"0" * 100_000)

    assert certificates_of_bundle(flood) == ()


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_damage_to_a_bundle_raises(data: st.DataObject) -> None:
    assert len(certificates_of_bundle(mutated(data, PACKED))) <= len(BOTH)


def test_a_bundle_of_a_version_to_come_and_one_with_a_certificate_of_one_are_taken_silently() -> (
    None
):
    # SignedData and the certificate, RFC 2315 9.1 and RFC 5280 4.1.2.1
    later = PACKED.replace(bytes.fromhex("020101"), bytes.fromhex("020163"), 1)
    odd = PACKED.replace(bytes.fromhex("a003020102"), bytes.fromhex("a003020142"))

    assert len(certificates_of_bundle(later)) == len(BOTH)
    assert not certificates_of_bundle(odd)
