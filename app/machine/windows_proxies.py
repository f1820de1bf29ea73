"""The proxies of Windows, which has two sets of settings: WinINet's (the user's) and WinHTTP's."""

import re
import struct
from typing import Final

from msgspec import Struct

from app.domain.machine import NO, YES, Fact, FactName
from app.domain.proxies import (
    DIRECT,
    NONE,
    WrongProxyError,
    of_windows_exceptions,
    read_proxy,
)
from app.machine.platform import Told
from app.machine.windows_policies import Registry, Value

SETTINGS: Final = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings"
CONNECTIONS: Final = rf"{SETTINGS}\Connections"
POLICY: Final = r"Software\Policies\Microsoft\Windows\CurrentVersion\Internet Settings"

# wininet.h: PROXY_TYPE_PROXY, PROXY_TYPE_AUTO_PROXY_URL, PROXY_TYPE_AUTO_DETECT.
_HAS_PROXY: Final = 2
_HAS_SCRIPT: Final = 4
_DETECTS: Final = 8
_HEAD: Final = 12
"""Version, number of changes, flags: a DWORD each."""
_LONGEST: Final = 1 << 16


class ConnectionSettings(Struct, frozen=True, kw_only=True):
    """What one of the binary values says."""

    proxy: str = ""
    exceptions: str = ""
    script: str = ""
    detects: bool = False


def read_connection(blob: bytes) -> ConnectionSettings:
    """Read DefaultConnectionSettings or WinHttpSettings; raises ValueError over a damaged one.

    The two have the same beginning: three DWORDs, then the proxy and its exceptions, and in the
    first one the script's URL, each behind its length. Microsoft documents neither.
    """
    if len(blob) < _HEAD:
        raise ValueError("it is too short")
    (flags,) = struct.unpack_from("<I", blob, 8)
    texts: list[str] = []
    at = _HEAD
    for _ in range(3):
        if at + 4 > len(blob):
            texts.append("")
            continue
        (length,) = struct.unpack_from("<I", blob, at)
        at += 4
        if length > min(_LONGEST, len(blob) - at):
            raise ValueError("a length in it is wrong")
        texts.append(blob[at : at + length].decode("latin-1").strip("\0 "))
        at += length
    proxy, exceptions, script = texts
    return ConnectionSettings(
        proxy=proxy if flags & _HAS_PROXY else "",
        exceptions=exceptions if flags & _HAS_PROXY else "",
        script=script if flags & _HAS_SCRIPT else "",
        detects=bool(flags & _DETECTS),
    )


def read_proxies(user: Registry, computer: Registry) -> Told:
    """Give both sets of settings, the user's first, and say where they differ."""
    wininet, origin, troubles = _wininet(user, computer)
    winhttp, winhttp_origin, more = _winhttp(computer)
    facts = _facts(wininet, origin, troubles)
    script = wininet.script or NONE
    facts += [
        Fact(name=FactName.PROXY_SCRIPT, value=script, origin=origin),
        Fact(name=FactName.PROXY_DETECTION, value=YES if wininet.detects else NO, origin=origin),
    ]
    facts += _facts(winhttp, winhttp_origin, more)
    difference = _difference(wininet, winhttp)
    return Told(facts=tuple(facts), troubles=(*troubles, *more, *difference))


def _wininet(user: Registry, computer: Registry) -> tuple[ConnectionSettings, str, list[str]]:
    """Read the settings of Internet Options: by value, and what has no value by the binary one."""
    # Group policy "Make proxy settings per-machine (rather than per-user)".
    per_user = _number(_named(computer.values(POLICY)).get("proxysettingsperuser"))
    registry, hive = (computer, "HKLM") if per_user == 0 else (user, "HKCU")
    origin = rf"WinINet, {hive}\{SETTINGS}"
    values = _named(registry.values(SETTINGS))
    connection, troubles = _connection(
        registry, "DefaultConnectionSettings", rf"{hive}\{CONNECTIONS}"
    )
    enabled = _number(values.get("proxyenable")) == 1
    return (
        ConnectionSettings(
            proxy=_text(values.get("proxyserver")) if enabled else "",
            exceptions=_text(values.get("proxyoverride")) if enabled else "",
            script=_text(values.get("autoconfigurl")),
            detects=connection.detects,
        ),
        origin,
        troubles,
    )


def _winhttp(computer: Registry) -> tuple[ConnectionSettings, str, list[str]]:
    place = rf"HKLM\{CONNECTIONS}"
    connection, troubles = _connection(computer, "WinHttpSettings", place)
    return connection, rf"WinHTTP, {place}\WinHttpSettings", troubles


def _connection(registry: Registry, name: str, place: str) -> tuple[ConnectionSettings, list[str]]:
    value = _named(registry.values(CONNECTIONS)).get(name.lower())
    if value is None or not isinstance(value.data, bytes):
        return ConnectionSettings(), []
    try:
        return read_connection(value.data), []
    except ValueError as wrong:
        return ConnectionSettings(), [rf"{place}\{name} cannot be read: {wrong}."]


def _facts(settings: ConnectionSettings, origin: str, troubles: list[str]) -> list[Fact]:
    facts: list[Fact] = []
    for scheme in ("https", "http"):
        place = proxy_for(settings.proxy, scheme)
        try:
            value = str(read_proxy(place)) if place else DIRECT
        except WrongProxyError as wrong:
            troubles.append(f"The proxy for {scheme} addresses of {origin} has no effect: {wrong}.")
            value = DIRECT
        facts.append(Fact(name=FactName.PROXY, about=scheme, value=value, origin=origin))
    listed = "; ".join(of_windows_exceptions(settings.exceptions)) or NONE
    return [*facts, Fact(name=FactName.PROXY_EXCEPTIONS, value=listed, origin=origin)]


def proxy_for(setting: str, scheme: str) -> str:
    """Give the proxy for a scheme out of `proxy:8080` or `http=a:80;https=b:8080`; or nothing."""
    for part in re.split(r"[;\s]+", setting):
        kind, equals, place = part.partition("=")
        if part and (not equals or kind.lower() == scheme):
            return place if equals else part
    return ""


def _difference(wininet: ConnectionSettings, winhttp: ConnectionSettings) -> tuple[str, ...]:
    # [KB2847833]: free/busy and automatic replies fail over a wrong WinHTTP proxy while the rest
    # works. That WinHTTP has none while WinINet only looks for a script is how Windows is set up.
    ways = [_way(wininet), _way(winhttp)]
    if ways[0] == ways[1]:
        return ()
    told = (
        "The two proxy settings of this PC differ, and programs that use the one or the other go"
        f" different ways: WinINet (Internet Options) is {ways[0]}, WinHTTP (netsh winhttp show"
        f" proxy) is {ways[1]}."
    )
    return (told,)


def _way(settings: ConnectionSettings) -> str:
    if settings.script:
        return f"set to the script {settings.script}"
    return f"set to {settings.proxy}" if settings.proxy else DIRECT


def _named(values: tuple[Value, ...]) -> dict[str, Value]:
    return {value.name.lower(): value for value in values}


def _number(value: Value | None) -> int | None:
    return value.data if value is not None and isinstance(value.data, int) else None


def _text(value: Value | None) -> str:
    return value.data.strip() if value is not None and isinstance(value.data, str) else ""
