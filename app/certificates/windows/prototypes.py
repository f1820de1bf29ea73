"""What each call of crypt32.dll takes and gives."""

import ctypes
from ctypes import POINTER, c_char_p, c_int32, c_uint32, c_void_p
from typing import Any, Final, Protocol, TypeAlias

from app.certificates.windows.layout import (
    CertContext,
    ChainContext,
    ChainPara,
    EngineConfig,
    FileTime,
    PolicyPara,
    PolicyStatus,
)

Pointer: TypeAlias = Any
"""A handle or a pointer of ctypes, for which there is no type."""


class Library(Protocol):
    """crypt32.dll, or what stands in its place."""

    CertOpenStore: Any
    CertCloseStore: Any
    CertAddEncodedCertificateToStore: Any
    CertCreateCertificateContext: Any
    CertFreeCertificateContext: Any
    CertFindCertificateInStore: Any
    CertCreateCertificateChainEngine: Any
    CertFreeCertificateChainEngine: Any
    CertGetCertificateChain: Any
    CertFreeCertificateChain: Any
    CertVerifyCertificateChainPolicy: Any


def prepared(library: Library | None = None) -> Library:
    """Give crypt32.dll, or what stands in its place, with the prototypes of its calls."""
    # An instance of its own: the prototypes of `ctypes.windll` are everybody's.
    ready = library or _load()
    for name, (result, arguments) in _PROTOTYPES.items():
        function = getattr(ready, name)
        function.restype, function.argtypes = result, arguments
    return ready


def _load() -> Library:
    return ctypes.WinDLL("crypt32", use_last_error=True)  # type: ignore[attr-defined,no-any-return,unused-ignore]


_CONTEXT: Final = POINTER(CertContext)
_CHAIN: Final = POINTER(ChainContext)
_PROTOTYPES: Final[dict[str, tuple[Any, tuple[Any, ...]]]] = {
    # Provider, a number; encoding; cryptographic provider; flags; what the provider wants.
    "CertOpenStore": (c_void_p, (c_void_p, c_uint32, c_void_p, c_uint32, c_void_p)),
    "CertCloseStore": (c_int32, (c_void_p, c_uint32)),
    # Store; encoding; bytes and their number; what to do with doubles; the context made.
    "CertAddEncodedCertificateToStore": (
        c_int32,
        (c_void_p, c_uint32, c_char_p, c_uint32, c_uint32, c_void_p),
    ),
    "CertCreateCertificateContext": (_CONTEXT, (c_uint32, c_char_p, c_uint32)),
    "CertFreeCertificateContext": (c_int32, (_CONTEXT,)),
    # Store; encoding; flags; kind of search; what is searched; the one found before.
    "CertFindCertificateInStore": (
        _CONTEXT,
        (c_void_p, c_uint32, c_uint32, c_uint32, c_void_p, _CONTEXT),
    ),
    "CertCreateCertificateChainEngine": (c_int32, (POINTER(EngineConfig), POINTER(c_void_p))),
    "CertFreeCertificateChainEngine": (None, (c_void_p,)),
    # Engine; leaf; time; further certificates; what for; flags; reserved; the chain.
    "CertGetCertificateChain": (
        c_int32,
        (
            c_void_p,
            _CONTEXT,
            POINTER(FileTime),
            c_void_p,
            POINTER(ChainPara),
            c_uint32,
            c_void_p,
            POINTER(_CHAIN),
        ),
    ),
    "CertFreeCertificateChain": (None, (_CHAIN,)),
    # Policy, a number; chain; what to check; the answer.
    "CertVerifyCertificateChainPolicy": (
        c_int32,
        (c_void_p, _CHAIN, POINTER(PolicyPara), POINTER(PolicyStatus)),
    ),
}
"""What each call gives, and what it takes."""
