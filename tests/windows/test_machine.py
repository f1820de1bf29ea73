"""What Windows tells of itself: domain, registry, proxies and stored credentials."""

import asyncio
import ctypes
import struct
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import Structure, byref, c_int32, c_uint32, c_void_p, c_wchar_p
from typing import Any, ClassVar

import pytest

from app.domain.machine import NO, FactName, machine_of, settled
from app.machine import detect, this_platform
from app.machine.platform import NotToldError, Told
from app.machine.windows import Windows
from app.machine.windows_calls import NetApi
from app.machine.windows_policies import Hive, read_policies
from app.machine.windows_proxies import CONNECTIONS, SETTINGS, read_proxies
from tests.windows.registry import (
    REG_BINARY,
    REG_DWORD,
    REG_EXPAND_SZ,
    REG_MULTI_SZ,
    REG_SZ,
    holding,
    winreg,
)

# No Outlook has this version: what a real PC is set to stays out of it.
OFFICE = "12.999"
POLICY = rf"Software\Policies\Microsoft\Office\{OFFICE}\Outlook\AutoDiscover"
USERS = rf"Software\Microsoft\Office\{OFFICE}\Outlook\AutoDiscover"


def library(name: str) -> Any:
    return ctypes.WinDLL(name, use_last_error=True)  # type: ignore[attr-defined,unused-ignore]


# --- the domain ---------------------------------------------------------------------------------


def test_every_call_is_there_and_takes_its_prototype() -> None:
    # An attribute of the library is looked up by name: a wrong one would raise.
    NetApi(library("netapi32"))


@pytest.mark.usefixtures("wine")
def test_a_pc_that_is_not_joined_says_so() -> None:
    api = NetApi(library("netapi32"))

    assert not api.is_joined()
    assert api.primary_domain().domain == ""


@pytest.mark.usefixtures("wine")
@pytest.mark.parametrize(("call", "name"), [("locate", "DsGetDcNameW"), ("site", "DsGetSiteNameW")])
def test_without_a_domain_a_call_fails_in_words(call: str, name: str) -> None:
    api = NetApi(library("netapi32"))

    with pytest.raises(NotToldError, match=rf"^{name} failed with error \d+: [a-zA-Z ]+\.$"):
        getattr(api, call)()


@pytest.mark.usefixtures("wine")
def test_everything_is_asked_without_trouble() -> None:
    told = asyncio.run(detect(this_platform(), OFFICE, 10.0))

    assert told.troubles == ()
    machine = machine_of(settled(told.facts))
    assert not machine.joined
    (joined,) = (fact for fact in told.facts if fact.name is FactName.JOINED)
    assert (joined.value, joined.origin) == (NO, "NetGetJoinInformation")


def test_this_platform_is_windows() -> None:
    assert isinstance(this_platform(), Windows)


# --- the registry -------------------------------------------------------------------------------


def test_policies_are_read_from_both_roots_by_what_counts_more() -> None:
    expanded = winreg().ExpandEnvironmentStrings(r"%SystemRoot%\a.xml")
    policy = {"ExcludeSrvRecord": (REG_DWORD, 1)}
    users = {
        "ExcludeSrvRecord": (REG_DWORD, 0),
        "contoso.example": (REG_EXPAND_SZ, r"%SystemRoot%\a.xml"),
        "a.list": (REG_MULTI_SZ, ["a", "b"]),
        "bytes": (REG_BINARY, b"\0\1"),
        "PreferLocalXML": (REG_SZ, "1"),
    }
    with (
        holding("HKEY_CURRENT_USER", POLICY, policy),
        holding("HKEY_CURRENT_USER", USERS, users),
        holding(
            "HKEY_CURRENT_USER", rf"{USERS}\RedirectServers", {"Mail.Contoso.example": (REG_SZ, "")}
        ),
    ):
        told = read_policies(Hive(), OFFICE)

    origins = {(fact.about, fact.value, fact.origin) for fact in told.facts}
    assert told.facts[0].origin == rf"HKCU\{POLICY}"
    assert origins == {
        ("ExcludeSrvRecord", "1", rf"HKCU\{POLICY}"),
        ("ExcludeSrvRecord", "0", rf"HKCU\{USERS}"),
        ("contoso.example", expanded, rf"HKCU\{USERS}"),
        ("RedirectServers", "mail.contoso.example", rf"HKCU\{USERS}\RedirectServers"),
    }
    assert told.troubles == (rf"HKCU\{USERS}\PreferLocalXML is no DWORD, and has no effect.",)


def test_a_registry_without_the_keys_tells_nothing() -> None:
    assert read_policies(Hive(), OFFICE) == Told()


def test_the_hive_of_the_pc_is_read_too() -> None:
    values = Hive("HKEY_LOCAL_MACHINE").values(r"SOFTWARE\Microsoft\Windows NT\CurrentVersion")

    assert "CurrentBuild" in {value.name for value in values}


# --- proxies ------------------------------------------------------------------------------------


class UsersProxy(Structure):
    """WINHTTP_CURRENT_USER_IE_PROXY_CONFIG. winhttp.h"""

    _fields_: ClassVar[Any] = [
        ("fAutoDetect", c_int32),
        ("lpszAutoConfigUrl", c_wchar_p),
        ("lpszProxy", c_wchar_p),
        ("lpszProxyBypass", c_wchar_p),
    ]


class WinHttpProxy(Structure):
    """WINHTTP_PROXY_INFO. winhttp.h"""

    _fields_: ClassVar[Any] = [
        ("dwAccessType", c_uint32),
        ("lpszProxy", c_wchar_p),
        ("lpszProxyBypass", c_wchar_p),
    ]


NO_PROXY, NAMED_PROXY = 1, 3
"""WINHTTP_ACCESS_TYPE_NO_PROXY, _NAMED_PROXY."""


def test_the_users_proxy_is_the_one_that_windows_gives_to_programs() -> None:
    said = UsersProxy()
    assert library("winhttp").WinHttpGetIEProxyConfigForCurrentUser(byref(said))

    told = by_name(read_proxies(Hive(), Hive("HKEY_LOCAL_MACHINE")))

    (script, *_) = told[FactName.PROXY_SCRIPT]
    assert script == (said.lpszAutoConfigUrl or "none")
    if not said.lpszProxy:
        assert told[FactName.PROXY][:2] == ["direct", "direct"]


@pytest.mark.usefixtures("wine")
def test_proxies_that_a_user_has_set_are_those_that_programs_are_given() -> None:
    proxy = "http=web.contoso.example:3128;https=tls.contoso.example:3129"
    exceptions = "*.contoso.example;<local>"
    script = "http://wpad.contoso.example/wpad.dat"
    settings = {
        "ProxyEnable": (REG_DWORD, 1),
        "ProxyServer": (REG_SZ, proxy),
        "ProxyOverride": (REG_SZ, exceptions),
        "AutoConfigURL": (REG_SZ, script),
    }
    # 1: direct; 2: a proxy; 4: a script; 8: detection. wininet.h, PROXY_TYPE_...
    blob = struct.pack("<III", 0x46, 1, 1 | 2 | 4 | 8)
    for text in (proxy, exceptions, script):
        blob += struct.pack("<I", len(text)) + text.encode("ascii")
    with (
        holding("HKEY_CURRENT_USER", SETTINGS, settings),
        holding(
            "HKEY_CURRENT_USER",
            CONNECTIONS,
            {"DefaultConnectionSettings": (REG_BINARY, blob + bytes(32))},
        ),
    ):
        said = UsersProxy()
        assert library("winhttp").WinHttpGetIEProxyConfigForCurrentUser(byref(said))
        told = by_name(read_proxies(Hive(), Hive("HKEY_LOCAL_MACHINE")))

    assert (said.lpszProxy, said.lpszProxyBypass) == (proxy, exceptions)
    assert said.fAutoDetect
    assert told[FactName.PROXY_DETECTION] == ["yes"]
    assert told[FactName.PROXY_SCRIPT] == [said.lpszAutoConfigUrl] == [script]
    assert told[FactName.PROXY][:2] == ["tls.contoso.example:3129", "web.contoso.example:3128"]
    assert "contoso.example" in told[FactName.PROXY_EXCEPTIONS][0]


@pytest.mark.usefixtures("wine")
def test_what_winhttp_itself_has_written_is_read() -> None:
    winhttp = library("winhttp")
    setting = WinHttpProxy(NAMED_PROXY, "proxy.contoso.example:8080", "*.contoso.example")
    assert winhttp.WinHttpSetDefaultProxyConfiguration(byref(setting))
    try:
        told = by_name(read_proxies(Hive(), Hive("HKEY_LOCAL_MACHINE")))
    finally:
        winhttp.WinHttpSetDefaultProxyConfiguration(byref(WinHttpProxy(NO_PROXY, None, None)))

    assert told[FactName.PROXY][2:] == ["proxy.contoso.example:8080"] * 2
    assert "contoso.example" in told[FactName.PROXY_EXCEPTIONS][1]


def by_name(told: Told) -> dict[FactName, list[str]]:
    """The values of each fact, in their order: WinINet's first, then WinHTTP's."""
    assert not [trouble for trouble in told.troubles if "differ" not in trouble]
    names = dict.fromkeys(fact.name for fact in told.facts)
    return {name: [fact.value for fact in told.facts if fact.name is name] for name in names}


# --- stored credentials -------------------------------------------------------------------------


class Credential(Structure):
    """CREDENTIALW. wincred.h"""

    _fields_: ClassVar[Any] = [
        ("Flags", c_uint32),
        ("Type", c_uint32),
        ("TargetName", c_wchar_p),
        ("Comment", c_wchar_p),
        ("LastWritten", ctypes.c_uint64),
        ("CredentialBlobSize", c_uint32),
        ("CredentialBlob", c_void_p),
        ("Persist", c_uint32),
        ("AttributeCount", c_uint32),
        ("Attributes", c_void_p),
        ("TargetAlias", c_wchar_p),
        ("UserName", c_wchar_p),
    ]


GENERIC, THIS_SESSION = 1, 1
"""CRED_TYPE_GENERIC, CRED_PERSIST_SESSION."""
SECRET = "Pa55-of-somebody"


@contextmanager
def stored(*names: str) -> Iterator[None]:
    advapi32 = library("advapi32")
    blob = ctypes.create_string_buffer(SECRET.encode("utf-16-le"))
    for name in names:
        credential = Credential(
            Type=GENERIC,
            TargetName=name,
            CredentialBlobSize=len(SECRET) * 2,
            CredentialBlob=ctypes.cast(blob, c_void_p),
            Persist=THIS_SESSION,
            UserName="ann",
        )
        assert advapi32.CredWriteW(byref(credential), 0)
    try:
        yield
    finally:
        for name in names:
            advapi32.CredDeleteW(c_wchar_p(name), GENERIC, 0)


def credentials_told() -> Told:
    (inquiry,) = (one for one in Windows().inquiries(OFFICE) if one.origin == "CredEnumerateW")
    return inquiry.ask()


def test_credentials_for_exchange_are_told_by_name_and_never_what_they_hold() -> None:
    outlook = f"MS.Outlook.15:{uuid.uuid4()}"
    other = f"printer-{uuid.uuid4()}"
    with stored(outlook, other):
        told = credentials_told()

    names = {fact.value for fact in told.facts}
    assert outlook in names
    assert other not in names
    assert SECRET not in str(told)


@pytest.mark.usefixtures("wine")
def test_a_store_without_credentials_is_no_trouble() -> None:
    assert credentials_told() == Told()


def test_the_beginning_of_a_credential_is_where_it_is_looked_for() -> None:
    from app.machine.windows_credentials import Credential as Read

    assert Read.TargetName.offset == Credential.TargetName.offset == struct.calcsize("II")


def test_the_registry_is_as_it_was() -> None:
    with pytest.raises(FileNotFoundError):
        winreg().OpenKey(winreg().HKEY_CURRENT_USER, POLICY)
