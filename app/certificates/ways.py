"""Lists the ways from a certificate up to the anchors: every choice of issuer, best first, bounded.

OpenSSL takes the first issuer that fits and never goes back. What is listed here is only proposed:
OpenSSL checks each way by itself.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.certificates.comparing import ComparableName
from app.certificates.conditions import may_issue
from app.certificates.reading import Parsed
from app.certificates.stores import TrustStores
from app.certificates.verifiers import LONGEST_PATH

MOST_SIGNATURES = 200
"""A tenth of a second of checking, in a chain made to keep us busy; a real one has five."""
MOST_TURNS = 5000
MOST_WAYS = 40


def ways_up(
    leaf: Parsed, others: Sequence[Parsed], stores: TrustStores, at: datetime
) -> Iterator[tuple[Parsed, ...]]:
    """Give paths from the leaf to a self-issued anchor, until the work allowed for it is done."""
    climb = _Climb((*others, *stores.intermediates), stores, at)
    for number, way in enumerate(climb.above((leaf,)), start=1):
        yield way
        if number == MOST_WAYS:
            return


class _Climb:
    """One search: what it has found out, and how much work is left."""

    def __init__(self, others: Sequence[Parsed], stores: TrustStores, at: datetime) -> None:
        self._stores = stores
        self._at = at
        self._others = _leading_to_anchors(others, stores)
        self._signed: dict[tuple[str, bytes], bool] = {}
        self._keys: dict[str, bytes] = {}
        self._signatures_left = MOST_SIGNATURES
        self._turns_left = MOST_TURNS

    def above(self, path: tuple[Parsed, ...]) -> Iterator[tuple[Parsed, ...]]:
        for issuer in self._issuers(path[-1]):
            self._turns_left -= 1
            if self._turns_left < 0:
                return
            if self._is_in(issuer, path) or not self._may_have_signed(issuer, path[-1]):
                continue
            if self._is_anchor(issuer):
                yield (*path, issuer)
            elif len(path) + 1 < LONGEST_PATH:
                yield from self.above((*path, issuer))

    def _issuers(self, certificate: Parsed) -> list[Parsed]:
        """Anchors first, then what is in date, then in the order in which they were sent."""
        known = {
            each.der: each
            for each in (
                *self._stores.called(certificate.issuer_compared),
                *self._others.get(certificate.issuer_compared, ()),
            )
        }
        return sorted(
            (
                each
                for each in known.values()
                if may_issue(each) and names_this_key(certificate, each)
            ),
            key=lambda each: (not self._is_anchor(each), not each.covers(self._at)),
        )

    def _is_anchor(self, certificate: Parsed) -> bool:
        return certificate.self_issued and self._stores.holding(certificate.der) is not None

    def _is_in(self, issuer: Parsed, path: tuple[Parsed, ...]) -> bool:
        """The same name with the same key again is a ring, whatever else differs."""
        return any(
            each.subject_compared == issuer.subject_compared
            and self._key(each) == self._key(issuer)
            for each in path
        )

    def _may_have_signed(self, issuer: Parsed, certificate: Parsed) -> bool:
        """Rule out who has not; what cannot be told here is left to OpenSSL."""
        asked = (certificate.sha256, self._key(issuer))
        if asked not in self._signed:
            self._signatures_left -= 1
            if self._signatures_left < 0:
                return False
            self._signed[asked] = _not_refuted(issuer, certificate)
        return self._signed[asked]

    def _key(self, certificate: Parsed) -> bytes:
        if certificate.sha256 not in self._keys:
            key = certificate.key
            self._keys[certificate.sha256] = (
                key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
                if key is not None
                else certificate.der
            )
        return self._keys[certificate.sha256]


def names_this_key(certificate: Parsed, issuer: Parsed) -> bool:
    """Compare what the certificate says of its issuer's key, as Windows and OpenSSL insist on."""
    named = certificate.extension(x509.AuthorityKeyIdentifier)
    if named is None:
        return True
    own = issuer.extension(x509.SubjectKeyIdentifier)
    if named.key_identifier is not None and own is not None:
        return named.key_identifier == own.digest
    serial = named.authority_cert_serial_number
    return serial is None or serial == issuer.loaded.serial_number


def _leading_to_anchors(
    others: Sequence[Parsed], stores: TrustStores
) -> dict[ComparableName, list[Parsed]]:
    """Leave out at once what no anchor stands above, so that a maze costs nothing."""
    waiting = list(dict.fromkeys(others))
    leading: dict[ComparableName, list[Parsed]] = {}
    found = True
    while found:
        found = False
        rest = []
        for each in waiting:
            if each.issuer_compared in leading or stores.called(each.issuer_compared):
                leading.setdefault(each.subject_compared, []).append(each)
                found = True
            else:
                rest.append(each)
        waiting = rest
    return leading


def _not_refuted(issuer: Parsed, certificate: Parsed) -> bool:
    try:
        certificate.loaded.verify_directly_issued_by(issuer.loaded)
    except InvalidSignature:
        return False
    except (UnsupportedAlgorithm, ValueError, TypeError):
        # Among these: names that are equal but not written alike.
        return True
    return True
