"""Hosts, addresses and names out of URLs and subjects."""

import pytest

from app.findings.places import (
    common_name,
    is_inside_name,
    is_plain_name,
    is_private_address,
)


@pytest.mark.parametrize(
    ("host", "is_inside"),
    [
        ("exch01", True),
        ("exch01.contoso.local", True),
        ("exch01.ad.contoso.com", True),
        ("mail.contoso.com", False),
        ("192.0.2.1", False),
        ("::1", False),
        ("", False),
    ],
)
def test_a_server_name_is_one_that_only_an_inside_dns_can_know(host: str, is_inside: bool) -> None:
    assert is_inside_name(host, ("ad.contoso.com", "")) is is_inside


@pytest.mark.parametrize(
    ("address", "is_private"),
    [
        ("10.1.2.3", True),
        ("172.31.0.1", True),
        ("172.32.0.1", False),
        ("fd00::1%eth0", True),
        ("2001:db8::1", False),
        ("nonsense", False),
    ],
)
def test_private_addresses_are_those_of_rfc_1918_and_4193(address: str, is_private: bool) -> None:
    assert is_private_address(address) is is_private


def test_a_common_name_is_found_wherever_it_stands() -> None:
    assert common_name("O=Contoso, cn=mail.contoso.com") == "mail.contoso.com"
    assert common_name("O=Contoso") == ""


@pytest.mark.parametrize("host", ["a.example\nRemove-Mailbox", "a;b", "ä.example", "", "a b"])
def test_a_name_with_anything_else_in_it_is_not_plain(host: str) -> None:
    assert not is_plain_name(host)
    assert is_plain_name("autodiscover.contoso-1.example")
