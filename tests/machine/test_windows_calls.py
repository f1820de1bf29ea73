"""The calls of netapi32.dll, against C functions that check what they are handed."""

import ctypes

import pytest

from app.machine.platform import NotToldError
from app.machine.windows_calls import (
    DomainRole,
    FoundController,
    Guid,
    Located,
    NetApi,
    PrimaryDomain,
)
from tests.machine.netapi import NetApi32

POINTER_SIZE = ctypes.sizeof(ctypes.c_void_p)


@pytest.mark.parametrize(("status", "is_joined"), [(3, True), (2, False), (1, False), (0, False)])
def test_only_a_domain_counts_as_joined(status: int, is_joined: bool) -> None:
    library = NetApi32(status=status)

    assert NetApi(library).is_joined() is is_joined
    assert library.asked == [("NetGetJoinInformation", None)]


def test_the_remembered_domain_is_read_at_level_one() -> None:
    library = NetApi32()

    found = NetApi(library).primary_domain()

    assert found == PrimaryDomain(domain="contoso.local", forest="contoso.local")
    assert library.asked == [("DsRoleGetPrimaryDomainInformation", None, 1)]


def test_a_pc_without_a_domain_remembers_none() -> None:
    found = NetApi(NetApi32(domain=None)).primary_domain()

    assert found == PrimaryDomain(domain="", forest="")


def test_a_controller_is_asked_for_by_its_dns_names() -> None:
    library = NetApi32()

    found = NetApi(library).locate()

    assert found == Located(
        host="DC01.contoso.local",
        domain="contoso.local",
        forest="Contoso.local",
        client_site="Paris",
    )
    # DS_RETURN_DNS_NAME and DS_DIRECTORY_SERVICE_REQUIRED, and no domain: this PC's own.
    assert library.asked == [("DsGetDcNameW", None, None, None, None, 0x40000010)]


def test_absolute_names_and_missing_ones_are_taken_as_they_mean() -> None:
    names = {
        "DomainControllerName": "\\\\dc01.contoso.local.",
        "DomainName": "contoso.local.",
        "DnsForestName": None,
        "ClientSiteName": None,
    }

    found = NetApi(NetApi32(controller=names)).locate()

    assert found == Located(
        host="dc01.contoso.local", domain="contoso.local", forest="", client_site=""
    )


def test_the_site_is_read() -> None:
    library = NetApi32(site="Île-de-France")

    assert NetApi(library).site() == "Île-de-France"
    assert library.asked == [("DsGetSiteNameW", None)]


def test_each_buffer_is_freed_once_by_the_function_that_it_belongs_to() -> None:
    library = NetApi32()
    api = NetApi(library)

    api.is_joined()
    api.primary_domain()
    api.locate()
    api.site()

    assert [name for name, _ in library.freed] == [
        "NetApiBufferFree",
        "DsRoleFreeMemory",
        "NetApiBufferFree",
        "NetApiBufferFree",
    ]
    assert library.lent == {}


@pytest.mark.parametrize(
    ("call", "name", "error", "told"),
    [
        ("is_joined", "NetGetJoinInformation", 5, "access is denied"),
        ("primary_domain", "DsRoleGetPrimaryDomainInformation", 1717, "does not run"),
        ("locate", "DsGetDcNameW", 1355, "no domain controller was found"),
        ("site", "DsGetSiteNameW", 1919, "belongs to no site"),
        ("site", "DsGetSiteNameW", 4711, "gave no reason that is known here"),
    ],
)
def test_an_error_is_told_with_its_number(call: str, name: str, error: int, told: str) -> None:
    library = NetApi32(errors={name: error})

    with pytest.raises(NotToldError) as raised:
        getattr(NetApi(library), call)()

    assert str(raised.value).startswith(f"{name} failed with error {error}: ")
    assert told in str(raised.value)
    assert library.freed == []


def test_the_structures_have_the_layout_of_the_headers() -> None:
    # Three pointers' worth, the type, the GUID behind it, and each pointer at its own multiple.
    assert ctypes.sizeof(Guid) == 16
    assert FoundController.DomainGuid.offset == 2 * POINTER_SIZE + 4
    assert FoundController.DomainName.offset == 2 * POINTER_SIZE + 20 + 4 * (POINTER_SIZE == 8)
    assert FoundController.ClientSiteName.offset == (72 if POINTER_SIZE == 8 else 44)
    assert ctypes.sizeof(FoundController) == (80 if POINTER_SIZE == 8 else 48)
    assert DomainRole.DomainNameFlat.offset == 8
    assert ctypes.sizeof(DomainRole) == 8 + 3 * POINTER_SIZE + 16
