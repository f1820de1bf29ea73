import hashlib
import warnings
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519
from cryptography.utils import CryptographyDeprecationWarning
from OpenSSL._util import ffi, lib

from app.certificates.reading import (
    displayed,
    key_in_words,
    names_in,
    parse,
    quiet,
    signature_hash,
    signature_name,
)
from tests.certificates.chains import (
    AT,
    FOR_EVER,
    HOST,
    damaged,
    in_the_year_nought,
    issue,
    key_of,
    name_of,
    with_old_hash,
)

ROOT = issue("Contoso Root", ca=True)
RSA_ROOT = issue("Old Root", ca=True, key=key_of("Old Root", "2048"))


def test_everything_that_a_person_wants_to_see_is_read() -> None:
    made = issue(
        x509.Name.from_rfc4514_string("CN=mail.contoso.example,O=Contoso\\, Ltd.,C=DE"),
        ROOT,
        names=("mail.contoso.example", "192.0.2.1", "EXCH01"),
        valid=(AT, AT + timedelta(days=365)),
    )

    shown = displayed(made.der, parse(made.der))

    assert shown.subject == "CN=mail.contoso.example,O=Contoso\\, Ltd.,C=DE"
    assert shown.issuer == "CN=Contoso Root"
    assert shown.names == ("mail.contoso.example", "EXCH01", "192.0.2.1")
    assert (shown.not_before, shown.not_after) == (AT, AT + timedelta(days=365))
    assert shown.sha256 == hashlib.sha256(made.der).hexdigest()
    assert int(shown.serial, 16) == made.certificate.serial_number
    assert len(shown.serial) % 2 == 0
    assert (shown.key, shown.signature) == ("EC P-256", "ecdsa-with-SHA256")
    assert shown.der == made.der


def test_the_names_are_read_alone() -> None:
    made = issue(HOST, ROOT, names=("192.0.2.1", HOST))

    assert names_in(made.der).dns == (HOST,)
    assert names_in(made.der).addresses == ("192.0.2.1",)
    assert not names_in(b"garbage").complete


def test_of_garbage_only_the_fingerprint_is_shown() -> None:
    shown = displayed(b"garbage", parse(b"garbage"))

    assert (shown.subject, shown.names, shown.not_before) == ("", (), None)
    assert shown.sha256 == hashlib.sha256(b"garbage").hexdigest()


@pytest.mark.parametrize(
    ("kind", "words"),
    [("2048", "RSA 2048"), ("1024", "RSA 1024"), ("dsa", "DSA 1024"), ("p192", "EC secp192r1")],
)
def test_a_key_is_put_into_words(kind: str, words: str) -> None:
    assert key_in_words(key_of("somebody", kind).public_key()) == words


def test_the_other_kinds_of_key_have_a_name_too() -> None:
    keys = (
        ec.generate_private_key(ec.SECP384R1()).public_key(),
        ec.generate_private_key(ec.SECP521R1()).public_key(),
        ed25519.Ed25519PrivateKey.generate().public_key(),
        ed448.Ed448PrivateKey.generate().public_key(),
    )

    words = [key_in_words(key) for key in keys]

    assert words == ["EC P-384", "EC P-521", "Ed25519", "Ed448"]
    assert key_in_words(None) == ""


@pytest.mark.parametrize(
    ("algorithm", "name", "weak"),
    [
        (hashes.SHA1(), "sha1WithRSAEncryption", "sha1"),  # noqa: S303 - weak on purpose
        (hashes.MD5(), "md5WithRSAEncryption", "md5"),  # noqa: S303
    ],
)
def test_old_signatures_are_named(algorithm: hashes.HashAlgorithm, name: str, weak: str) -> None:
    made = with_old_hash(issue(HOST, RSA_ROOT), RSA_ROOT, algorithm).certificate

    assert (signature_name(made), signature_hash(made)) == (name, weak)


def test_a_signature_without_a_known_number_is_shown_by_it() -> None:
    sha256, unknown = bytes.fromhex("2a864886f70d01010b"), bytes.fromhex("2a864886f70d01017a")
    made = x509.load_der_x509_certificate(issue(HOST, RSA_ROOT).der.replace(sha256, unknown))

    assert signature_name(made) == "1.2.840.113549.1.1.122"
    assert signature_hash(made) == ""


def test_md2_is_known_although_no_library_knows_it() -> None:
    sha256, md2 = bytes.fromhex("2a864886f70d01010b"), bytes.fromhex("2a864886f70d010102")
    made = x509.load_der_x509_certificate(issue(HOST, RSA_ROOT).der.replace(sha256, md2))

    assert (signature_name(made), signature_hash(made)) == ("md2WithRSAEncryption", "md2")


def test_names_count_as_incomplete_where_the_extensions_cannot_be_read() -> None:
    parsed = parse(issue(HOST, ROOT, replace=damaged(x509.SubjectAlternativeName)).der)

    assert parsed is not None
    assert (parsed.names.common, parsed.names.complete) == ((HOST,), False)
    assert parsed.extension(x509.BasicConstraints) is None


def test_a_year_that_python_does_not_know_is_no_date() -> None:
    parsed = parse(in_the_year_nought(issue(HOST, ROOT, valid=FOR_EVER)))

    assert parsed is not None
    assert parsed.not_after is None
    assert not parsed.covers(AT)


def test_several_common_names_are_kept_in_order() -> None:
    parsed = parse(issue(name_of("first", "second"), ROOT).der)

    assert parsed is not None
    assert parsed.names.common == ("first", "second")


def test_no_openssl_error_is_left_for_the_next_connection_of_the_thread() -> None:
    with quiet():
        lib.d2i_X509_bio(lib.BIO_new(lib.BIO_s_mem()), ffi.NULL)
        while_inside = lib.ERR_peek_error()

    assert while_inside != 0
    assert lib.ERR_peek_error() == 0


def test_quiet_leaves_the_warnings_of_others_as_they_were() -> None:
    before = list(warnings.filters)

    with quiet():
        warnings.warn("odd serial number", CryptographyDeprecationWarning, stacklevel=1)

    assert warnings.filters == before
