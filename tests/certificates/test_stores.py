import hashlib

import pytest

from app.certificates import TrustStores, WrongTrustFileError
from app.certificates.stores import LARGEST_TRUST_FILE
from tests.certificates.chains import AT, issue

ROOT = issue("Contoso Root", ca=True)
OTHER = issue("Fabrikam Root", ca=True)
MEANT = "a file of trusted certificates"
SIZES = "8388609 bytes; at most 8388608"


def sha256(der: bytes) -> str:
    return hashlib.sha256(der).hexdigest()


def test_a_certificate_knows_every_store_that_holds_it() -> None:
    stores = TrustStores.of({"system": [ROOT.der, OTHER.der, ROOT.der], "mine": [ROOT.der]})

    assert stores.names_of(sha256(ROOT.der)) == ("system", "mine")
    assert stores.names_of(sha256(OTHER.der)) == ("system",)
    assert stores.names_of("00") == ()
    assert len(stores.anchors) == 2


def test_a_file_adds_to_new_stores_and_leaves_the_old_ones() -> None:
    before = TrustStores.of({"system": [OTHER.der]})

    after = before.with_file("pki.pem", b"# Contoso\n" + ROOT.pem + b"\nmore\n" + OTHER.pem)

    assert after.names_of(sha256(ROOT.der)) == ("pki.pem",)
    assert after.names_of(sha256(OTHER.der)) == ("system", "pki.pem")
    assert before.names_of(sha256(ROOT.der)) == ()


def test_two_files_of_one_name_are_one_store() -> None:
    stores = TrustStores.of({}).with_file("pki.pem", ROOT.pem).with_file("pki.pem", OTHER.pem)

    assert {each.der for each in stores.anchors} == {ROOT.der, OTHER.der}


def test_windows_line_ends_are_read() -> None:
    stores = TrustStores.of({}).with_file("pki.pem", ROOT.pem.replace(b"\n", b"\r\n"))

    assert [each.der for each in stores.anchors] == [ROOT.der]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "pki.pem is not a PEM file; it wants -----BEGIN CERTIFICATE----- in it."),
        (b"\xff\xfe\0", "pki.pem is not a PEM file; it wants -----BEGIN CERTIFICATE----- in it."),
        (
            ROOT.der,
            "pki.pem holds a certificate in DER form; convert it to PEM (Base64) first.",
        ),
        (
            b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
            "pki.pem is a PEM file but holds no certificate.",
        ),
        (
            ROOT.pem + OTHER.pem[:200],
            "pki.pem is damaged: 1 of its 2 certificates cannot be read.",
        ),
        (
            b"-----BEGIN CERTIFICATE-----\nAAA\n-----END CERTIFICATE-----\n",
            "pki.pem is damaged: 1 of its 1 certificates cannot be read.",
        ),
        (
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "pki.pem is damaged: 1 of its 1 certificates cannot be read.",
        ),
        (bytes(LARGEST_TRUST_FILE + 1), f"pki.pem is too large for {MEANT} ({SIZES})."),
    ],
)
def test_a_wrong_trust_file_gets_one_line(content: bytes, complaint: str) -> None:
    with pytest.raises(WrongTrustFileError) as caught:
        TrustStores.of({}).with_file("pki.pem", content)

    assert str(caught.value) == complaint


def test_an_anchor_that_cannot_be_read_is_left_out() -> None:
    stores = TrustStores.of({"system": [b"garbage", ROOT.der]})

    assert [each.der for each in stores.anchors] == [ROOT.der]
    assert stores.names_of(sha256(b"garbage")) == ()


def test_the_verifiers_stores_are_made_once() -> None:
    stores = TrustStores.of({"system": [ROOT.der]})

    assert stores.untimed is stores.untimed
    assert stores.second is stores.second
    assert stores.timed(AT) is not stores.timed(AT)


def test_without_anchors_there_is_no_second_verifier() -> None:
    assert TrustStores.of({}).second is None


def test_what_leads_up_to_no_root_makes_nothing_trusted() -> None:
    issuing = issue("Contoso Issuing", ca=True, by=ROOT)
    stores = TrustStores.of({"system": [OTHER.der]}).with_file("corp.pem", issuing.pem)

    assert [one.sha256 for one in stores.idle("corp.pem")] == [sha256(issuing.der)]
    assert stores.with_file("root.pem", ROOT.pem).idle("corp.pem") == ()
    assert stores.with_file("root.pem", ROOT.pem).idle("root.pem") == ()
    assert stores.idle("gone.pem") == ()


def test_certificates_that_name_each_other_lead_nowhere() -> None:
    other = issue("Ring Two", ca=True, by=ROOT)
    one = issue("Ring One", ca=True, by=other)
    again = issue("Ring Two", ca=True, by=one)
    stores = TrustStores.of({}).with_file("ring.pem", one.pem + again.pem)

    assert len(stores.idle("ring.pem")) == 2
