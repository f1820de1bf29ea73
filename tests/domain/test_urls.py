"""Parts of URLs that may be any text."""

import pytest

from app.domain.urls import host_of, scheme_of


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://Mail.Contoso.com/a", ("mail.contoso.com", "https")),
        ("https://[fe80::1", ("", "")),
        ("no url", ("", "")),
    ],
)
def test_a_place_is_read_out_of_a_url_and_is_empty_where_that_is_malformed(
    url: str, place: tuple[str, str]
) -> None:
    assert (host_of(url), scheme_of(url)) == place
