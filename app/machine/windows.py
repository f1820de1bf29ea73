"""What Windows says of its domain, and what the registry says to Outlook."""

import ctypes
import os
from functools import partial
from typing import Any, Protocol

from app.domain.machine import NO, YES, Fact, FactName
from app.machine.environment import proxies_inquiry
from app.machine.outlook_cache import read_cache
from app.machine.platform import Inquiry, Told
from app.machine.windows_calls import Library, NetApi
from app.machine.windows_credentials import CredentialLibrary, read_credentials
from app.machine.windows_policies import Hive, Registry, read_policies
from app.machine.windows_proxies import read_proxies


class WatchedCredentials(CredentialLibrary, Protocol):
    """What stands in the place of advapi32.dll, with the error of its last call."""

    error: int


class Windows:
    """Asks netapi32.dll and the registry; tests hand in others of their own."""

    def __init__(
        self,
        netapi32: Library | None = None,
        registry: Registry | None = None,
        computer: Registry | None = None,
        advapi32: WatchedCredentials | None = None,
        local: str | None = None,
    ) -> None:
        """`registry` is the user's hive, `computer` the one that is everybody's.

        `local` is the folder of the user's local data, else that of the environment.
        """
        self._advapi32 = advapi32
        self._local = os.environ.get("LOCALAPPDATA", "") if local is None else local
        self._netapi32 = netapi32
        self._registry = registry or Hive()
        self._computer = computer or Hive("HKEY_LOCAL_MACHINE")

    def inquiries(self, office: str) -> tuple[Inquiry, ...]:
        """Give the calls, by what counts more for Outlook."""
        # An instance of its own: the prototypes of `ctypes.windll` are everybody's.
        api = NetApi(self._netapi32 or _load("netapi32"))
        return (
            Inquiry(origin="NetGetJoinInformation", ask=partial(_join, api)),
            Inquiry(origin="DsRoleGetPrimaryDomainInformation", ask=partial(_domain, api)),
            # The client's site by the call that Outlook's kind of client uses. protocol.md 2.6
            Inquiry(origin="DsGetSiteNameW", ask=partial(_site, api), only_joined=True),
            Inquiry(origin="DsGetDcNameW", ask=partial(_controller, api), only_joined=True),
            Inquiry(origin="HKEY_CURRENT_USER", ask=partial(read_policies, self._registry, office)),
            # The user's own count: Outlook is a program of the user. Then WinHTTP's, and last
            # what only programs from elsewhere read.
            Inquiry(
                origin="Internet Settings",
                ask=partial(read_proxies, self._registry, self._computer),
            ),
            proxies_inquiry(),
            Inquiry(origin="Outlook's cache", ask=partial(read_cache, self._local)),
            Inquiry(
                origin="CredEnumerateW",
                ask=partial(read_credentials, self._load_credentials, self._last_error),
            ),
        )

    def _load_credentials(self) -> CredentialLibrary:
        return self._advapi32 or _load("advapi32", use_last_error=True)

    def _last_error(self) -> int:
        if self._advapi32 is not None:
            return self._advapi32.error
        return ctypes.get_last_error()  # type: ignore[attr-defined,no-any-return,unused-ignore]


def _join(api: NetApi) -> Told:
    joined = YES if api.is_joined() else NO
    return _told("NetGetJoinInformation", (FactName.JOINED, joined))


def _domain(api: NetApi) -> Told:
    found = api.primary_domain()
    return _told(
        "DsRoleGetPrimaryDomainInformation",
        (FactName.DOMAIN, found.domain.lower()),
        (FactName.FOREST, found.forest.lower()),
    )


def _site(api: NetApi) -> Told:
    return _told("DsGetSiteNameW", (FactName.SITE, api.site()))


def _controller(api: NetApi) -> Told:
    found = api.locate()
    return _told(
        "DsGetDcNameW",
        (FactName.CONTROLLER, found.host.lower()),
        (FactName.DOMAIN, found.domain.lower()),
        (FactName.FOREST, found.forest.lower()),
        (FactName.SITE, found.client_site),
    )


def _told(origin: str, *found: tuple[FactName, str]) -> Told:
    facts = (Fact(name=name, value=value, origin=origin) for name, value in found if value)
    return Told(facts=tuple(facts))


def _load(name: str, **options: bool) -> Any:  # noqa: ANN401 - each DLL has other functions
    return ctypes.WinDLL(name, **options)  # type: ignore[attr-defined,no-any-return,unused-ignore]
