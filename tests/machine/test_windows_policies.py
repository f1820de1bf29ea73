"""The registry values that steer Autodiscover."""

import sys
from types import SimpleNamespace
from typing import Any, Self

import pytest

from app.domain.machine import FactName, machine_of, settled
from app.domain.steps import StepName
from app.machine.platform import NotToldError
from app.machine.windows_policies import (
    REG_DWORD,
    REG_EXPAND_SZ,
    REG_SZ,
    Hive,
    Value,
    read_policies,
)

POLICY = r"Software\Policies\Microsoft\Office\12.0\Outlook\AutoDiscover"
SETTING = r"Software\Microsoft\Office\12.0\Outlook\AutoDiscover"


class FakeRegistry:
    def __init__(self, **keys: tuple[Value, ...]) -> None:
        paths = {"policy": POLICY, "setting": SETTING}
        self._keys = {
            paths[name.removesuffix("_servers")]
            + (r"\RedirectServers" if name.endswith("_servers") else ""): values
            for name, values in keys.items()
        }

    def values(self, path: str) -> tuple[Value, ...]:
        return self._keys.get(path, ())


def dword(name: str, data: int) -> Value:
    return Value(name=name, data=data, kind=REG_DWORD)


def text(name: str, data: str = "", kind: int = REG_SZ) -> Value:
    return Value(name=name, data=data, kind=kind)


def test_an_empty_registry_says_nothing() -> None:
    told = read_policies(FakeRegistry(), "12.0")

    assert (told.facts, told.troubles) == ((), ())


def test_a_policy_wins_over_a_setting_and_both_are_told() -> None:
    registry = FakeRegistry(
        setting=(dword("ExcludeScpLookup", 1), dword("excludesrvrecord", 1)),
        policy=(dword("ExcludeScpLookup", 0),),
    )

    facts = settled(read_policies(registry, "12.0").facts)

    assert [(fact.about, fact.value, fact.origin, fact.used) for fact in facts] == [
        ("ExcludeScpLookup", "0", rf"HKCU\{POLICY}", True),
        ("ExcludeScpLookup", "1", rf"HKCU\{SETTING}", False),
        ("ExcludeSrvRecord", "1", rf"HKCU\{SETTING}", True),
    ]
    assert machine_of(facts).policies.excluded == (StepName.DNS_SRV,)


def test_hosts_of_both_roots_need_no_consent() -> None:
    registry = FakeRegistry(
        policy_servers=(text("Autodiscover.Contoso.com"),),
        setting_servers=(text("mail.contoso.com"), text("")),
    )

    facts = settled(read_policies(registry, "12.0").facts)

    assert machine_of(facts).policies.redirect_servers == (
        "autodiscover.contoso.com",
        "mail.contoso.com",
    )
    assert facts[0].origin == rf"HKCU\{POLICY}\RedirectServers"


def test_a_value_named_like_a_domain_is_the_path_of_its_local_xml() -> None:
    registry = FakeRegistry(
        setting=(
            text("Contoso.com", r"C:\contoso.xml"),
            text("fabrikam.com", r"C:\Users\ann\fabrikam.xml", REG_EXPAND_SZ),
            text("empty.com"),
            dword("number.com", 1),
            text("Comment", "no domain"),
        )
    )

    facts = read_policies(registry, "12.0").facts

    assert [(fact.name, fact.about, fact.value) for fact in facts] == [
        (FactName.LOCAL_XML, "contoso.com", r"C:\contoso.xml"),
        (FactName.LOCAL_XML, "fabrikam.com", r"C:\Users\ann\fabrikam.xml"),
    ]
    assert machine_of(facts).local_xml_for("CONTOSO.com", by_option=True) == r"C:\contoso.xml"
    assert machine_of(facts).local_xml_for("other.com", by_option=True) == ""


def test_a_switch_that_is_no_number_has_no_effect_and_is_told() -> None:
    told = read_policies(FakeRegistry(setting=(text("PreferLocalXML", "1"),)), "12.0")

    assert told.facts == ()
    assert told.troubles == (rf"HKCU\{SETTING}\PreferLocalXML is no DWORD, and has no effect.",)


def test_the_switch_that_many_pages_cite_and_outlook_does_not_know_is_told() -> None:
    told = read_policies(FakeRegistry(policy=(dword("ExcludeSrvLookup", 1),)), "12.0")

    assert told.facts == ()
    assert "the value is called ExcludeSrvRecord" in told.troubles[0]


def test_another_version_of_outlook_has_other_keys() -> None:
    registry = FakeRegistry(setting=(dword("ExcludeScpLookup", 1),))

    assert read_policies(registry, "14.0").facts == ()


class FakeKey:
    def __init__(self, values: list[tuple[str, Any, int]]) -> None:
        self.values = values
        self.is_closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.is_closed = True


def registry_with(key: FakeKey | OSError, monkeypatch: pytest.MonkeyPatch) -> Hive:
    def open_key(hive: str, path: str) -> FakeKey:
        assert (hive, path) == ("HKCU", SETTING)
        if isinstance(key, OSError):
            raise key
        return key

    library = SimpleNamespace(
        HKEY_CURRENT_USER="HKCU",
        OpenKey=open_key,
        QueryInfoKey=lambda opened: (0, len(opened.values), 0),
        EnumValue=lambda opened, at: opened.values[at],
        ExpandEnvironmentStrings=lambda text: text.replace("%TEMP%", r"C:\Temp"),
    )
    monkeypatch.setitem(sys.modules, "winreg", library)
    return Hive()


def test_the_values_of_a_key_are_read_and_the_key_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    key = FakeKey(
        [
            ("ExcludeScpLookup", 1, REG_DWORD),
            ("contoso.com", r"%TEMP%\a.xml", REG_EXPAND_SZ),
            ("fabrikam.com", r"%TEMP%\b.xml", REG_SZ),
            ("List", ["a", "b"], 7),
        ]
    )

    assert registry_with(key, monkeypatch).values(SETTING) == (
        dword("ExcludeScpLookup", 1),
        text("contoso.com", r"C:\Temp\a.xml", REG_EXPAND_SZ),
        text("fabrikam.com", r"%TEMP%\b.xml"),
    )
    assert key.is_closed


def test_of_a_key_without_end_a_thousand_values_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    key = FakeKey([(f"value{number}", number, REG_DWORD) for number in range(2000)])

    assert len(registry_with(key, monkeypatch).values(SETTING)) == 1000


def test_a_key_that_is_not_there_has_no_values(monkeypatch: pytest.MonkeyPatch) -> None:
    assert registry_with(FileNotFoundError(2, "none"), monkeypatch).values(SETTING) == ()


def test_a_key_that_cannot_be_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    registry = registry_with(PermissionError(13, "Access is denied"), monkeypatch)

    with pytest.raises(NotToldError, match=r"cannot be read: Access is denied\.$"):
        registry.values(SETTING)
