from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from sansldap import FilterApproxMatch, LDAPFilter, SearchScope

from app.practice.directory import Directory
from app.practice.scenario import ConnectionPoint
from tests.practice.builders import DIRECTORY, POINT

URL_GUID = "77378F46-2C66-4aa9-A6A6-3E7A48B19596"
POINTER_GUID = "67661d7F-8FC4-4fa7-BFAC-E1D7794C1F68"
# The search of a client. protocol.md 2.3
SCP = f"(&(objectClass=serviceConnectionPoint)(|(keywords={POINTER_GUID})(keywords={URL_GUID})))"
CONFIGURATION = "CN=Configuration,DC=contoso,DC=local"


def directory(*points: ConnectionPoint) -> Directory:
    return Directory(msgspec.structs.replace(DIRECTORY, connection_points=points or (POINT,)))


def names(text: str, base: str = CONFIGURATION, scope: int = SearchScope.SUBTREE) -> list[str]:
    wanted = LDAPFilter.from_string(text)
    return [one.name for one in directory().search(base, SearchScope(scope), wanted)]


def test_the_connection_point_lies_where_exchange_puts_it() -> None:
    assert names(SCP) == [
        "CN=EXCH01,CN=Autodiscover,CN=Protocols,CN=EXCH01,CN=Servers,"
        "CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups,"
        "CN=Contoso,CN=Microsoft Exchange,CN=Services," + CONFIGURATION
    ]


def test_the_connection_point_says_url_sites_and_age() -> None:
    (point,) = directory().search(CONFIGURATION, SearchScope.SUBTREE, LDAPFilter.from_string(SCP))

    assert point.values("SERVICEBINDINGINFORMATION") == (POINT.url,)
    assert point.values("keywords") == (URL_GUID, "Site=Paris", "Site=Lyon")
    assert point.values("whenCreated") == ("20070510093000.0Z",)
    assert point.values("description") == ()


def test_a_pointer_names_another_directory_and_the_domain_that_it_is_for() -> None:
    pointer = ConnectionPoint(
        server="PARTNER",
        url="LDAP://dc01.partner.example",
        created=datetime(2008, 1, 1, 1, 30, tzinfo=timezone(timedelta(hours=2))),
        pointer=True,
        domain="partner.example",
    )
    found = directory(pointer, POINT).search(
        CONFIGURATION, SearchScope.SUBTREE, LDAPFilter.from_string(SCP)
    )

    assert [one.values("keywords")[0] for one in found] == [POINTER_GUID, URL_GUID]
    assert found[0].values("keywords")[1:] == ("Domain=partner.example",)
    assert found[0].values("whenCreated") == ("20071231233000.0Z",)


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("(objectClass=SERVICECONNECTIONPOINT)", True),
        ("(ObjectClass=leaf)", True),
        ("(keywords=site=paris)", True),
        ("(keywords=Site=Berlin)", False),
        ("(serviceBindingInformation=*)", True),
        ("(description=*)", False),
        ("(keywords=Site=P*)", True),
        ("(keywords=*=*r*s)", True),
        ("(keywords=Site=P*x)", False),
        ("(serviceClassName=ms-exchange-*-service)", True),
        ("(&(cn=exch01)(!(keywords=Site=Paris)))", False),
        ("(|(cn=nobody)(keywords=Site=Lyon))", True),
        ("(whenCreated>=20060101000000.0Z)", False),
        ("(whenCreated<=20060101000000.0Z)", False),
    ],
)
def test_a_filter_is_applied_without_case(text: str, is_found: bool) -> None:
    found = names(f"(&(objectClass=serviceConnectionPoint){text})")

    assert bool(found) is is_found


def test_a_filter_that_is_not_known_matches_nothing() -> None:
    wanted = FilterApproxMatch(attribute="cn", value=b"EXCH01")

    assert directory().search(CONFIGURATION, SearchScope.SUBTREE, wanted) == ()


@pytest.mark.parametrize(
    ("base", "scope", "expected"),
    [
        (CONFIGURATION, SearchScope.BASE, ["Configuration"]),
        ("cn=configuration, dc=Contoso, dc=local", SearchScope.BASE, ["Configuration"]),
        (CONFIGURATION, SearchScope.ONE_LEVEL, ["Services"]),
        (f"CN=Services,{CONFIGURATION}", SearchScope.ONE_LEVEL, ["Microsoft Exchange"]),
        ("DC=contoso,DC=local", SearchScope.BASE, []),
        ("DC=contoso,DC=local", SearchScope.ONE_LEVEL, ["Configuration"]),
        ("local", SearchScope.SUBTREE, []),
    ],
)
def test_the_scope_is_kept(base: str, scope: SearchScope, expected: list[str]) -> None:
    found = names("(objectClass=*)", base, scope)

    assert [name.split(",")[0].removeprefix("CN=") for name in found] == expected


def test_the_whole_tree_comes_in_its_order_each_object_once() -> None:
    found = names("(objectClass=*)")

    assert found[0] == CONFIGURATION
    assert len(found) == len(set(found)) == 11


def test_the_root_tells_the_naming_contexts_to_a_base_search_alone() -> None:
    wanted = LDAPFilter.from_string("(objectClass=*)")
    (root,) = directory().search("", SearchScope.BASE, wanted)

    assert root.values("configurationNamingContext") == (CONFIGURATION,)
    assert root.values("defaultNamingContext") == ("DC=contoso,DC=local",)
    assert root.values("supportedExtension") == ("1.3.6.1.4.1.1466.20037",)
    none = LDAPFilter.from_string("(cn=nobody)")
    assert directory().search("", SearchScope.BASE, none) == ()


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ([], {"objectClass", "cn", "distinguishedName"}),
        (["*"], {"objectClass", "cn", "distinguishedName"}),
        (["CN"], {"cn"}),
        (["cn", "nothing"], {"cn"}),
        (["1.1"], set()),
    ],
)
def test_only_the_attributes_asked_for_are_given(wanted: list[str], given: set[str]) -> None:
    (top,) = directory().search(
        CONFIGURATION, SearchScope.BASE, LDAPFilter.from_string("(objectClass=*)")
    )

    assert set(top.chosen(wanted)) == given


def test_a_moment_without_a_zone_is_taken_as_utc() -> None:
    naive = msgspec.structs.replace(POINT, created=datetime(2007, 5, 10, 9, 30, tzinfo=UTC))
    local = msgspec.structs.replace(POINT, created=naive.created.replace(tzinfo=None))
    found = [
        directory(one).search(CONFIGURATION, SearchScope.SUBTREE, LDAPFilter.from_string(SCP))
        for one in (naive, local)
    ]

    assert found[0] == found[1]
