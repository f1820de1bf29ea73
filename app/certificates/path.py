"""Asks the verifiers for a path from the server's certificate to an anchor.

OpenSSL has the last word on every path. It does not go back when the first path that it finds is
no good, so cryptography's verifier is asked for another one, which OpenSSL then checks by itself.
Nothing here builds a path of its own, except for display.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import verification
from cryptography.x509.oid import ExtendedKeyUsageOID
from msgspec import Struct
from OpenSSL import crypto

from app.certificates.conditions import objection_to
from app.certificates.objections import Objection
from app.certificates.reading import Parsed
from app.certificates.refusals import Refusal, objection_of
from app.certificates.stores import NO_CHECK_TIME, TrustStores

_LONGEST_PATH = 10
"""The longest that is shown, and that is asked of the second verifier."""


class Finding(Struct, frozen=True, kw_only=True):
    """Where the verifiers came to."""

    path: tuple[Parsed, ...]
    """Complete where there is no objection; else as far as it goes, for display."""
    objection: Objection | None

    def is_as_good_as_any(self, at: datetime) -> bool:
        return self.objection is None and all(each.covers(at) for each in self.path)


def find_path(leaf: Parsed, others: Sequence[Parsed], stores: TrustStores, at: datetime) -> Finding:
    """Find a path that is trusted, in date if there is such a one; else say what is wrong."""
    findings: list[Finding] = []
    for finding in _findings(leaf, others, stores, at):
        if finding.is_as_good_as_any(at):
            return finding
        findings.append(finding)
    trusted = [finding for finding in findings if finding.objection is None]
    return (trusted or _findings_as_of_then(leaf, others, stores) or findings)[0]


def _findings(
    leaf: Parsed, others: Sequence[Parsed], stores: TrustStores, at: datetime
) -> Iterator[Finding]:
    """Ask one verifier after the other; what was found first explains a failure best."""
    first = _asked_of_openssl(stores.untimed, leaf, others, stores)
    if isinstance(first, Refusal):
        shown = shown_path(leaf, others, stores)
        held = stores.holding(shown[-1].der) is not None
        yield Finding(path=shown, objection=objection_of(first, shown, top_is_held=held))
    else:
        yield Finding(path=first, objection=objection_to(first))
    # With time OpenSSL prefers issuers in date, so that it may find another path.
    second = _asked_of_openssl(stores.timed(at), leaf, others, stores)
    if not isinstance(second, Refusal):
        yield Finding(path=second, objection=objection_to(second))
    yield from _second_opinion(leaf, others, stores, at)


def _findings_as_of_then(
    leaf: Parsed, others: Sequence[Parsed], stores: TrustStores
) -> list[Finding]:
    """Ask the verifier that cannot leave dates aside as of a time that the leaf itself names."""
    moments = (leaf.not_after, leaf.not_before)
    opinions = (_second_opinion(leaf, others, stores, each) for each in moments if each is not None)
    return [each for each in chain.from_iterable(opinions) if each.objection is None]


def _asked_of_openssl(
    store: crypto.X509Store, leaf: Parsed, others: Sequence[Parsed], stores: TrustStores
) -> tuple[Parsed, ...] | Refusal:
    context = crypto.X509StoreContext(store, leaf.openssl, [other.openssl for other in others])
    try:
        found = context.get_verified_chain()
    except crypto.X509StoreContextError as error:
        # Not error.certificate: after some errors there is nothing in it.
        code, depth, text = error.errors
        return Refusal(code=code, depth=depth, text=text)
    path = _recognised(
        [crypto.dump_certificate(crypto.FILETYPE_ASN1, each) for each in found],
        (leaf, *others),
        stores,
    )
    # Written anew it differs: it was no DER, and who knows what the other library read in it.
    return path or Refusal(code=0, depth=0, text="it is not in DER form")


def _recognised(
    ders: Iterable[bytes], known: Iterable[Parsed], stores: TrustStores
) -> tuple[Parsed, ...]:
    """Give back our own for what a library returned; nothing where one of them is strange."""
    by_der = {each.der: each for each in known}
    path = [by_der.get(der) or stores.holding(der) for der in ders]
    return () if None in path else tuple(each for each in path if each is not None)


def _second_opinion(
    leaf: Parsed, others: Sequence[Parsed], stores: TrustStores, moment: datetime
) -> Iterator[Finding]:
    if stores.second is None:
        return
    verifier = (
        verification.PolicyBuilder()
        .store(stores.second)
        .time(moment)
        .max_chain_depth(_LONGEST_PATH)
        .extension_policies(ca_policy=_FOR_AUTHORITIES, ee_policy=_FOR_LEAVES)
        # As a client's certificate, since a server's would be compared with a host name.
        .build_client_verifier()
    )
    try:
        found = verifier.verify(leaf.loaded, [other.loaded for other in others]).chain
    except (verification.VerificationError, ValueError):
        return
    path = _recognised([each.public_bytes(Encoding.DER) for each in found], (leaf, *others), stores)
    if not path:
        return
    confirmed = _asked_of_openssl(_store_of(path[-1]), leaf, path[1:-1], stores)
    if not isinstance(confirmed, Refusal):
        yield Finding(path=confirmed, objection=objection_to(confirmed))


def shown_path(leaf: Parsed, others: Sequence[Parsed], stores: TrustStores) -> tuple[Parsed, ...]:
    """Put a chain that nobody accepts in issuing order as far as it goes, for display only."""
    path = [leaf]
    while not path[-1].self_issued and len(path) < _LONGEST_PATH:
        issuer = _issuer_of(path[-1], [other for other in others if other not in path], stores)
        if issuer is None:
            break
        path.append(issuer)
    return tuple(path)


def _issuer_of(certificate: Parsed, others: Sequence[Parsed], stores: TrustStores) -> Parsed | None:
    named = [other for other in others if other.subject_der == certificate.issuer_der]
    trusted = stores.called(certificate.issuer_der)
    signed = [each for each in (*named, *trusted) if _issued(each, certificate)]
    return next(iter([*signed, *named]), None)


def _issued(issuer: Parsed, certificate: Parsed) -> bool:
    try:
        certificate.loaded.verify_directly_issued_by(issuer.loaded)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True


def _store_of(anchor: Parsed) -> crypto.X509Store:
    store = crypto.X509Store()
    store.add_cert(anchor.openssl)
    store.set_flags(NO_CHECK_TIME)
    return store


def _wants_servers(
    policy: verification.Policy,  # noqa: ARG001 (the verifier gives it by position)
    certificate: x509.Certificate,  # noqa: ARG001
    usage: x509.ExtendedKeyUsage | None,
) -> None:
    if (
        usage is not None
        and ExtendedKeyUsageOID.SERVER_AUTH not in usage
        and ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE not in usage
    ):
        raise ValueError("not for servers")


def _wants_signing(
    policy: verification.Policy,  # noqa: ARG001
    certificate: x509.Certificate,  # noqa: ARG001
    usage: x509.KeyUsage | None,
) -> None:
    if usage is not None and not usage.key_cert_sign:
        raise ValueError("not for signing certificates")


# These only steer the search: what it finds goes through OpenSSL and `objection_to`. The web's
# own rules would refuse most certificates that companies issue to themselves.
_FOR_LEAVES = verification.ExtensionPolicy.permit_all().may_be_present(
    x509.ExtendedKeyUsage, verification.Criticality.AGNOSTIC, _wants_servers
)
_FOR_AUTHORITIES = (
    verification.ExtensionPolicy.permit_all()
    .require_present(x509.BasicConstraints, verification.Criticality.AGNOSTIC, None)
    .may_be_present(x509.KeyUsage, verification.Criticality.AGNOSTIC, _wants_signing)
    .may_be_present(x509.ExtendedKeyUsage, verification.Criticality.AGNOSTIC, _wants_servers)
)
