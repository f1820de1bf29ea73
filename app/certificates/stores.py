"""Named sets of trust anchors, in the form that each verifier wants, made once."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Self

from cryptography import x509
from cryptography.x509 import verification
from OpenSSL import crypto

from app.certificates import system
from app.certificates.comparing import ComparableName
from app.certificates.pem import CERTIFICATE_BEGINS, certificates_of_pem
from app.certificates.reading import Parsed, parse, quiet

SYSTEM = "system"
"""What the operating system trusts; on Windows it is asked itself."""

LARGEST_TRUST_FILE = 8 * 1024 * 1024
"""Forty times a distribution's bundle."""

NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME, which pyOpenSSL passes on but does not name.
OpenSSL, X509_VERIFY_PARAM_set_flags(3)"""


class WrongTrustFileError(ValueError):
    """The file holds no trust anchors; the message says in one line what is wrong with it."""


class TrustStores:
    """What this client trusts, and under which name it came.

    Values: adding a file gives new stores. Several threads may judge against the same ones.
    """

    def __init__(self, named: Mapping[str, tuple[bytes, ...]]) -> None:
        self._named = dict(named)

    @classmethod
    def of(cls, named: Mapping[str, Iterable[bytes]]) -> Self:
        """Take DER certificates by the name of their store; one that cannot be read is left out."""
        return cls({name: tuple(certificates) for name, certificates in named.items()})

    @classmethod
    def system(cls) -> Self:
        """Read what this PC trusts; without a store that can be read, nothing is trusted."""
        return cls.of({SYSTEM: system.anchors()})

    def with_file(self, name: str, content: bytes) -> Self:
        """Add the PEM certificates of a file.

        Raises WrongTrustFileError with one line that says what is wrong.
        """
        added = self._named.get(name, ()) + tuple(certificates_of_file(name, content))
        return type(self)({**self._named, name: added})

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._named)

    def besides(self, name: str) -> tuple[bytes, ...]:
        """Give the certificates of all stores but that one."""
        others = (ders for other, ders in self._named.items() if other != name)
        return tuple(dict.fromkeys(der for ders in others for der in ders))

    def names_of(self, sha256: str) -> tuple[str, ...]:
        """Give the names of all stores that hold this certificate."""
        return self._names.get(sha256, ())

    def holding(self, der: bytes) -> Parsed | None:
        return self._by_der.get(der)

    def shown_to_openssl(self, der: bytes) -> Parsed | None:
        """Give the certificate that OpenSSL knows in this form."""
        return self._by_openssl_der.get(der)

    def called(self, subject: ComparableName) -> tuple[Parsed, ...]:
        """Give the certificates of this subject."""
        return self._by_subject.get(subject, ())

    def idle(self, name: str) -> tuple[Parsed, ...]:
        """Give the certificates of a store that make nothing trusted.

        Such a one was issued by another one, which is in no store: only what issued itself is an
        anchor. RFC 5280 6.1.1 (d)
        """
        held = filter(None, map(self.holding, dict.fromkeys(self._named.get(name, ()))))
        return tuple(one for one in held if not self._leads_up(one))

    def _leads_up(self, certificate: Parsed) -> bool:
        """Follow the names of the issuers; a ring of them leads nowhere."""
        seen: set[ComparableName] = set()
        ahead = [certificate]
        while ahead:
            one = ahead.pop()
            if one.self_issued:
                return True
            if one.issuer_compared not in seen:
                seen.add(one.issuer_compared)
                ahead += self.called(one.issuer_compared)
        return False

    @cached_property
    def anchors(self) -> tuple[Parsed, ...]:
        """Every certificate that could be read, once."""
        return tuple(self._by_der.values())

    @cached_property
    def intermediates(self) -> tuple[Parsed, ...]:
        """What a store holds that is no anchor: it was not issued by itself."""
        return tuple(each for each in self.anchors if not each.self_issued)

    @cached_property
    def untimed(self) -> crypto.X509Store:
        """OpenSSL's store, dates left aside."""
        store = self._filled()
        store.set_flags(NO_CHECK_TIME)
        return store

    def timed(self, at: datetime) -> crypto.X509Store:
        """OpenSSL's store as of that time.

        A new one each time, a fraction of a millisecond for certificates already loaded: a store
        quietly keeps the first flag that was set on it, and pyOpenSSL cannot take one off.
        """
        store = self._filled()
        # set_time drops the zone.
        store.set_time(at.astimezone(UTC))
        return store

    @cached_property
    def second(self) -> verification.Store | None:
        """The store of cryptography's verifier, which does not take an empty one."""
        certificates: list[x509.Certificate] = [anchor.loaded for anchor in self.anchors]
        return verification.Store(certificates) if certificates else None

    def _filled(self) -> crypto.X509Store:
        store = crypto.X509Store()
        for anchor in self.anchors:
            store.add_cert(anchor.openssl)
        return store

    @cached_property
    def _by_der(self) -> dict[bytes, Parsed]:
        with quiet():
            found = {der: parse(der) for ders in self._named.values() for der in ders}
        return {der: parsed for der, parsed in found.items() if parsed is not None}

    @cached_property
    def _by_openssl_der(self) -> dict[bytes, Parsed]:
        return {anchor.openssl_der: anchor for anchor in self.anchors}

    @cached_property
    def _by_subject(self) -> dict[ComparableName, tuple[Parsed, ...]]:
        found: dict[ComparableName, tuple[Parsed, ...]] = {}
        for anchor in self.anchors:
            found[anchor.subject_compared] = (*found.get(anchor.subject_compared, ()), anchor)
        return found

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        names: dict[str, tuple[str, ...]] = {}
        for name, ders in self._named.items():
            for der in dict.fromkeys(ders):
                if der in self._by_der:
                    sha256 = self._by_der[der].sha256
                    names[sha256] = (*names.get(sha256, ()), name)
        return names


def certificates_of_file(name: str, content: bytes) -> list[bytes]:
    """Give the certificates of a file that a person named: all of them, or an error."""
    if len(content) > LARGEST_TRUST_FILE:
        raise WrongTrustFileError(
            f"{name} is too large for a file of trusted certificates"
            f" ({len(content)} bytes; at most {LARGEST_TRUST_FILE})."
        )
    begun = content.count(CERTIFICATE_BEGINS)
    if not begun:
        raise WrongTrustFileError(_why_none(name, content))
    ders = certificates_of_pem(content)
    with quiet():
        unreadable = begun - sum(parse(der) is not None for der in ders)
    if unreadable:
        raise WrongTrustFileError(
            f"{name} is damaged: {unreadable} of its {begun} certificates cannot be read."
        )
    return ders


def _why_none(name: str, content: bytes) -> str:
    if b"-----BEGIN " in content:
        return f"{name} is a PEM file but holds no certificate."
    with quiet():
        is_der = parse(content) is not None
    if is_der:
        return f"{name} holds a certificate in DER form; convert it to PEM (Base64) first."
    return f"{name} is not a PEM file; it wants -----BEGIN CERTIFICATE----- in it."
