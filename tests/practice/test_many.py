import pytest

from app.practice.many import MOST_DOMAINS, domain, many_domains
from app.practice.zones import Zones


@pytest.mark.parametrize("count", [1, 7, 50, 51, 120, 1000])
def test_every_domain_has_a_zone_and_every_server_an_address_in_one(count: int) -> None:
    made = many_domains(count)
    known = set(Zones(made.zones).addresses)

    assert {domain(number) for number in range(count)} < set(made.zones)
    served = [address for server in made.servers for address in server.addresses]
    assert known - {"203.0.113.1"} <= set(served)
    assert len(served) == len(set(served))


def test_nine_of_ten_are_named_by_the_certificate_or_have_a_fault() -> None:
    made = many_domains(20)

    assert made.certificates["good0"].names == tuple(
        f"autodiscover.{domain(number)}" for number in (0, 1, 2, 3, 4, 10, 11, 12, 13, 14)
    )
    assert made.certificates["old0"].names == tuple(
        f"autodiscover.{domain(number)}" for number in (7, 17)
    )
    assert "SRV" in made.zones[domain(15)]


@pytest.mark.parametrize("count", [0, -1, MOST_DOMAINS + 1])
def test_no_more_than_there_are_addresses_for(count: int) -> None:
    with pytest.raises(ValueError, match="there are 1 to 5000"):
        many_domains(count)


def test_the_last_one_has_an_address_as_well() -> None:
    made = many_domains(MOST_DOMAINS)

    assert made.servers[-1].addresses == ("192.0.2.100",)
