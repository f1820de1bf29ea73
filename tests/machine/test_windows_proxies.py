"""The proxy settings of Windows as the registry has them."""

import struct

import pytest

from app.domain.machine import machine_of, settled
from app.domain.proxies import ProxyAt
from app.machine.windows_policies import REG_DWORD, REG_SZ, Value
from app.machine.windows_proxies import (
    CONNECTIONS,
    POLICY,
    SETTINGS,
    ConnectionSettings,
    proxy_for,
    read_connection,
    read_proxies,
)

REG_BINARY = 3


def blob(flags: int, *texts: str) -> bytes:
    parts = b"".join(struct.pack("<I", len(one)) + one.encode() for one in texts)
    return struct.pack("<III", 0x46, 7, flags) + parts + b"\0" * 32


class Keys:
    """A hive with these keys, each a table of values."""

    def __init__(self, **keys: dict[str, str | int | bytes]) -> None:
        self._keys = {
            {"settings": SETTINGS, "connections": CONNECTIONS, "policy": POLICY}[name]: values
            for name, values in keys.items()
        }

    def values(self, path: str) -> tuple[Value, ...]:
        kinds = {str: REG_SZ, int: REG_DWORD, bytes: REG_BINARY}
        return tuple(
            Value(name=name, data=data, kind=kinds[type(data)])
            for name, data in self._keys.get(path, {}).items()
        )


@pytest.mark.parametrize(
    ("raw", "settings"),
    [
        (blob(1), ConnectionSettings()),
        (blob(9), ConnectionSettings(detects=True)),
        (
            blob(3, "proxy:8080", "*.local;<local>"),
            ConnectionSettings(proxy="proxy:8080", exceptions="*.local;<local>"),
        ),
        (blob(1, "proxy:8080", "x"), ConnectionSettings()),
        (blob(5, "", "", "http://p/x.pac"), ConnectionSettings(script="http://p/x.pac")),
        (
            blob(15, "p:1", "", "http://p/x.pac"),
            ConnectionSettings(proxy="p:1", script="http://p/x.pac", detects=True),
        ),
        # netsh winhttp reset proxy leaves this behind.
        (bytes.fromhex("1800000000000000010000000000000000000000"), ConnectionSettings()),
        (struct.pack("<III", 0x18, 0, 3), ConnectionSettings()),
    ],
)
def test_a_binary_value_is_read(raw: bytes, settings: ConnectionSettings) -> None:
    assert read_connection(raw) == settings


@pytest.mark.parametrize(
    "raw", [b"", b"\x46\0\0\0", blob(3, "p:1")[:14] + b"\xff\xff\xff\x7f", blob(3, "p:1")[:18]]
)
def test_a_damaged_binary_value_is_refused(raw: bytes) -> None:
    if len(raw) == 18:
        raw = struct.pack("<IIII", 0x46, 1, 3, 50) + b"p"
    with pytest.raises(ValueError, match=r"too short|length"):
        read_connection(raw)


@pytest.mark.parametrize(
    ("setting", "scheme", "proxy"),
    [
        ("proxy:8080", "https", "proxy:8080"),
        ("http=a:80;https=b:8080;ftp=c:21", "https", "b:8080"),
        ("http=a:80;https=b:8080", "http", "a:80"),
        ("http=a:80", "https", ""),
        ("socks=s:1080", "https", ""),
        ("", "https", ""),
    ],
)
def test_a_setting_names_one_proxy_or_one_for_each_scheme(
    setting: str, scheme: str, proxy: str
) -> None:
    assert proxy_for(setting, scheme) == proxy


def test_the_users_settings_count_and_winhttps_are_shown_beside() -> None:
    user = Keys(
        settings={
            "ProxyEnable": 1,
            "ProxyServer": "proxy:8080",
            "ProxyOverride": "*.contoso.local;<local>",
        },
        connections={"DefaultConnectionSettings": blob(11, "proxy:8080")},
    )
    computer = Keys(connections={"WinHttpSettings": blob(3, "other:3128", "<local>")})

    told = read_proxies(user, computer)

    facts = settled(told.facts)
    proxies = machine_of(facts).proxies
    assert proxies.https == proxies.http == ProxyAt(host="proxy", port=8080)
    assert proxies.exceptions == ("*.contoso.local", "<local>")
    assert proxies.detects
    assert proxies.origin.startswith("WinINet, HKCU")
    beside = [fact for fact in facts if fact.origin.startswith("WinHTTP")]
    assert [(fact.value, fact.used) for fact in beside] == [
        ("other:3128", False),
        ("other:3128", False),
        ("<local>", False),
    ]
    (trouble,) = told.troubles
    assert trouble == (
        "The two proxy settings of this PC differ, and programs that use the one or the other go"
        " different ways: WinINet (Internet Options) is set to proxy:8080, WinHTTP (netsh winhttp"
        " show proxy) is set to other:3128."
    )


def test_a_windows_as_it_is_set_up_has_no_proxy_and_no_difference() -> None:
    user = Keys(
        settings={"ProxyEnable": 0, "ProxyServer": "left:1"},
        connections={"DefaultConnectionSettings": blob(9)},
    )

    told = read_proxies(user, Keys())

    proxies = machine_of(settled(told.facts)).proxies
    assert (proxies.https, proxies.http, proxies.script, proxies.detects) == (None, None, "", True)
    assert told.troubles == ()


def test_a_script_beside_a_direct_winhttp_is_a_difference() -> None:
    user = Keys(settings={"AutoConfigURL": "http://pac.contoso.local/proxy.pac"})

    told = read_proxies(user, Keys())

    assert machine_of(settled(told.facts)).proxies.script == "http://pac.contoso.local/proxy.pac"
    assert "set to the script http://pac.contoso.local/proxy.pac, WinHTTP" in told.troubles[0]


def test_by_policy_the_settings_of_the_computer_count() -> None:
    user = Keys(settings={"ProxyEnable": 1, "ProxyServer": "mine:1"})
    settings: dict[str, str | int | bytes] = {"ProxyEnable": 1, "ProxyServer": "ours:2"}
    computer = Keys(policy={"ProxySettingsPerUser": 0}, settings=settings)

    proxies = machine_of(settled(read_proxies(user, computer).facts)).proxies

    assert proxies.https == ProxyAt(host="ours", port=2)
    assert proxies.origin.startswith("WinINet, HKLM")


def test_what_cannot_be_read_is_said() -> None:
    user = Keys(
        settings={"ProxyEnable": 1, "ProxyServer": "https=socks5://x:1"},
        connections={"DefaultConnectionSettings": b"\0"},
    )

    told = read_proxies(user, Keys())

    assert [trouble.split(":")[0].rpartition(" ")[2] for trouble in told.troubles] == [
        "read",
        "effect",
        "ways",
    ]
    assert machine_of(settled(told.facts)).proxies.https is None
