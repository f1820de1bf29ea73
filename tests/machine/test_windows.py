"""What a Windows PC tells, put together."""

import ctypes
from typing import Any

import pytest

from app.domain.machine import FactName, machine_of, settled
from app.domain.task import Machine
from app.machine import Told, detect
from app.machine.windows import Windows
from app.machine.windows_policies import Value
from tests.machine.credentials import Advapi32
from tests.machine.netapi import NetApi32

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class NoRegistry:
    def values(self, path: str) -> tuple[Value, ...]:
        return ()


async def told_by(library: NetApi32) -> Told:
    windows = Windows(library, NoRegistry(), NoRegistry(), Advapi32(error=1168), local="")
    told = await detect(windows, "12.0", 5.0)
    # What comes of proxies has its own tests.
    about = tuple(fact for fact in told.facts if not fact.name.startswith("proxy"))
    return Told(facts=about, troubles=told.troubles)


async def test_a_joined_pc_tells_domain_controller_and_site_with_their_origins() -> None:
    told = await told_by(NetApi32(controller={"ClientSiteName": "Elsewhere"}))

    facts = settled(told.facts)
    assert [(fact.name.value, fact.value, fact.origin, fact.used) for fact in facts] == [
        ("joined", "yes", "NetGetJoinInformation", True),
        ("domain", "contoso.local", "DsRoleGetPrimaryDomainInformation", True),
        ("forest", "contoso.local", "DsRoleGetPrimaryDomainInformation", True),
        ("site", "Paris", "DsGetSiteNameW", True),
        ("controller", "dc01.contoso.local", "DsGetDcNameW", True),
        ("domain", "contoso.local", "DsGetDcNameW", False),
        ("forest", "contoso.local", "DsGetDcNameW", False),
        ("site", "Elsewhere", "DsGetDcNameW", False),
    ]
    assert told.troubles == ()
    assert machine_of(facts) == Machine(
        joined=True, dns_domain="contoso.local", controller="dc01.contoso.local", site="Paris"
    )


async def test_a_pc_that_is_not_joined_is_not_asked_for_controllers() -> None:
    library = NetApi32(status=2, domain=None)

    told = await told_by(library)

    assert [(fact.name, fact.value) for fact in told.facts] == [(FactName.JOINED, "no")]
    assert {name for name, *_ in library.asked} == {
        "NetGetJoinInformation",
        "DsRoleGetPrimaryDomainInformation",
    }


async def test_a_domain_out_of_reach_leaves_what_the_pc_remembers() -> None:
    told = await told_by(NetApi32(errors={"DsGetDcNameW": 1355, "DsGetSiteNameW": 1919}))

    machine = machine_of(settled(told.facts))
    assert (machine.joined, machine.dns_domain) == (True, "contoso.local")
    assert (machine.controller, machine.site) == ("", "")
    assert [trouble.partition(" ")[0] for trouble in told.troubles] == [
        "DsGetSiteNameW",
        "DsGetDcNameW",
    ]


async def test_the_library_is_loaded_for_this_platform_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loaded: list[str] = []

    def load(name: str, **_: bool) -> Any:
        loaded.append(name)
        return NetApi32(status=2) if name == "netapi32" else Advapi32(["MS.Outlook:a"])

    monkeypatch.setattr(ctypes, "WinDLL", load, raising=False)

    told = await detect(Windows(registry=NoRegistry(), computer=NoRegistry()), "12.0", 5.0)

    assert loaded == ["netapi32", "advapi32"]
    assert told.facts[0].value == "no"
    assert told.facts[-1].value == "MS.Outlook:a"


async def test_an_error_of_a_call_that_is_not_there_is_that_of_the_library(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def load(name: str, **_: bool) -> Any:
        return NetApi32(status=2) if name == "netapi32" else Advapi32(error=87)

    monkeypatch.setattr(ctypes, "WinDLL", load, raising=False)
    monkeypatch.setattr(ctypes, "get_last_error", lambda: 87, raising=False)

    told = await detect(Windows(registry=NoRegistry(), computer=NoRegistry()), "12.0", 5.0)

    assert told.troubles[-1] == "CredEnumerateW failed with error 87."
