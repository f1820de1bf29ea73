"""Asks Windows for its domain, through the two calls that answer without the network."""

import ctypes
from ctypes import byref, c_int, c_uint32, c_wchar_p, create_unicode_buffer
from typing import Any, Protocol

from app.domain.task import JoinedBecause
from app.machine.membership import Membership

NET_SETUP_DOMAIN_NAME = 3
"""NETSETUP_JOIN_STATUS of NetGetJoinInformation: joined to a domain."""
COMPUTER_NAME_PHYSICAL_DNS_DOMAIN = 6
"""COMPUTER_NAME_FORMAT of GetComputerNameExW."""
LONGEST_NAME = 256


class Libraries(Protocol):
    """The two Windows libraries that are called."""

    netapi32: Any
    kernel32: Any


def membership(libraries: Libraries | None = None) -> Membership:
    """Read the join state and the DNS domain; tests hand in libraries of their own."""
    called = libraries or _system()
    name, status = c_wchar_p(), c_int()
    error = called.netapi32.NetGetJoinInformation(None, byref(name), byref(status))
    if error:
        return Membership()
    called.netapi32.NetApiBufferFree(name)
    if status.value != NET_SETUP_DOMAIN_NAME:
        return Membership(because=JoinedBecause.OPERATING_SYSTEM)
    return Membership(
        joined=True,
        dns_domain=_dns_domain(called),
        because=JoinedBecause.OPERATING_SYSTEM,
    )


def _dns_domain(called: Libraries) -> str:
    size = c_uint32(LONGEST_NAME)
    buffer = create_unicode_buffer(LONGEST_NAME)
    is_told = called.kernel32.GetComputerNameExW(
        COMPUTER_NAME_PHYSICAL_DNS_DOMAIN, buffer, byref(size)
    )
    return buffer.value if is_told else ""


def _system() -> Libraries:
    return ctypes.windll  # type: ignore[attr-defined,no-any-return,unused-ignore]
