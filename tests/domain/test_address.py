"""What passes as an address, and what is refused at the door."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publicsuffixlist import PublicSuffixList

from app.domain.address import (
    EmailAddress,
    WrongAddressError,
    registrable_domain,
    same_organisation,
)


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("ann@contoso.com", "contoso.com"),
        ("  ann@Contoso.COM  ", "contoso.com"),
        ("ann@contoso.com.", "contoso.com"),
        ("ann+tag@mail.contoso.co.uk", "mail.contoso.co.uk"),
        ('"a@b"@contoso.com', "contoso.com"),
        ("ann@bücher.example", "xn--bcher-kva.example"),
        ("ann@BÜCHER.example", "xn--bcher-kva.example"),
        ("ann@contoso.local", "contoso.local"),
        ("ann@in_side.contoso.local", "in_side.contoso.local"),
        ("jürgen@contoso.com", "contoso.com"),
    ],
)
def test_an_address_gives_its_domain_in_a_labels(text: str, domain: str) -> None:
    assert EmailAddress.parse(text).domain == domain


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Type an e-mail address"),
        ("ann", "no e-mail address"),
        ("@contoso.com", "no e-mail address"),
        ("ann@", "no e-mail address"),
        ("ann archer@contoso.com", "no spaces"),
        ("ann@contoso.com\x00", "no spaces or control"),
        ("ann\u202e@contoso.com", "control characters"),
        ("ann@localhost", "single label"),
        ("ann@192.0.2.1", "IP address"),
        ("ann@[192.0.2.1]", "IP address"),
        ("ann@[IPv6:2001:db8::1]", "IP address"),
        ("ann@192.0.2.1.", "IP address"),
        ("ann@\uff11.2.3.4", "IP address"),
        ("ann@127.1", "IP address"),
        ("ann@0x7f.1", "IP address"),
        ("ann@mail.0x7f", "IP address"),
        ("ann\ufffe@contoso.com", "control characters"),
        ("ann\ud800@contoso.com", "control characters"),
        ("ann@com.br", "public suffix"),
        ("ann@co.uk", "public suffix"),
        ("ann@com", "single label"),
        ("ann@con..toso.com", "no domain name"),
        ("ann@-contoso.com", "no domain name"),
        ("ann@contoso.com/x", "no domain name"),
        ("ann@" + "a" * 64 + ".com", "no domain name"),
        ("a" * 10_000 + "@contoso.com", "at most 254"),
    ],
)
def test_an_address_of_no_use_is_refused_in_one_line(text: str, says: str) -> None:
    with pytest.raises(WrongAddressError, match=says) as refused:
        EmailAddress.parse(text)

    assert "\n" not in str(refused.value)


@given(st.text())
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        address = EmailAddress.parse(text)
    except WrongAddressError:
        return

    assert EmailAddress.parse(str(address)) == address


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("mail.contoso.com", "autodiscover.contoso.com", True),
        ("contoso.com", "mail.contoso.com.", True),
        ("mail.contoso.co.uk", "mail.fabrikam.co.uk", False),
        ("a.blogspot.com", "b.blogspot.com", False),
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "198.51.100.1", False),
        ("cas01", "cas01", True),
        ("cas01", "cas02", False),
    ],
)
def test_organisations_are_told_apart_by_what_was_registered(
    first: str, second: str, same: bool
) -> None:
    assert same_organisation(first, second) is same


def test_a_host_without_registered_part_stands_for_itself() -> None:
    assert registrable_domain("co.uk") == "co.uk"


@pytest.mark.parametrize(
    ("host", "registered"),
    [
        ("mail.contoso.co.uk", "contoso.co.uk"),
        ("a.b.contoso.kawasaki.jp", "b.contoso.kawasaki.jp"),  # *.kawasaki.jp
        ("www.city.kawasaki.jp", "city.kawasaki.jp"),  # !city.kawasaki.jp
        ("mail.contoso.xn--55qx5d.xn--j6w193g", "contoso.xn--55qx5d.xn--j6w193g"),  # 公司.香港
        ("mail.contoso.xn--55qx5d.cn", "contoso.xn--55qx5d.cn"),  # listed as 公司.cn
        ("mail.contoso.blogspot.com", "contoso.blogspot.com"),
        ("mail.contoso.local", "contoso.local"),  # of no listed ending
        ("mail.contoso.xn--", "contoso.xn--"),  # nothing that IDNA could read
    ],
)
def test_the_rules_for_a_host_are_those_below_its_top_level_domain(
    host: str, registered: str
) -> None:
    assert registrable_domain(host) == registered
    assert registrable_domain(host) == (PublicSuffixList().privatesuffix(host) or host)
