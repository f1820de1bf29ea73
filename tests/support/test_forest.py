"""The domain's objects are whole, and say what the tests take from them."""

import base64
from ipaddress import ip_address, ip_network
from itertools import combinations

import pytest

from tests.support import addresses, forest
from tests.support.forest import CONFIGURATION


def names(ldif: str) -> list[str]:
    return [line[4:] for line in ldif.splitlines() if line.startswith("dn: ")]


def test_parents_of_connection_points_stand_before_them() -> None:
    there = [f"CN=Services,{CONFIGURATION}"]

    for name in names(forest.points_as_objects(forest.STANDARD)):
        assert name.split(",", 1)[1] in there
        there.append(name)


def test_each_connection_point_gets_the_time_that_it_was_made() -> None:
    times = forest.creation_times(forest.STANDARD)

    assert set(names(times)) <= set(names(forest.points_as_objects(forest.STANDARD)))
    assert [line for line in times.splitlines() if line.startswith("whenCreated: ")] == [
        f"whenCreated: {point.created}" for point in forest.STANDARD
    ]


def test_no_points_are_no_objects() -> None:
    assert forest.points_as_objects(()) == ""


@pytest.mark.parametrize(
    ("address", "site"),
    [
        (addresses.IN_BERLIN, forest.BERLIN),
        (addresses.IN_PARIS, forest.PARIS),
        (addresses.IN_LONDON, forest.LONDON),
        (addresses.IN_LYON, forest.LYON),
        (addresses.IN_NO_SITE, None),
    ],
)
def test_each_address_is_in_one_site_at_most(address: str, site: str | None) -> None:
    found = [
        site for subnet, site in forest.SUBNETS.items() if ip_address(address) in ip_network(subnet)
    ]

    assert found == ([site] if site else [])


def test_subnets_do_not_overlap() -> None:
    for one, other in combinations(map(ip_network, forest.SUBNETS), 2):
        assert not one.overlaps(other)


def test_a_service_record_is_as_the_directory_keeps_it() -> None:
    # [MS-DNSP] 2.3.2.2, by hand: the lengths, SRV, version, rank, then the time to live.
    head = bytes.fromhex("1000 2100 05 f0 0000 01000000 0000003c 00000000 00000000")
    name = b"\x08\x02" + b"\x02dc" + b"\x03dom" + b"\x00"

    assert forest._service_record("dc.dom", 389) == (head + bytes.fromhex("0000 0064 0185") + name)


def test_a_password_is_quoted_and_wide() -> None:
    line = forest._password("a b")

    assert base64.b64decode(line.removeprefix("unicodePwd:: ")) == b'"\0a\0 \0b\0"\0'
