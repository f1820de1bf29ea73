"""Asks by OCSP, and checks the answer: signed by whom, about which certificate, for when.

RFC 6960. Nobody here keeps a nonce: responders of 2007 do not answer one, and the dates bound what
a replayed answer can do (RFC 5019 6).
"""

import base64
from collections.abc import Iterator
from urllib.parse import quote

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from app.certificates.inquiry import Inquiry
from app.certificates.reading import UNREADABLE, quiet
from app.domain.retrieval import Purpose, Wanted
from app.domain.revocation import RevocationAnswer

LONGEST_GET = 255
"""RFC 6960 A.1: what is longer is posted."""
MEDIA_TYPE = "application/ocsp-request"

_BROKEN_HASHES = (hashes.MD5,)


def questions(inquiry: Inquiry) -> Iterator[Wanted]:
    """Give the ways of asking a responder: GET, which caches can answer, then POST. RFC 5019 5"""
    try:
        # SHA-1 names the issuer, and secures nothing: the one that every responder knows.
        request = (
            ocsp.OCSPRequestBuilder()
            .add_certificate(
                inquiry.certificate.loaded,
                inquiry.issuer.loaded,
                hashes.SHA1(),  # noqa: S303 - see above
            )
            .build()
            .public_bytes(Encoding.DER)
        )
    except UNREADABLE:
        return
    packed = quote(base64.b64encode(request), safe="")
    if len(packed) <= LONGEST_GET:
        yield Wanted(purpose=Purpose.OCSP, url=f"{inquiry.url.rstrip('/')}/{packed}")
    yield Wanted(purpose=Purpose.OCSP, url=inquiry.url, body=request, media_type=MEDIA_TYPE)


def read_ocsp(content: bytes, inquiry: Inquiry) -> RevocationAnswer:
    """Say what a response is worth; anything wrong with it leaves the status unknown."""
    try:
        with quiet():
            return _read(ocsp.load_der_ocsp_response(content), inquiry)
    except UNREADABLE:
        return inquiry.unknown("The answer is no OCSP response that can be read.")


def _read(response: ocsp.OCSPResponse, inquiry: Inquiry) -> RevocationAnswer:
    if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        said = response.response_status.name.lower().replace("_", " ")
        return inquiry.unknown(f"The responder gives no answer: {said}.")
    single = next((one for one in response.responses if _is_about(one, inquiry)), None)
    if single is None:
        return inquiry.unknown("The answer is about another certificate.")
    if not any(_verifies(key, response) for key in _keys(response, inquiry)):
        return inquiry.unknown("The answer is not signed by the issuer, nor by whom it appointed.")
    if single.certificate_status is ocsp.OCSPCertStatus.UNKNOWN:
        return inquiry.unknown("The responder does not know this certificate.")
    return inquiry.told(
        as_of=single.this_update_utc,
        until=single.next_update_utc,
        revoked_at=single.revocation_time_utc,
    )


def _is_about(single: ocsp.OCSPSingleResponse, inquiry: Inquiry) -> bool:
    """Compare serial number and issuer: an answer must not be replayed for another certificate."""
    certificate = inquiry.certificate.loaded
    if single.serial_number != certificate.serial_number:
        return False
    # The library hashes name and key of the issuer when it writes a question.
    asked = (
        ocsp.OCSPRequestBuilder()
        .add_certificate(certificate, inquiry.issuer.loaded, single.hash_algorithm)
        .build()
    )
    return (
        single.issuer_name_hash == asked.issuer_name_hash
        and single.issuer_key_hash == asked.issuer_key_hash
    )


def _keys(response: ocsp.OCSPResponse, inquiry: Inquiry) -> Iterator[object]:
    """Give the keys that may have signed: the issuer's own, and those it issued for this."""
    issuer = inquiry.issuer.loaded
    if _is_responder(issuer, response):
        yield issuer.public_key()
    for certificate in response.certificates:
        if _is_responder(certificate, response) and _is_appointed(certificate, inquiry):
            yield certificate.public_key()


def _is_responder(certificate: x509.Certificate, response: ocsp.OCSPResponse) -> bool:
    if response.responder_name is not None:
        return certificate.subject == response.responder_name
    digest = x509.SubjectKeyIdentifier.from_public_key(certificate.public_key()).digest
    return digest == response.responder_key_hash


def _is_appointed(certificate: x509.Certificate, inquiry: Inquiry) -> bool:
    """RFC 6960 4.2.2.2: issued by the very CA that is asked about, expressly for OCSP.

    Whether that certificate is revoked itself nobody asks: it would be without end (4.2.2.2.1).
    """
    try:
        certificate.verify_directly_issued_by(inquiry.issuer.loaded)
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (InvalidSignature, x509.ExtensionNotFound, *UNREADABLE):
        return False
    in_date = certificate.not_valid_before_utc <= inquiry.now <= certificate.not_valid_after_utc
    return in_date and ExtendedKeyUsageOID.OCSP_SIGNING in purposes


def _verifies(key: object, response: ocsp.OCSPResponse) -> bool:
    signature, signed = response.signature, response.tbs_response_bytes
    algorithm = response.signature_hash_algorithm
    if isinstance(algorithm, _BROKEN_HASHES):
        return False
    try:
        match key:
            case rsa.RSAPublicKey() if algorithm is not None:
                key.verify(signature, signed, padding.PKCS1v15(), algorithm)
            case ec.EllipticCurvePublicKey() if algorithm is not None:
                key.verify(signature, signed, ec.ECDSA(algorithm))
            case ed25519.Ed25519PublicKey() | ed448.Ed448PublicKey():
                key.verify(signature, signed)
            case _:
                return False
    except InvalidSignature:
        return False
    return True
