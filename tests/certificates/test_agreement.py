"""Where OpenSSL, as strict as it can be, and cryptography agree, so does the judge.

What two verifiers that share no code refuse is not trusted, and what both take, is. The exceptions
are written down: what companies' own CAs are known to leave out, and Windows does not ask for.
"""

from collections.abc import Sequence

from cryptography import x509
from cryptography.x509 import verification
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import event, given, settings
from hypothesis import strategies as st
from OpenSSL import crypto

from app.certificates import NameRules, TrustStores, judge
from tests.certificates.chains import (
    AT,
    HOST,
    Replacements,
    Signed,
    constraints,
    issue,
    key_identifier,
    key_of,
    key_usage,
    usage,
)

NO_CHECK_TIME = 0x200000
# X509_V_ERR_..., x509_vfy.h: what only OpenSSL's strictness minds.
MISSING_KEY_IDENTIFIERS = {85, 86}
CA_WITHOUT_KEY_USAGE = {81, 92}
CONSTRAINTS_NOT_CRITICAL = {89}
TOLERATED = MISSING_KEY_IDENTIFIERS | CA_WITHOUT_KEY_USAGE | CONSTRAINTS_NOT_CRITICAL

SOMEBODY = issue("Somebody", ca=True)
KINDS = (x509.AuthorityKeyIdentifier, x509.SubjectKeyIdentifier, x509.SubjectAlternativeName)
Choices = tuple[Replacements, ...]

FOR_CA: Choices = (
    {x509.BasicConstraints: None},
    {x509.BasicConstraints: x509.BasicConstraints(ca=False, path_length=None)},
    {x509.BasicConstraints: x509.BasicConstraints(ca=True, path_length=0)},
    {x509.BasicConstraints: x509.BasicConstraints(ca=True, path_length=1)},
    {x509.KeyUsage: None},
    {x509.KeyUsage: key_usage(digital_signature=True)},
    {x509.ExtendedKeyUsage: usage(ExtendedKeyUsageOID.SERVER_AUTH)},
    {x509.ExtendedKeyUsage: usage(ExtendedKeyUsageOID.EMAIL_PROTECTION)},
    {x509.SubjectKeyIdentifier: None},
    {x509.AuthorityKeyIdentifier: None},
    {x509.AuthorityKeyIdentifier: key_identifier(SOMEBODY)},
    constraints(permitted=("contoso.example",)),
    constraints(permitted=("fabrikam.example",)),
    constraints(excluded=(HOST,)),
    constraints(excluded=("fabrikam.example", "10.0.0.0/8")),
)
FOR_LEAF: Choices = (
    {x509.BasicConstraints: None},
    {x509.KeyUsage: None},
    {x509.KeyUsage: key_usage(digital_signature=True, key_cert_sign=True)},
    {x509.ExtendedKeyUsage: usage(ExtendedKeyUsageOID.CLIENT_AUTH)},
    {x509.AuthorityKeyIdentifier: None},
    {x509.AuthorityKeyIdentifier: key_identifier(SOMEBODY)},
    constraints(permitted=("contoso.example",)),
    {x509.PolicyConstraints: x509.PolicyConstraints(0, None)},
)
MARKS: tuple[tuple[type[x509.ExtensionType], ...], ...] = (
    *[()] * 12,
    *((kind,) for kind in KINDS),
)


@st.composite
def chains(draw: st.DrawFn) -> tuple[list[Signed], Signed]:
    """A leaf, its intermediates in any order, and the root; most have a fault or two."""

    def oddities(choices: Choices) -> dict[type[x509.ExtensionType], x509.ExtensionType | None]:
        chosen: dict[type[x509.ExtensionType], x509.ExtensionType | None] = {}
        for _ in range(draw(st.sampled_from((0, 0, 0, 0, 0, 1, 2)))):
            chosen |= draw(st.sampled_from(choices))
        return chosen

    root = issue("Root", ca=True, replace=oddities(FOR_CA))
    signer, intermediates = root, []
    for number in range(draw(st.integers(0, 3))):
        names = ("Root", f"CA {number}", f"CA {number - 1}")
        issuer = signer
        if draw(st.integers(0, 9)) == 0:
            # Signed with a key that is not the issuer's.
            issuer = Signed(certificate=signer.certificate, key=key_of("wrong"))
        made = issue(
            draw(st.sampled_from((*[names[1]] * 9, *names))),
            issuer,
            ca=True,
            key=key_of(f"CA {number}"),
            replace=oddities(FOR_CA),
            marked=draw(st.sampled_from(MARKS)),
            unknown_critical=draw(st.integers(0, 19)) == 0,
        )
        intermediates.append(made)
        signer = made
    leaf = issue(
        draw(st.sampled_from((HOST, HOST, HOST, HOST, ""))) or x509.Name([]),
        signer,
        names=(HOST,),
        key=key_of("leaf"),
        replace=oddities(FOR_LEAF),
        marked=draw(st.sampled_from(MARKS)),
        unknown_critical=draw(st.integers(0, 19)) == 0,
    )
    return [leaf, *draw(st.permutations(intermediates))], root


def refused_by_openssl(chain: Sequence[Signed], root: Signed, flags: int) -> int:
    """Give its error; nought where it accepts."""
    store = crypto.X509Store()
    store.add_cert(crypto.X509.from_cryptography(root.certificate))
    store.set_flags(NO_CHECK_TIME | flags)
    found = [crypto.X509.from_cryptography(each.certificate) for each in chain]
    try:
        crypto.X509StoreContext(store, found[0], found[1:]).verify_certificate()
    except crypto.X509StoreContextError as error:
        return int(error.errors[0])
    return 0


def accepted_by_cryptography(chain: Sequence[Signed], root: Signed) -> bool:
    """As a server's certificate, by the rules of the web."""
    verifier = (
        verification.PolicyBuilder()
        .store(verification.Store([root.certificate]))
        .time(AT)
        .build_server_verifier(x509.DNSName(HOST))
    )
    try:
        verifier.verify(chain[0].certificate, [each.certificate for each in chain[1:]])
    except (verification.VerificationError, ValueError):
        return False
    return True


@settings(max_examples=250, deadline=None)
@given(made=chains())
def test_the_judge_agrees_with_two_verifiers_that_agree(
    made: tuple[list[Signed], Signed],
) -> None:
    chain, root = made
    strict = refused_by_openssl(chain, root, crypto.X509StoreFlags.X509_STRICT)
    lenient = refused_by_openssl(chain, root, 0)
    accepted = accepted_by_cryptography(chain, root)

    verdict = judge(
        [each.der for each in chain],
        HOST,
        TrustStores.of({"system": [root.der]}),
        at=AT,
        rules=NameRules.OUTLOOK_2007,
    )

    event(f"trusted: {verdict.trusted}; agreed: {(strict == 0) is accepted}")
    if not accepted and (lenient or (strict and strict not in TOLERATED)):
        assert not verdict.trusted, (strict, lenient)
    if accepted and not strict:
        assert verdict.trusted, verdict.reasons
