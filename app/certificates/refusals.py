"""Says what OpenSSL's refusal of a path means, as a problem and a sentence."""

from collections.abc import Sequence

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID
from msgspec import Struct

from app.certificates.conditions import broken_signature_objection, unreadable_objection
from app.certificates.objections import Objection, called, in_short
from app.certificates.reading import Parsed
from app.domain.verdict import Problem

# OpenSSL, X509_STORE_CTX_get_error(3); the numbers stand in x509_vfy.h.
_NO_ISSUER = frozenset({2, 20, 21, 27, 29, 30, 31})
NAME_NOT_ALLOWED = frozenset({47, 48})
_SIGNATURE_WRONG = 7
_SELF_SIGNED_LEAF = 18
_UNTRUSTED_ROOT = 19
_MEANINGS = {
    4: (Problem.BAD_SIGNATURE, "The signature on {} cannot be read."),
    6: (Problem.BAD_SIGNATURE, "The key of the issuer of {} cannot be read."),
    13: (Problem.MALFORMED, "The start date of {} cannot be read."),
    14: (Problem.MALFORMED, "The end date of {} cannot be read."),
    22: (Problem.PATH_TOO_LONG, "The chain above {} is too long."),
    24: (Problem.BAD_SIGNATURE, "The key of the issuer of {} cannot be read."),
    25: (Problem.PATH_TOO_LONG, "There are more CAs below {} than it allows."),
    26: (Problem.WRONG_USAGE, "{} is not meant for TLS servers."),
    32: (Problem.NOT_A_CA, "The key usage of {} does not let it issue certificates."),
    34: (Problem.UNHANDLED_EXTENSION, "{} has a critical extension that nobody here knows."),
    40: (Problem.WRONG_USAGE, "{} is a proxy certificate."),
    41: (Problem.MALFORMED, "An extension of {} cannot be read."),
    47: (Problem.NAME_CONSTRAINT, "A CA above {} may not issue certificates for its names."),
    48: (Problem.NAME_CONSTRAINT, "A CA above {} may not issue certificates for its names."),
    49: (Problem.NAME_CONSTRAINT, "The name constraints above {} cannot be applied."),
    51: (Problem.NAME_CONSTRAINT, "The name constraints above {} cannot be applied."),
    52: (Problem.NAME_CONSTRAINT, "The name constraints above {} cannot be applied."),
    53: (Problem.NAME_CONSTRAINT, "The name constraints above {} cannot be applied."),
    54: (Problem.NAME_CONSTRAINT, "The name constraints above {} cannot be applied."),
    79: (Problem.NOT_A_CA, "{} is no CA, yet issued a certificate of this chain."),
}


class Refusal(Struct, frozen=True, kw_only=True):
    """OpenSSL's first error on a chain."""

    code: int
    depth: int
    """Of the certificate that OpenSSL was looking at, counted from the leaf."""
    text: str


def objection_of(
    refusal: Refusal, shown: Sequence[Parsed], *, top_is_held: bool, name_is_held: bool = False
) -> Objection:
    """Put the refusal into our words, given the path as far as it goes.

    `top_is_held`: its last certificate is in a trust store, though OpenSSL did not get there;
    `name_is_held`: a certificate with the name of that one's issuer is.
    """
    leaf, top = shown[0], shown[-1]
    if refusal.code == _SELF_SIGNED_LEAF:
        return self_signed(leaf)
    if refusal.code == _UNTRUSTED_ROOT:
        return untrusted_root(top)
    if refusal.code in _NO_ISSUER:
        return _nobody_above(refusal, shown, top_is_held=top_is_held, name_is_held=name_is_held)
    if refusal.code == _SIGNATURE_WRONG:
        return _signature(_blamed(refusal, shown))
    problem, reason = _MEANINGS.get(
        refusal.code, (Problem.MALFORMED, "{} was refused" + f": {refusal.text}.")
    )
    return Objection(problem=problem, reason=reason.format(called(_blamed(refusal, shown))))


def _signature(certificate: Parsed) -> Objection:
    """Tell a wrong signature from one by a method that OpenSSL no longer knows, such as MD2."""
    broken = broken_signature_objection(certificate)
    if broken is not None:
        return broken
    return Objection(
        problem=Problem.BAD_SIGNATURE, reason=f"The signature on {called(certificate)} is wrong."
    )


def _blamed(refusal: Refusal, shown: Sequence[Parsed]) -> Parsed:
    return shown[max(0, min(refusal.depth, len(shown) - 1))]


def _nobody_above(
    refusal: Refusal, shown: Sequence[Parsed], *, top_is_held: bool, name_is_held: bool
) -> Objection:
    leaf, top = shown[0], shown[-1]
    # OpenSSL does not look for the issuer of a certificate whose extensions it cannot read.
    unreadable = next(filter(None, map(unreadable_objection, shown)), None)
    if unreadable is not None:
        return unreadable
    if top.self_issued and top_is_held:
        name = called(_blamed(refusal, shown))
        return Objection(
            problem=Problem.UNKNOWN_ISSUER,
            reason=f"{name} names another key of its issuer than the known one"
            " (authority key identifier).",
        )
    if leaf.self_issued:
        return self_signed(leaf)
    if top.self_issued:
        return untrusted_root(top)
    return no_issuer(top, name_is_held=name_is_held)


def self_signed(leaf: Parsed) -> Objection:
    return Objection(
        problem=Problem.SELF_SIGNED,
        reason=f"{called(leaf)} issued this certificate to itself, and no trust store holds it.",
    )


def untrusted_root(top: Parsed) -> Objection:
    return Objection(
        problem=Problem.UNKNOWN_ISSUER,
        reason=f"The chain ends in {called(top)}, which is in no trust store.",
    )


def no_issuer(top: Parsed, *, name_is_held: bool = False) -> Objection:
    """Tell a server that sends too little from an issuer that nobody here knows.

    A certificate that says where its issuer's certificate lies (RFC 5280 4.2.2.1) hangs below
    one that can be fetched and that the server ought to have sent, since the roots that a client
    knows need no fetching. Once it was fetched the verdict is given anew, and the question
    has a certain answer.
    """
    issuer = in_short(top.issuer)
    access = top.extension(x509.AuthorityInformationAccess)
    fetchable = access is not None and any(
        entry.access_method == AuthorityInformationAccessOID.CA_ISSUERS for entry in access
    )
    if fetchable:
        return Objection(
            problem=Problem.MISSING_INTERMEDIATE,
            reason=f"The server did not send the certificate of {issuer}, which issued"
            f" {called(top)}.",
        )
    lacking = "which the server did not send and no trust store holds."
    if name_is_held:
        # Another key, or a way of signing that nobody here can check.
        lacking = (
            "and the certificate of that name in a trust store is not shown to have signed it."
        )
    return Objection(
        problem=Problem.UNKNOWN_ISSUER, reason=f"{called(top)} was issued by {issuer}, {lacking}"
    )
