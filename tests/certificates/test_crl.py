"""Which CRLs are believed, and about which certificates."""

from collections.abc import Callable

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from app.certificates.crl import read_crl
from app.certificates.inquiry import Inquiry
from app.certificates.reading import parse
from app.domain.revocation import RevocationAnswer, RevocationStatus
from tests.certificates.chains import AT, DAY, HOST, Signed, issue, key_of, key_usage
from tests.certificates.fetching import pointing
from tests.certificates.revoking import crl, mutated, point

GOOD, REVOKED, UNKNOWN = RevocationStatus
URL = "http://pki.contoso.example/issuing.crl"
ROOT = issue("Contoso Root", ca=True)
CA = issue("Contoso Issuing", ROOT, ca=True)
TWIN = issue("Contoso Issuing", ROOT, ca=True, key=key_of("twin"))
LEAF = issue(HOST, CA, names=(HOST,), replace=pointing(crls=[URL]))
OTHER = issue("other.example", CA, names=("other.example",))
LIST = crl(CA, LEAF)
MUTE = issue("Mute", ROOT, ca=True, replace={x509.KeyUsage: key_usage(key_cert_sign=True)})


def read(content: bytes, about: Signed = LEAF, issuer: Signed = CA) -> RevocationAnswer:
    certificate, above = parse(about.der), parse(issuer.der)
    assert certificate
    assert above
    return read_crl(content, Inquiry(certificate=certificate, issuer=above, now=AT))


def named(*urls: str) -> tuple[tuple[x509.ExtensionType, bool], ...]:
    names = [x509.UniformResourceIdentifier(url) for url in urls]
    return ((point(full_name=names), True),)


def scoped(**values: object) -> tuple[tuple[x509.ExtensionType, bool], ...]:
    return ((point(**values), True),)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (crl(CA), GOOD),
        (crl(CA, OTHER), GOOD),
        (crl(CA, encoding=Encoding.PEM), GOOD),
        (crl(CA, OTHER, LEAF), REVOKED),
        (crl(CA, extensions=((x509.CRLNumber(7), False),)), GOOD),
        (crl(CA, extensions=named("ldap:///CN=x", URL)), GOOD),
        (crl(CA, extensions=scoped(only_contains_user_certs=True)), GOOD),
        (
            crl(
                CA,
                LEAF,
                extensions=scoped(only_some_reasons=frozenset({x509.ReasonFlags.key_compromise})),
            ),
            REVOKED,
        ),
    ],
)
def test_the_issuers_own_list_is_believed(content: bytes, status: RevocationStatus) -> None:
    answer = read(content)

    assert answer.status is status
    assert (answer.as_of, answer.until) == (AT - DAY, AT + DAY)
    assert answer.revoked_at == (AT - 2 * DAY if status is REVOKED else None)


def tampered(content: bytes) -> bytes:
    """Change one bit of the signature, which stands at the end."""
    return content[:-1] + bytes([content[-1] ^ 1])


RELATIVE = x509.RelativeDistinguishedName([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
SOME = frozenset({x509.ReasonFlags.key_compromise})
X400_POINT = x509.UnrecognizedExtension(
    x509.IssuingDistributionPoint.oid, bytes.fromhex("3008a006a004a3023000")
)
"""For an X.400 address, a kind of name that no library reads."""
NOBODYS = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: crl(ROOT), "another issuer's"),
        (lambda: crl(CA, by=TWIN), "not signed"),
        (lambda: crl(CA, by=LEAF), "not signed"),
        (lambda: tampered(crl(CA)), "not signed"),
        (lambda: crl(CA, since=AT - 3 * DAY, until=AT - DAY), "out of date since"),
        (lambda: crl(CA, since=AT + DAY, until=AT + 2 * DAY), "still to come"),
        (lambda: crl(CA, extensions=((x509.DeltaCRLIndicator(1), True),)), "delta"),
        (lambda: crl(CA, extensions=scoped(indirect_crl=True)), "indirect"),
        (lambda: crl(CA, extensions=scoped(only_contains_attribute_certs=True)), "attribute"),
        (lambda: crl(CA, extensions=scoped(only_contains_ca_certs=True)), "authorities only"),
        (lambda: crl(CA, extensions=scoped(relative_name=RELATIVE)), "not followed"),
        (lambda: crl(CA, extensions=scoped(only_some_reasons=SOME)), "some reasons"),
        (lambda: crl(CA, extensions=named("http://elsewhere.example/b.crl")), "other certificates"),
        (lambda: crl(CA, extensions=((NOBODYS, True),)), "critical part"),
        (lambda: b"", "no CRL"),
        (lambda: b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----", "no CRL"),
        (lambda: b"<html>", "no CRL"),
        (lambda: crl(CA)[:-30], "no CRL"),
        (lambda: LEAF.der, "no CRL"),
        (lambda: crl(CA, extensions=((X400_POINT, True),)), "no CRL"),
    ],
)
def test_what_does_not_speak_for_it_leaves_it_unknown(make: Callable[[], bytes], said: str) -> None:
    answer = read(make())

    assert answer.status is UNKNOWN
    assert said in answer.detail


def test_a_list_about_servers_does_not_speak_of_authorities() -> None:
    about_users = crl(ROOT, extensions=scoped(only_contains_user_certs=True))

    assert read(about_users, CA, ROOT).status is UNKNOWN


def test_an_issuer_whose_key_is_not_for_lists_has_none() -> None:
    below = issue(HOST, MUTE, names=(HOST,))

    assert "not for signing CRLs" in read(crl(MUTE), below, MUTE).detail


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_damage_to_a_list_raises_or_makes_it_count(data: st.DataObject) -> None:
    damaged = mutated(data, LIST)

    assert read(damaged).status is UNKNOWN
