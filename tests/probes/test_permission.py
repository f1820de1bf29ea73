"""Which service hosts may have the credentials of a run."""

import pytest

from app.domain.probing import Withheld
from app.probes.permission import why_withheld

KNOWN = ("autodiscover.hoster.example", "contoso.com", "corp.local", "")


@pytest.mark.parametrize(
    "url",
    [
        "https://autodiscover.hoster.example/EWS",
        "https://mail.hoster.example:8443/EWS",
        "https://MAIL.contoso.com./EWS",
        "https://cas01.corp.local/EWS",
    ],
)
def test_hosts_that_the_user_has_to_do_with_may(url: str) -> None:
    assert why_withheld(url, KNOWN) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://mail.evil.example/EWS",
        "https://contoso.com.evil.example/EWS",
        "https://user@evil.example/?contoso.com",
        "https://cas01/EWS",
        "https://192.0.2.10/EWS",
        "https://[2001:db8::1]/EWS",
        "https:///EWS",
    ],
)
def test_other_hosts_may_not(url: str) -> None:
    assert why_withheld(url, KNOWN) is Withheld.OTHER_ORGANISATION


def test_nobody_may_without_tls() -> None:
    assert why_withheld("http://autodiscover.hoster.example/OAB", KNOWN) is Withheld.NO_TLS


@pytest.mark.parametrize("host", ["cas01", "192.0.2.10", "[2001:db8::1]"])
def test_a_name_of_one_part_and_an_address_may_where_they_gave_the_settings(host: str) -> None:
    assert why_withheld(f"https://{host}/EWS", (host.strip("[]"),)) is None
    assert why_withheld(f"https://{host}/EWS", ("other",)) is Withheld.OTHER_ORGANISATION


def test_two_companies_below_one_public_suffix_are_two() -> None:
    url = "https://mail.fabrikam.co.uk/EWS"

    assert why_withheld(url, ("autodiscover.contoso.co.uk",)) is Withheld.OTHER_ORGANISATION
