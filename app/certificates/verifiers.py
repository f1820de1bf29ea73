"""Asks OpenSSL and cryptography's verifier about a chain; who asks decides what to do with both."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import verification
from cryptography.x509.oid import ExtendedKeyUsageOID
from OpenSSL import crypto

from app.certificates.reading import Parsed
from app.certificates.refusals import Refusal
from app.certificates.stores import NO_CHECK_TIME, TrustStores

LONGEST_PATH = 12
"""Of what the second verifier looks for, and of what is shown; OpenSSL takes longer ones."""


def ask_openssl(
    store: crypto.X509Store, leaf: Parsed, others: Sequence[Parsed], stores: TrustStores
) -> tuple[Parsed, ...] | Refusal:
    """Give the path that OpenSSL builds and accepts, or its first error."""
    context = crypto.X509StoreContext(store, leaf.openssl, [other.openssl for other in others])
    try:
        found = context.get_verified_chain()
    except crypto.X509StoreContextError as error:
        # Not error.certificate: after some errors there is nothing in it.
        code, depth, text = error.errors
        return Refusal(code=code, depth=depth, text=text)
    by_der = {each.openssl_der: each for each in (leaf, *others)}
    ders = [crypto.dump_certificate(crypto.FILETYPE_ASN1, each) for each in found]
    path = _recognised(by_der.get(der) or stores.shown_to_openssl(der) for der in ders)
    # Written anew it differs: it was no DER, and who knows what the other library read in it.
    return path or Refusal(code=0, depth=0, text="it is not in DER form")


def ask_openssl_about(path: Sequence[Parsed], stores: TrustStores) -> tuple[Parsed, ...] | Refusal:
    """Have one path checked, from the leaf to its anchor, dates left aside."""
    store = crypto.X509Store()
    store.add_cert(path[-1].openssl)
    store.set_flags(NO_CHECK_TIME)
    return ask_openssl(store, path[0], path[1:-1], stores)


def ask_cryptography(
    leaf: Parsed, others: Sequence[Parsed], stores: TrustStores, moment: datetime
) -> tuple[Parsed, ...]:
    """Give the path that the second verifier finds as of that moment; nothing where it has none."""
    if stores.second is None:
        return ()
    verifier = (
        verification.PolicyBuilder()
        .store(stores.second)
        .time(moment)
        .max_chain_depth(LONGEST_PATH)
        .extension_policies(ca_policy=_FOR_AUTHORITIES, ee_policy=_FOR_LEAVES)
        # As a client's certificate, since a server's would be compared with a host name.
        .build_client_verifier()
    )
    try:
        found = verifier.verify(leaf.loaded, [other.loaded for other in others]).chain
    except (verification.VerificationError, ValueError):
        return ()
    by_der = {each.der: each for each in (leaf, *others)}
    ders = [each.public_bytes(Encoding.DER) for each in found]
    return _recognised(by_der.get(der) or stores.holding(der) for der in ders)


def _recognised(path: Iterable[Parsed | None]) -> tuple[Parsed, ...]:
    """Keep a path of our own certificates; nothing where a library returned a strange one."""
    found = tuple(path)
    known = tuple(each for each in found if each is not None)
    return known if len(known) == len(found) else ()


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
