"""Has Windows build a chain and judge its name by crypt32.dll, and frees what that takes."""

import ctypes
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from ctypes import POINTER, byref, c_char_p, c_void_p, sizeof
from datetime import UTC, datetime
from typing import Final, Protocol

from msgspec import Struct

from app.certificates.windows import layout
from app.certificates.windows.layout import (
    ChainContext,
    ChainPara,
    EngineConfig,
    FileTime,
    PolicyPara,
    PolicyStatus,
    SslPolicyPara,
)
from app.certificates.windows.prototypes import Library, Pointer, prepared

SERVER_AUTHENTICATION: Final = b"1.3.6.1.5.5.7.3.1"
_TICKS_A_SECOND: Final = 10_000_000
_FIRST_DAY: Final = datetime(1601, 1, 1, tzinfo=UTC)
"""FILETIME counts tenths of microseconds from here."""
MOST_ELEMENTS: Final = 100

# Where Windows keeps what it trusts, with the numbers of CERT_SYSTEM_STORE_LOCATION_MASK.
_LOCATIONS: Final = {
    "this user": 1 << 16,
    "this PC": 2 << 16,
    "policy for this user": 7 << 16,
    "policy for this PC": 8 << 16,
    "enterprise": 9 << 16,
}
_STORES: Final = {"Root": "Trusted Root Certification Authorities", "AuthRoot": "Third-Party Roots"}


class CryptoApiError(Exception):
    """A call failed; the message names it, with the number that Windows gives."""


class Element(Struct, frozen=True, kw_only=True):
    """One certificate of the chain that Windows built."""

    der: bytes
    errors: int


class Chain(Struct, frozen=True, kw_only=True):
    """What Windows says: CERT_TRUST_STATUS of the chain, and of each certificate in it."""

    elements: tuple[Element, ...]
    errors: int
    name_error: int
    """What the SSL policy says of the host's name, and of nothing else."""


class Request(Struct, frozen=True, kw_only=True):
    """What Windows is asked about."""

    leaf: bytes
    others: tuple[bytes, ...]
    host: str
    at: datetime
    only_anchors: tuple[bytes, ...] = ()
    """These in place of the roots that Windows trusts."""
    fetch_ms: int = 0
    """How long Windows may look on the network for what is missing; 0: only in its cache."""


class CryptoApi(Protocol):
    """Windows, or what stands in its place."""

    def chain(self, request: Request) -> Chain:
        """Have the chain built and judged; raises CryptoApiError."""

    def stores_of(self, der: bytes) -> tuple[str, ...]:
        """Name the stores of trusted roots that hold the certificate."""


class Crypt32:
    """Calls crypt32.dll, and frees all that it allocates."""

    def __init__(self, library: Library | None = None) -> None:
        self._library = prepared(library)

    def chain(self, request: Request) -> Chain:
        """Have the chain built and judged; raises CryptoApiError."""
        with ExitStack() as open_:
            leaf = open_.enter_context(self._context(request.leaf))
            others = open_.enter_context(self._store(request.others))
            engine = (
                open_.enter_context(self._engine(request.only_anchors))
                if request.only_anchors
                else None
            )
            built = open_.enter_context(self._chain(request, leaf, others, engine))
            return Chain(
                elements=tuple(_elements(built.contents)),
                errors=built.contents.TrustStatus.dwErrorStatus,
                name_error=self._name_error(built, request.host),
            )

    def stores_of(self, der: bytes) -> tuple[str, ...]:
        """Name the stores of trusted roots that hold the certificate."""
        with self._context(der) as wanted:
            return tuple(
                f"{title} ({place})"
                for place, location in _LOCATIONS.items()
                for name, title in _STORES.items()
                if self._holds(name, location, wanted)
            )

    def _holds(self, name: str, location: int, wanted: Pointer) -> bool:
        flags = location | layout.OPEN_TO_READ
        store = self._library.CertOpenStore(layout.STORE_OF_SYSTEM, 0, None, flags, _wide(name))
        if not store:
            return False
        with self._closing(store):
            found = self._library.CertFindCertificateInStore(
                store, layout.ENCODING, 0, layout.FIND_SAME, wanted, None
            )
            if found:
                self._library.CertFreeCertificateContext(found)
            return bool(found)

    @contextmanager
    def _chain(
        self, request: Request, leaf: Pointer, others: int, engine: int | None
    ) -> Iterator[Pointer]:
        purposes = (c_char_p * 1)(SERVER_AUTHENTICATION)
        para = ChainPara(cbSize=sizeof(ChainPara), dwUrlRetrievalTimeout=request.fetch_ms)
        para.RequestedUsage.Usage.cUsageIdentifier = len(purposes)
        para.RequestedUsage.Usage.rgpszUsageIdentifier = purposes
        flags = 0 if request.fetch_ms else layout.CACHE_ONLY
        chain = POINTER(ChainContext)()
        moment = filetime(request.at)
        self._succeed(
            "CertGetCertificateChain",
            engine, leaf, byref(moment), others, byref(para), flags, None, byref(chain),
        )  # fmt: skip
        try:
            yield chain
        finally:
            self._library.CertFreeCertificateChain(chain)

    def _name_error(self, chain: Pointer, host: str) -> int:
        name = SslPolicyPara(
            cbSize=sizeof(SslPolicyPara),
            dwAuthType=layout.AUTHTYPE_SERVER,
            fdwChecks=layout.IGNORED_CHECKS,
            pwszServerName=host,
        )
        para = PolicyPara(
            cbSize=sizeof(PolicyPara),
            dwFlags=layout.IGNORED_BY_POLICY,
            pvExtraPolicyPara=ctypes.cast(byref(name), c_void_p),
        )
        status = PolicyStatus(cbSize=sizeof(PolicyStatus))
        self._succeed(
            "CertVerifyCertificateChainPolicy",
            layout.SSL_POLICY, chain, byref(para), byref(status),
        )  # fmt: skip
        return int(status.dwError)

    @contextmanager
    def _context(self, der: bytes) -> Iterator[Pointer]:
        context = self._succeed("CertCreateCertificateContext", layout.ENCODING, der, len(der))
        try:
            yield context
        finally:
            self._library.CertFreeCertificateContext(context)

    @contextmanager
    def _store(self, ders: Sequence[bytes]) -> Iterator[int]:
        """Lend a store in memory; what Windows cannot read is left out of it."""
        store = self._succeed("CertOpenStore", layout.STORE_IN_MEMORY, 0, None, 0, None)
        with self._closing(store):
            for der in ders:
                self._library.CertAddEncodedCertificateToStore(
                    store, layout.ENCODING, der, len(der), layout.ADD_ALWAYS, None
                )
            yield store

    @contextmanager
    def _engine(self, anchors: Sequence[bytes]) -> Iterator[int]:
        """Lend an engine that trusts nothing but these. Windows 7 and later."""
        with self._store(anchors) as store:
            config = EngineConfig(cbSize=layout.ENGINE_CONFIG_OF_WINDOWS_7, hExclusiveRoot=store)
            engine = c_void_p()
            self._succeed("CertCreateCertificateChainEngine", byref(config), byref(engine))
            try:
                yield int(engine.value or 0)
            finally:
                self._library.CertFreeCertificateChainEngine(engine)

    @contextmanager
    def _closing(self, store: int) -> Iterator[None]:
        try:
            yield
        finally:
            self._library.CertCloseStore(store, 0)

    def _succeed(self, name: str, *arguments: object) -> Pointer:
        result = getattr(self._library, name)(*arguments)
        if not result:
            raise CryptoApiError(f"{name} failed with error {_last_error() & 0xFFFFFFFF:#x}.")
        return result


def filetime(moment: datetime) -> FileTime:
    whole = moment.astimezone(UTC).replace(microsecond=0) - _FIRST_DAY
    ticks = (whole.days * 86_400 + whole.seconds) * _TICKS_A_SECOND
    return FileTime(dwLowDateTime=ticks & 0xFFFFFFFF, dwHighDateTime=ticks >> 32)


def _elements(context: ChainContext) -> Iterator[Element]:
    """Read the first chain: further ones are those of signers of trust lists."""
    if not context.cChain:
        return
    simple = context.rgpChain[0].contents
    for number in range(min(simple.cElement, MOST_ELEMENTS)):
        element = simple.rgpElement[number].contents
        certificate = element.pCertContext.contents
        yield Element(
            der=ctypes.string_at(certificate.pbCertEncoded, certificate.cbCertEncoded),
            errors=element.TrustStatus.dwErrorStatus,
        )


def _wide(text: str) -> Pointer:
    return ctypes.cast(ctypes.create_unicode_buffer(text), c_void_p)


def _last_error() -> int:
    """Give the error of the last call; elsewhere than on Windows there is none."""
    ask: Callable[[], int] = getattr(ctypes, "get_last_error", int)
    return ask()
