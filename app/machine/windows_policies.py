"""The registry values that steer Autodiscover. protocol.md 1.7"""

from collections.abc import Sequence
from typing import Any, Final, Protocol

from msgspec import Struct

from app.domain.machine import EXCLUSIONS, PREFER_LOCAL, REDIRECT_SERVERS, Fact, FactName
from app.machine.platform import NotToldError, Told

# A policy counts more than what a user or an administrator set by hand: the usual rule, which
# no article states for these values (UNSOURCED). protocol.md 1.7
ROOTS: Final = (r"Software\Policies\Microsoft\Office", r"Software\Microsoft\Office")
MOST_VALUES: Final = 1000

REG_SZ: Final = 1
REG_EXPAND_SZ: Final = 2
REG_DWORD: Final = 4
"""winnt.h."""

_SWITCHES: Final = {name.casefold(): name for name in (*EXCLUSIONS, PREFER_LOCAL)}
_NO_SUCH_SWITCH: Final = "ExcludeSrvLookup"


class Value(Struct, frozen=True, kw_only=True):
    """One value of a key."""

    name: str
    data: str | int | bytes | None
    kind: int


class Registry(Protocol):
    """A hive of the registry, for reading."""

    def values(self, path: str) -> tuple[Value, ...]:
        """Give the values of a key; none where there is no such key."""
        ...


def read_policies(registry: Registry, office: str) -> Told:
    """Give every value that steers Autodiscover of that version, what counts more first."""
    parts = [_of_root(registry, rf"{root}\{office}\Outlook\AutoDiscover") for root in ROOTS]
    return Told(
        facts=tuple(fact for part in parts for fact in part.facts),
        troubles=tuple(trouble for part in parts for trouble in part.troubles),
    )


def _of_root(registry: Registry, path: str) -> Told:
    facts: list[Fact] = []
    troubles: list[str] = []
    origin = rf"HKCU\{path}"
    for value in registry.values(path):
        switch = _SWITCHES.get(value.name.casefold())
        if switch is not None and value.kind != REG_DWORD:
            troubles.append(rf"{origin}\{switch} is no DWORD, and has no effect.")
        elif switch is not None:
            fact = Fact(
                name=FactName.POLICY, about=switch, value=str(value.data or 0), origin=origin
            )
            facts.append(fact)
        elif value.name.casefold() == _NO_SUCH_SWITCH.casefold():
            # "not in the code", though many web pages cite it. [KB2212902]
            troubles.append(
                rf"{origin}\{_NO_SUCH_SWITCH} has no effect: the value is called ExcludeSrvRecord."
            )
        elif "." in value.name and value.kind in {REG_SZ, REG_EXPAND_SZ} and value.data:
            # REG_SZ named like the mail domain: the path of its local XML. [SMARTERTOOLS]
            name, data = value.name.lower(), str(value.data)
            facts.append(Fact(name=FactName.LOCAL_XML, about=name, value=data, origin=origin))
    facts += _redirect_servers(registry.values(rf"{path}\{REDIRECT_SERVERS}"), origin)
    return Told(facts=tuple(facts), troubles=tuple(troubles))


def _redirect_servers(values: Sequence[Value], origin: str) -> list[Fact]:
    # A value named like the host, its data empty. [KB2480582] [KB2783881]
    return [
        Fact(
            name=FactName.POLICY,
            about=REDIRECT_SERVERS,
            value=value.name.lower(),
            origin=rf"{origin}\{REDIRECT_SERVERS}",
        )
        for value in values
        if value.name
    ]


class Hive:
    """One hive of this PC's registry."""

    def __init__(self, name: str = "HKEY_CURRENT_USER") -> None:
        self._name = name
        self._short = {"HKEY_LOCAL_MACHINE": "HKLM"}.get(name, "HKCU")

    def values(self, path: str) -> tuple[Value, ...]:
        """Give the values of a key; of more than can be meant, the first ones."""
        import winreg  # noqa: PLC0415 - there is none elsewhere

        library: Any = winreg
        try:
            key = library.OpenKey(getattr(library, self._name), path)
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise NotToldError(
                rf"{self._short}\{path} cannot be read: {error.strerror}."
            ) from error
        with key:
            _, count, _ = library.QueryInfoKey(key)
            found = [library.EnumValue(key, at) for at in range(min(count, MOST_VALUES))]
        expanded = library.ExpandEnvironmentStrings
        return tuple(
            Value(name=name, data=expanded(data) if kind == REG_EXPAND_SZ else data, kind=kind)
            for name, data, kind in found
            # A list of texts, say, is no data of any value that counts here.
            if isinstance(data, str | int | bytes | None)
        )
