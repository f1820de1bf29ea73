"""The calls of netapi32.dll that tell a PC's domain: prototypes, structures, and freeing.

The structures and numbers are those of the headers lmjoin.h, dsgetdc.h, dsrole.h and winerror.h of
the Windows SDK.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from ctypes import (
    POINTER,
    Structure,
    byref,
    c_int,
    c_ubyte,
    c_uint16,
    c_uint32,
    c_void_p,
    c_wchar_p,
    wstring_at,
)
from typing import Any, ClassVar, Final, Protocol, TypeVar

from msgspec import Struct

from app.machine.platform import NotToldError

S = TypeVar("S", bound=Structure)

NET_SETUP_DOMAIN_NAME: Final = 3
"""NETSETUP_JOIN_STATUS: joined to a domain."""
DS_ROLE_PRIMARY_DOMAIN_INFO_BASIC: Final = 1
DS_DIRECTORY_SERVICE_REQUIRED: Final = 0x00000010
DS_RETURN_DNS_NAME: Final = 0x40000000

_ERRORS: Final = {
    5: "access is denied",
    120: "this Windows does not have the call",
    1355: "no domain controller was found",
    1717: "the service that would know does not run",
    1722: "the service that would know does not answer",
    9003: "DNS does not know the domain",
    1919: "this PC belongs to no site, or its site is not known yet",
}
"""winerror.h."""


class Library(Protocol):
    """netapi32.dll, or what stands in its place."""

    NetGetJoinInformation: Any
    DsRoleGetPrimaryDomainInformation: Any
    DsGetDcNameW: Any
    DsGetSiteNameW: Any
    NetApiBufferFree: Any
    DsRoleFreeMemory: Any


class Guid(Structure):
    """GUID of guiddef.h."""

    _fields_: ClassVar[Sequence[Any]] = [
        ("Data1", c_uint32),
        ("Data2", c_uint16),
        ("Data3", c_uint16),
        ("Data4", c_ubyte * 8),
    ]


class FoundController(Structure):
    """DOMAIN_CONTROLLER_INFOW."""

    _fields_: ClassVar[Sequence[Any]] = [
        ("DomainControllerName", c_wchar_p),
        ("DomainControllerAddress", c_wchar_p),
        ("DomainControllerAddressType", c_uint32),
        ("DomainGuid", Guid),
        ("DomainName", c_wchar_p),
        ("DnsForestName", c_wchar_p),
        ("Flags", c_uint32),
        ("DcSiteName", c_wchar_p),
        ("ClientSiteName", c_wchar_p),
    ]


class DomainRole(Structure):
    """DSROLE_PRIMARY_DOMAIN_INFO_BASIC."""

    _fields_: ClassVar[Sequence[Any]] = [
        ("MachineRole", c_int),
        ("Flags", c_uint32),
        ("DomainNameFlat", c_wchar_p),
        ("DomainNameDns", c_wchar_p),
        ("DomainForestName", c_wchar_p),
        ("DomainGuid", Guid),
    ]


class PrimaryDomain(Struct, frozen=True, kw_only=True):
    """What this PC remembers of its domain, without asking anybody."""

    domain: str
    forest: str


class Located(Struct, frozen=True, kw_only=True):
    """The domain controller that Windows would ask, and what it said."""

    host: str
    domain: str
    forest: str
    client_site: str


class NetApi:
    """netapi32.dll; each call copies what it is given, frees it, and raises NotToldError."""

    def __init__(self, library: Library) -> None:
        """Give the functions of this library their prototypes."""
        self._library = library
        # Without them 64-bit pointers would be cut to the size of an int.
        for name, arguments in _PROTOTYPES.items():
            function = getattr(library, name)
            function.argtypes = arguments
            function.restype = c_uint32

    def is_joined(self) -> bool:
        """Tell whether this PC is joined to a domain."""
        status = c_int()

        def call(buffer: object) -> int:
            return int(self._library.NetGetJoinInformation(None, buffer, byref(status)))

        with self._buffer("NetGetJoinInformation", call, self._library.NetApiBufferFree):
            return status.value == NET_SETUP_DOMAIN_NAME

    def primary_domain(self) -> PrimaryDomain:
        """Give the DNS names of domain and forest; empty where this PC has none."""
        name = "DsRoleGetPrimaryDomainInformation"

        def call(buffer: object) -> int:
            level = DS_ROLE_PRIMARY_DOMAIN_INFO_BASIC
            return int(self._library.DsRoleGetPrimaryDomainInformation(None, level, buffer))

        with self._buffer(name, call, self._library.DsRoleFreeMemory) as buffer:
            info = _at(buffer, DomainRole)
            return PrimaryDomain(
                domain=info.DomainNameDns or "", forest=info.DomainForestName or ""
            )

    def locate(self) -> Located:
        """Have Windows find a domain controller; it may go to the network for many seconds."""
        flags = DS_DIRECTORY_SERVICE_REQUIRED | DS_RETURN_DNS_NAME

        def call(buffer: object) -> int:
            return int(self._library.DsGetDcNameW(None, None, None, None, flags, buffer))

        with self._buffer("DsGetDcNameW", call, self._library.NetApiBufferFree) as buffer:
            info = _at(buffer, FoundController)
            return Located(
                # The name has two backslashes before it, and an absolute one a dot behind it.
                host=(info.DomainControllerName or "").lstrip("\\").rstrip("."),
                domain=(info.DomainName or "").rstrip("."),
                forest=(info.DnsForestName or "").rstrip("."),
                client_site=info.ClientSiteName or "",
            )

    def site(self) -> str:
        """Give the AD site of this PC."""

        def call(buffer: object) -> int:
            return int(self._library.DsGetSiteNameW(None, buffer))

        with self._buffer("DsGetSiteNameW", call, self._library.NetApiBufferFree) as buffer:
            return wstring_at(buffer)

    @contextmanager
    def _buffer(
        self, name: str, call: Callable[[object], int], free: Callable[[int], object]
    ) -> Iterator[int]:
        """Lend what the call allocated, and free it."""
        buffer = c_void_p()
        error = call(byref(buffer))
        try:
            if error or not buffer.value:
                why = _ERRORS.get(error, "it gave no reason that is known here")
                raise NotToldError(f"{name} failed with error {error}: {why}.")
            yield buffer.value
        finally:
            if buffer.value:
                free(buffer.value)


_OUT = POINTER(c_void_p)
_PROTOTYPES: Final = {
    # Server; the buffer of the name; the status.
    "NetGetJoinInformation": (c_wchar_p, _OUT, POINTER(c_int)),
    # Server; level; buffer.
    "DsRoleGetPrimaryDomainInformation": (c_wchar_p, c_int, _OUT),
    # Computer; domain; GUID of the domain; site; flags; buffer.
    "DsGetDcNameW": (c_wchar_p, c_wchar_p, c_void_p, c_wchar_p, c_uint32, _OUT),
    # Computer; the buffer of the name.
    "DsGetSiteNameW": (c_wchar_p, _OUT),
    "NetApiBufferFree": (c_void_p,),
    "DsRoleFreeMemory": (c_void_p,),
}


def _at(address: int, kind: type[S]) -> S:
    return kind.from_address(address)
