"""netapi32.dll as a joined PC has it: C functions that allocate, and watch what is freed."""

import ctypes
from collections.abc import Callable
from ctypes import CFUNCTYPE, POINTER, c_int, c_uint32, c_void_p, c_wchar_p
from typing import Any

from app.machine.windows_calls import DomainRole, FoundController

Out = Any
OUT = POINTER(c_void_p)

# By hand and not out of the module: what the headers say, a second time.
SIGNATURES: dict[str, Any] = {
    "NetGetJoinInformation": CFUNCTYPE(c_uint32, c_wchar_p, OUT, POINTER(c_int)),
    "DsRoleGetPrimaryDomainInformation": CFUNCTYPE(c_uint32, c_wchar_p, c_int, OUT),
    "DsGetDcNameW": CFUNCTYPE(c_uint32, c_wchar_p, c_wchar_p, c_void_p, c_wchar_p, c_uint32, OUT),
    "DsGetSiteNameW": CFUNCTYPE(c_uint32, c_wchar_p, OUT),
    "NetApiBufferFree": CFUNCTYPE(c_uint32, c_void_p),
    "DsRoleFreeMemory": CFUNCTYPE(c_uint32, c_void_p),
}


class NetApi32:
    """Answers as told; `errors` by the name of the call."""

    def __init__(
        self,
        *,
        status: int = 3,
        domain: str | None = "contoso.local",
        site: str = "Paris",
        controller: dict[str, Any] | None = None,
        errors: dict[str, int] | None = None,
    ) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.freed: list[tuple[str, int]] = []
        self.lent: dict[int, object] = {}
        """What was allocated, and not yet freed."""
        self._errors = errors or {}
        self._status = status
        self._site = site
        self._domain = domain
        self._controller = {
            "DomainControllerName": "\\\\DC01.contoso.local",
            "DomainControllerAddress": "\\\\192.0.2.5",
            "DomainName": "contoso.local",
            "DnsForestName": "Contoso.local",
            "DcSiteName": "London",
            "ClientSiteName": "Paris",
            "Flags": 0xE00033FD,
            **(controller or {}),
        }
        behaviours: dict[str, Callable[..., int]] = {
            "NetGetJoinInformation": self._join,
            "DsRoleGetPrimaryDomainInformation": self._role,
            "DsGetDcNameW": self._locate,
            "DsGetSiteNameW": self._give_site,
            "NetApiBufferFree": self._free("NetApiBufferFree"),
            "DsRoleFreeMemory": self._free("DsRoleFreeMemory"),
        }
        for name, signature in SIGNATURES.items():
            setattr(self, name, signature(behaviours[name]))

    def __getattr__(self, name: str) -> Any:
        # For the type checker: the functions are set by name.
        raise AttributeError(name)

    def _lend(self, what: object, out: Out) -> None:
        address = ctypes.addressof(what)  # type: ignore[arg-type]
        self.lent[address] = what
        out[0] = address

    def _join(self, server: str | None, out: Out, status: Out) -> int:
        self.asked.append(("NetGetJoinInformation", server))
        if error := self._errors.get("NetGetJoinInformation", 0):
            return error
        self._lend(ctypes.create_unicode_buffer("CONTOSO"), out)
        status[0] = self._status
        return 0

    def _role(self, server: str | None, level: int, out: Out) -> int:
        self.asked.append(("DsRoleGetPrimaryDomainInformation", server, level))
        if error := self._errors.get("DsRoleGetPrimaryDomainInformation", 0):
            return error
        info = DomainRole(MachineRole=1, DomainNameFlat="CONTOSO")
        info.DomainNameDns, info.DomainForestName = self._domain, self._domain
        self._lend(info, out)
        return 0

    def _locate(self, *asked: Any) -> int:
        *given, out = asked
        self.asked.append(("DsGetDcNameW", *given))
        if error := self._errors.get("DsGetDcNameW", 0):
            return error
        self._lend(FoundController(**self._controller), out)
        return 0

    def _give_site(self, computer: str | None, out: Out) -> int:
        self.asked.append(("DsGetSiteNameW", computer))
        if error := self._errors.get("DsGetSiteNameW", 0):
            return error
        self._lend(ctypes.create_unicode_buffer(self._site), out)
        return 0

    def _free(self, name: str) -> Callable[[int], int]:
        def free(address: int) -> int:
            self.freed.append((name, address))
            return 0 if self.lent.pop(address, None) is not None else 87

        return free
