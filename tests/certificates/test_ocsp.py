"""Which OCSP responses are believed: signed by whom, about which certificate, for when."""

import base64
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given, settings
from hypothesis import strategies as st

from app.certificates.inquiry import Inquiry
from app.certificates.ocsp import MEDIA_TYPE, questions, read_ocsp
from app.certificates.reading import parse
from app.domain.revocation import RevocationAnswer, RevocationSource, RevocationStatus
from tests.certificates.chains import (
    AT,
    DAY,
    HOST,
    PAST,
    Replacements,
    Signed,
    issue,
    key_of,
    usage,
)
from tests.certificates.revoking import FOR_OCSP, mutated, responder, response

GOOD, REVOKED, UNKNOWN = RevocationStatus
ROOT = issue("Contoso Root", ca=True)
CA = issue("Contoso Issuing", ROOT, ca=True)
TWIN = issue("Contoso Issuing", ROOT, ca=True, key=key_of("twin"))
RSA_CA = issue("Contoso RSA", ROOT, ca=True, key=key_of("rsa ca", "2048"))
LEAF = issue(HOST, CA, names=(HOST,))
OTHER = issue("other.example", CA, names=("other.example",))
RSA_LEAF = issue(HOST, RSA_CA, names=(HOST,))
APPOINTED = responder(CA)
ANSWER = response(LEAF, CA, by=APPOINTED, sends=APPOINTED)


def inquiry(about: Signed = LEAF, issuer: Signed = CA) -> Inquiry:
    certificate, above = parse(about.der), parse(issuer.der)
    assert certificate
    assert above
    return Inquiry(
        certificate=certificate,
        issuer=above,
        now=AT,
        source=RevocationSource.OCSP,
        url="http://ocsp.contoso.example",
    )


def read(content: bytes, about: Signed = LEAF, issuer: Signed = CA) -> RevocationAnswer:
    return read_ocsp(content, inquiry(about, issuer))


@pytest.mark.parametrize(
    "content",
    [
        response(LEAF, CA),
        response(LEAF, CA, by_name=True),
        response(LEAF, CA, algorithm=hashes.SHA256()),
        response(LEAF, CA, by=APPOINTED, sends=APPOINTED),
        response(LEAF, CA, by=APPOINTED, sends=APPOINTED, by_name=True),
        response(LEAF, CA, until=None),
        response(LEAF, CA, since=AT + DAY / 1000),
        response(LEAF, CA, until=AT - DAY / 1000),
    ],
)
def test_what_the_issuer_or_whom_it_appointed_says_is_believed(content: bytes) -> None:
    answer = read(content)

    assert answer.status is GOOD
    assert (answer.subject, answer.url) == (f"CN={HOST}", "http://ocsp.contoso.example")
    assert not answer.detail


def test_an_rsa_issuer_is_believed_too() -> None:
    assert read(response(RSA_LEAF, RSA_CA), RSA_LEAF, RSA_CA).status is GOOD


def test_an_edwards_issuer_is_believed_too() -> None:
    edwards = issue("Contoso Ed25519", ROOT, ca=True)
    own = ed25519.Ed25519PrivateKey.generate()
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=LEAF.certificate,
        issuer=edwards.certificate,
        algorithm=hashes.SHA1(),  # noqa: S303 - as everybody does
        cert_status=ocsp.OCSPCertStatus.GOOD,
        this_update=AT,
        next_update=AT + DAY,
        revocation_time=None,
        revocation_reason=None,
    )
    appointed = issue("Responder", CA, replace=FOR_OCSP, public=own.public_key())  # type: ignore[arg-type]
    by_other = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, appointed.certificate)
    content = by_other.certificates([appointed.certificate]).sign(own, None)

    # Signed rightly, by one whom another issuer has appointed.
    answer = read(content.public_bytes(Encoding.DER), LEAF, edwards)
    assert "nor by whom" in answer.detail
    # And by whom the right one has.
    right = edwards_response(own, appointed)
    assert read(right).status is GOOD
    assert read(tampered_early(right)).status is UNKNOWN


def edwards_response(key: ed25519.Ed25519PrivateKey, appointed: Signed) -> bytes:
    return (
        ocsp.OCSPResponseBuilder()
        .add_response(
            cert=LEAF.certificate,
            issuer=CA.certificate,
            algorithm=hashes.SHA1(),  # noqa: S303
            cert_status=ocsp.OCSPCertStatus.GOOD,
            this_update=AT,
            next_update=AT + DAY,
            revocation_time=None,
            revocation_reason=None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, appointed.certificate)
        .certificates([appointed.certificate])
        .sign(key, None)
        .public_bytes(Encoding.DER)
    )


def tampered_early(content: bytes) -> bytes:
    """Change the signature, which stands before the certificate that goes along."""
    signature = ocsp.load_der_ocsp_response(content).signature
    return content.replace(signature, bytes([signature[0] ^ 1]) + signature[1:])


def test_md5_vouches_for_nothing() -> None:
    assert isinstance(RSA_CA.key, rsa.RSAPrivateKey)
    content = response(RSA_LEAF, RSA_CA)
    read_back = ocsp.load_der_ocsp_response(content)
    with_sha256, with_md5 = (bytes.fromhex(f"06092a864886f70d0101{end}") for end in ("0b", "04"))
    signature = RSA_CA.key.sign(
        read_back.tbs_response_bytes,
        padding.PKCS1v15(),
        hashes.MD5(),  # noqa: S303 - broken on purpose
    )
    broken = content.replace(read_back.signature, signature).replace(with_sha256, with_md5)

    assert ocsp.load_der_ocsp_response(broken).signature_hash_algorithm.name == "md5"  # type: ignore[union-attr]
    assert read(broken, RSA_LEAF, RSA_CA).status is UNKNOWN


def test_a_revoked_certificate_has_its_day() -> None:
    answer = read(response(LEAF, CA, status=ocsp.OCSPCertStatus.REVOKED))

    assert (answer.status, answer.revoked_at) == (REVOKED, AT - 2 * DAY)


NOT_FOR_OCSP = responder(CA, replace=None)
ANY_USE = responder(
    CA, replace={x509.ExtendedKeyUsage: usage(ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE)}
)
OF_ANOTHER = responder(ROOT)
OF_A_TWIN = responder(TWIN)
SELF_APPOINTED = issue("Responder", replace=FOR_OCSP)
EXPIRED = responder(CA, valid=PAST)
STRANGER = issue("Stranger", ca=True)
REFUSING = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: response(OTHER, CA), "another certificate"),
        (lambda: response(LEAF, TWIN), "another certificate"),
        (lambda: response(LEAF, CA, by=TWIN), "not signed by the issuer"),
        (lambda: response(LEAF, CA, by=STRANGER), "not signed by the issuer"),
        (lambda: response(LEAF, CA, by=STRANGER, sends=STRANGER), "not signed by the issuer"),
        (lambda: response(LEAF, CA, by=LEAF, sends=LEAF), "not signed by the issuer"),
        (lambda: response(LEAF, CA, by=APPOINTED), "not signed by the issuer"),
        (lambda: response(LEAF, CA, by=NOT_FOR_OCSP, sends=NOT_FOR_OCSP), "nor by whom"),
        (lambda: response(LEAF, CA, by=ANY_USE, sends=ANY_USE), "nor by whom"),
        (lambda: response(LEAF, CA, by=OF_ANOTHER, sends=OF_ANOTHER), "nor by whom"),
        (lambda: response(LEAF, CA, by=OF_A_TWIN, sends=OF_A_TWIN), "nor by whom"),
        (lambda: response(LEAF, CA, by=SELF_APPOINTED, sends=SELF_APPOINTED), "nor by whom"),
        (lambda: response(LEAF, CA, by=EXPIRED, sends=EXPIRED), "nor by whom"),
        (lambda: tampered(response(LEAF, CA)), "not signed"),
        (lambda: response(LEAF, CA, until=AT - DAY), "out of date since"),
        (lambda: response(LEAF, CA, since=AT + DAY, until=AT + 2 * DAY), "still to come"),
        (lambda: response(LEAF, CA, since=AT - 2 * DAY, until=None), "too old"),
        (lambda: response(LEAF, CA, status=ocsp.OCSPCertStatus.UNKNOWN), "does not know"),
        (lambda: REFUSING.public_bytes(Encoding.DER), "try later"),
        (lambda: b"", "no OCSP response"),
        (lambda: b"<html></html>", "no OCSP response"),
        (lambda: response(LEAF, CA)[:-10], "no OCSP response"),
        (lambda: LEAF.der, "no OCSP response"),
    ],
)
def test_what_nobody_vouches_for_leaves_it_unknown(make: Callable[[], bytes], said: str) -> None:
    answer = read(make())

    assert answer.status is UNKNOWN
    assert said in answer.detail


def test_a_revocation_that_is_out_of_date_is_no_longer_known() -> None:
    answer = read(response(LEAF, CA, status=ocsp.OCSPCertStatus.REVOKED, until=AT - DAY))

    assert answer.status is UNKNOWN


def tampered(content: bytes) -> bytes:
    """Change one bit of the signature, which stands at the end where nothing is sent along."""
    return content[:-1] + bytes([content[-1] ^ 1])


def test_the_question_goes_by_get_and_then_by_post() -> None:
    by_get, by_post = questions(inquiry())

    packed = unquote(by_get.url.removeprefix("http://ocsp.contoso.example/"))
    assert base64.b64decode(packed) == by_post.body
    assert by_get.body == b""
    assert (by_post.url, by_post.media_type) == ("http://ocsp.contoso.example", MEDIA_TYPE)
    asked = ocsp.load_der_ocsp_request(by_post.body)
    assert asked.serial_number == LEAF.certificate.serial_number


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_damage_to_an_answer_raises(data: st.DataObject) -> None:
    assert read(mutated(data, ANSWER)).status is not RevocationStatus.REVOKED


def test_a_responder_whose_certificate_cannot_be_read_is_not_appointed() -> None:
    # An X.400 address, a kind of name that no library reads.
    x400 = x509.UnrecognizedExtension(
        x509.SubjectAlternativeName.oid, bytes.fromhex("3004a3023000")
    )
    replaced: Replacements = {**FOR_OCSP, x509.SubjectAlternativeName: x400}
    odd = responder(CA, replace=replaced)

    assert "nor by whom" in read(response(LEAF, CA, by=odd, sends=odd)).detail
