"""crypt32.dll as a PC has it: C functions that answer as told, and watch what is freed."""

import ctypes
from collections.abc import Callable, Sequence
from ctypes import CFUNCTYPE, POINTER, c_int32, c_uint32, c_void_p
from typing import Any

from app.certificates.windows.layout import (
    CertContext,
    ChainContext,
    ChainElement,
    ChainPara,
    EngineConfig,
    FileTime,
    PolicyPara,
    PolicyStatus,
    SimpleChain,
    SslPolicyPara,
)

CONTEXT = POINTER(CertContext)
CHAIN = POINTER(ChainContext)

# By hand and not out of the module: what the headers say, a second time. A pointer that is given
# back goes out as a number, since ctypes takes no other result from Python.
SIGNATURES: dict[str, Any] = {
    "CertOpenStore": CFUNCTYPE(c_void_p, c_void_p, c_uint32, c_void_p, c_uint32, c_void_p),
    "CertCloseStore": CFUNCTYPE(c_int32, c_void_p, c_uint32),
    "CertAddEncodedCertificateToStore": CFUNCTYPE(
        c_int32, c_void_p, c_uint32, c_void_p, c_uint32, c_uint32, c_void_p
    ),
    "CertCreateCertificateContext": CFUNCTYPE(c_void_p, c_uint32, c_void_p, c_uint32),
    "CertFreeCertificateContext": CFUNCTYPE(c_int32, c_void_p),
    "CertFindCertificateInStore": CFUNCTYPE(
        c_void_p, c_void_p, c_uint32, c_uint32, c_uint32, c_void_p, c_void_p
    ),
    "CertCreateCertificateChainEngine": CFUNCTYPE(
        c_int32, POINTER(EngineConfig), POINTER(c_void_p)
    ),
    "CertFreeCertificateChainEngine": CFUNCTYPE(None, c_void_p),
    "CertGetCertificateChain": CFUNCTYPE(
        c_int32,
        c_void_p,
        CONTEXT,
        POINTER(FileTime),
        c_void_p,
        POINTER(ChainPara),
        c_uint32,
        c_void_p,
        POINTER(CHAIN),
    ),
    "CertFreeCertificateChain": CFUNCTYPE(None, c_void_p),
    "CertVerifyCertificateChainPolicy": CFUNCTYPE(
        c_int32, c_void_p, CHAIN, POINTER(PolicyPara), POINTER(PolicyStatus)
    ),
}


class Crypt32Dll:
    """Gives one chain, and holds certificates in named stores; `fails` names calls that fail."""

    def __init__(
        self,
        *,
        elements: Sequence[tuple[bytes, int]] = (),
        errors: int = 0,
        name_error: int = 0,
        held: dict[tuple[str, int], bytes] | None = None,
        fails: str = "",
        chains: int = 1,
    ) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.open: dict[int, str] = {}
        """What was lent and not yet given back."""
        self.stores: dict[int, list[bytes]] = {}
        self._elements = elements
        self._errors = errors
        self._name_error = name_error
        self._held = held or {}
        self._fails = fails
        self._chains = chains
        self._kept: list[object] = []
        self._next = 1000
        for name, signature in SIGNATURES.items():
            function: Callable[..., Any] = signature(getattr(self, f"_{name}"))
            setattr(self, name, _Recast(function))

    def __getattr__(self, name: str) -> Any:
        # For the type checker: the functions are set by name.
        raise AttributeError(name)

    def _lend(self, what: str) -> int:
        self._next += 1
        self.open[self._next] = what
        return self._next

    def _give_back(self, handle: int) -> None:
        del self.open[handle]

    def _CertOpenStore(self, provider: int, _e: int, _c: int, flags: int, wanted: int) -> int:  # noqa: N802 - Windows' names
        if self._fails == "CertOpenStore":
            return 0
        if provider == 2:
            self.asked.append(("CertOpenStore", provider, flags, wanted))
            handle = self._lend("store")
            self.stores[handle] = []
            return handle
        name = ctypes.wstring_at(wanted)
        self.asked.append(("CertOpenStore", provider, flags, name))
        held = self._held.get((name, flags & 0xFF0000))
        if held is None:
            return 0
        handle = self._lend("store")
        self.stores[handle] = [held]
        return handle

    def _CertCloseStore(self, store: int, _flags: int) -> int:  # noqa: N802
        self._give_back(store)
        return 1

    def _CertAddEncodedCertificateToStore(  # noqa: N802
        self, store: int, encoding: int, der: int, size: int, how: int, _made: int
    ) -> int:
        self.asked.append(("CertAddEncodedCertificateToStore", encoding, how))
        self.stores[store].append(ctypes.string_at(der, size))
        return 1

    def _CertCreateCertificateContext(self, encoding: int, der: int, size: int) -> int:  # noqa: N802
        content = ctypes.string_at(der, size)
        self.asked.append(("CertCreateCertificateContext", encoding))
        if content == b"garbage":
            return 0
        return self._context(content)

    def _context(self, content: bytes) -> int:
        buffer = ctypes.create_string_buffer(content, len(content))
        context = CertContext(
            dwCertEncodingType=1,
            pbCertEncoded=ctypes.addressof(buffer),
            cbCertEncoded=len(content),
        )
        self._kept += [buffer, context]
        address = ctypes.addressof(context)
        self.open[address] = "context"
        return address

    def _CertFreeCertificateContext(self, context: int) -> int:  # noqa: N802
        self._give_back(context)
        return 1

    def _CertFindCertificateInStore(  # noqa: N802
        self, store: int, encoding: int, flags: int, how: int, wanted: int, _previous: int
    ) -> int:
        self.asked.append(("CertFindCertificateInStore", encoding, flags, how))
        context = CertContext.from_address(wanted)
        der = ctypes.string_at(context.pbCertEncoded, context.cbCertEncoded)
        return self._context(der) if der in self.stores[store] else 0

    def _CertCreateCertificateChainEngine(self, config: Any, engine: Any) -> int:  # noqa: N802
        if self._fails == "CertCreateCertificateChainEngine":
            return 0
        found = config.contents
        self.asked.append(
            (
                "CertCreateCertificateChainEngine",
                found.cbSize,
                tuple(self.stores[found.hExclusiveRoot]),
            )
        )
        engine[0] = self._lend("engine")
        return 1

    def _CertFreeCertificateChainEngine(self, engine: int) -> None:  # noqa: N802
        self._give_back(engine)

    def _CertGetCertificateChain(  # noqa: N802
        self,
        engine: int | None,
        leaf: Any,
        moment: Any,
        others: int,
        para: Any,
        flags: int,
        _reserved: int,
        chain: Any,
    ) -> int:
        if self._fails == "CertGetCertificateChain":
            return 0
        usage = para.contents.RequestedUsage
        self.asked.append(
            (
                "CertGetCertificateChain",
                self.open.get(engine) if engine else None,
                ctypes.string_at(leaf.contents.pbCertEncoded, leaf.contents.cbCertEncoded),
                (moment.contents.dwHighDateTime << 32) + moment.contents.dwLowDateTime,
                tuple(self.stores[others]),
                para.contents.cbSize,
                usage.dwType,
                [usage.Usage.rgpszUsageIdentifier[n] for n in range(usage.Usage.cUsageIdentifier)],
                para.contents.dwUrlRetrievalTimeout,
                flags,
            )
        )
        built = self._built()
        self.open[ctypes.addressof(built)] = "chain"
        chain[0] = ctypes.pointer(built)
        return 1

    def _built(self) -> ChainContext:
        elements = []
        for der, errors in self._elements:
            context = self._context(der)
            # It belongs to the chain and is freed with it.
            del self.open[context]
            element = ChainElement(cbSize=ctypes.sizeof(ChainElement))
            element.pCertContext = ctypes.cast(context, CONTEXT)
            element.TrustStatus.dwErrorStatus = errors
            elements.append(ctypes.pointer(element))
        listed = (POINTER(ChainElement) * len(elements))(*elements)
        simple = SimpleChain(cElement=len(elements))
        simple.rgpElement = ctypes.cast(listed, POINTER(POINTER(ChainElement)))
        chains = (POINTER(SimpleChain) * 1)(ctypes.pointer(simple))
        built = ChainContext(cChain=self._chains)
        built.TrustStatus.dwErrorStatus = self._errors
        built.rgpChain = ctypes.cast(chains, POINTER(POINTER(SimpleChain)))
        self._kept += [elements, listed, simple, chains, built]
        return built

    def _CertFreeCertificateChain(self, chain: int) -> None:  # noqa: N802
        self._give_back(chain)

    def _CertVerifyCertificateChainPolicy(  # noqa: N802
        self, policy: int, chain: Any, para: Any, status: Any
    ) -> int:
        if self._fails == "CertVerifyCertificateChainPolicy":
            return 0
        name = SslPolicyPara.from_address(para.contents.pvExtraPolicyPara)
        self.asked.append(
            (
                "CertVerifyCertificateChainPolicy",
                policy,
                self.open[ctypes.addressof(chain.contents)],
                para.contents.cbSize,
                para.contents.dwFlags,
                name.cbSize,
                name.dwAuthType,
                name.fdwChecks,
                name.pwszServerName,
                status.contents.cbSize,
            )
        )
        status.contents.dwError = self._name_error
        return 1


class _Recast:
    """A C function that takes on the prototype it is given, as one of a DLL does."""

    def __init__(self, function: Any) -> None:
        self._function = function
        self.restype: Any = None
        self.argtypes: Any = ()

    def __call__(self, *arguments: Any) -> Any:
        address = ctypes.cast(self._function, c_void_p).value
        assert address is not None
        assert len(arguments) == len(self.argtypes)
        return CFUNCTYPE(self.restype, *self.argtypes)(address)(*arguments)
