"""Which texts are hosts, and which of them a public authority issues for."""

import pytest

from app.certificates.planner.hosts import host_name, host_of, is_public, scheme_of


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Mail.Contoso.com/EWS", "mail.contoso.com"),
        ("https://mail.contoso.com.:444/", "mail.contoso.com"),
        ("https://b\u00fccher.example/", "xn--bcher-kva.example"),
        ("https://EXCH01/", "exch01"),
        ("https://192.0.2.1/", "192.0.2.1"),
        ("https://[2001:db8::1]/", "2001:db8::1"),
        ("https://[broken/", ""),
        ("https://a'b/", ""),
        ("https://a b/", ""),
        ("https://-a.example/", ""),
        ("https://" + "a" * 64 + ".example/", ""),
        ("Public Folder", ""),
        ("", ""),
    ],
)
def test_the_host_of_a_url(url: str, host: str) -> None:
    assert host_of(url) == host


def test_what_idna_refuses_is_no_host() -> None:
    assert host_name("\u2019; Remove-Mailbox *") == ""


def test_a_broken_url_has_no_scheme() -> None:
    assert (scheme_of("HTTPS://a/"), scheme_of("https://[broken/")) == ("https", "")


@pytest.mark.parametrize("host", ["mail.contoso.com", "exch01.ad.contoso.example"])
def test_a_name_below_a_registered_domain_is_public(host: str) -> None:
    assert is_public(host)


@pytest.mark.parametrize(
    "host", ["exch01", "exch01.contoso.local", "a.corp", "192.0.2.1", "::1", "a_b.contoso.com", ""]
)
def test_a_name_inside_is_not(host: str) -> None:
    assert not is_public(host)
