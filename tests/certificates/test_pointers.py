"""Where a certificate says that further things lie, and how many of them are looked at."""

import pytest

from app.certificates.pointers import MOST_URLS, pointers_of, why_not_fetched
from app.certificates.reading import parse
from tests.certificates.chains import issue
from tests.certificates.fetching import pointing

MANY = [f"http://pki{number}.contoso.example/x" for number in range(MOST_URLS + 5)]


def test_of_each_kind_no_more_than_the_first_few_are_asked() -> None:
    flood = issue("flood.example", replace=pointing(issuers=MANY, ocsp=MANY, crls=MANY))
    parsed = parse(flood.der)
    assert parsed

    pointers = pointers_of(parsed)

    first = tuple(MANY[:MOST_URLS])
    assert (pointers.issuers, pointers.ocsp, pointers.crls) == (first, first, first)


@pytest.mark.parametrize(
    ("url", "fetched"),
    [
        ("http://pki.contoso.example/x.crl", True),
        ("HTTP://pki.contoso.example/x.crl", True),
        ("https://pki.contoso.example/x.crl", False),
        ("ldap:///CN=x", False),
        ("file:///etc/passwd", False),
        ("//pki.contoso.example/x", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_only_plain_http_is_fetched(url: str, fetched: bool) -> None:
    assert (why_not_fetched(url) is None) is fetched
