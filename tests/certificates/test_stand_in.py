from cryptography import x509

from app.certificates.reading import Parsed, parse
from app.certificates.stand_in import stand_in_of
from tests.certificates.chains import NO_EXTENSIONS, Signed, as_version_one, issue, key_of

BARE = issue("Bare Root", ca=True, replace=NO_EXTENSIONS)


def parsed(signed: Signed) -> Parsed:
    found = parse(signed.der)
    assert found is not None
    return found


def test_name_key_and_dates_stay_and_only_the_version_goes() -> None:
    der = stand_in_of(BARE.certificate, BARE.der)

    assert der is not None
    made = x509.load_der_x509_certificate(der)
    assert made.version is x509.Version.v1
    assert made.subject == BARE.certificate.subject
    assert made.public_key() == BARE.certificate.public_key()
    assert made.not_valid_after_utc == BARE.certificate.not_valid_after_utc
    assert made.signature == BARE.certificate.signature


def test_a_root_of_version_one_needs_none() -> None:
    old = as_version_one(BARE, BARE)

    assert stand_in_of(old.certificate, old.der) is None
    assert parsed(old).openssl_der == old.der


def test_who_did_not_sign_itself_keeps_its_signature() -> None:
    renewed = issue("Bare Root", BARE, key=key_of("renewed"), replace=NO_EXTENSIONS)

    assert stand_in_of(renewed.certificate, renewed.der) is None
    assert parsed(renewed).openssl_der == renewed.der
    assert parsed(BARE).openssl_der != BARE.der


def test_a_root_with_extensions_is_shown_as_it_is() -> None:
    root = issue("Root", ca=True)

    assert parsed(root).openssl_der == root.der
