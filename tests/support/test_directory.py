"""The directory's tree is whole, and the configuration of the servers means what it says."""

import pytest

from tests.support import nginx
from tests.support.directory import exchange_server, pointer, tree


def test_parents_stand_before_their_children() -> None:
    names = [line[4:] for line in tree().splitlines() if line.startswith("dn: ")]

    for position, name in enumerate(names[1:], start=1):
        assert name.split(",", 1)[1] in names[:position]


def test_an_object_may_lack_its_binding() -> None:
    nameless = pointer("partner.example", "dc9", created="20070101000000.0Z")

    without = tree((exchange_server("EX09", created=nameless.created, url=""), nameless))

    assert without.count("serviceBindingInformation: LDAP://dc9") == 1


def test_what_is_not_plain_text_is_refused() -> None:
    with pytest.raises(ValueError, match="not plain text"):
        tree((exchange_server("EX\n01", created="20070101000000.0Z"),))


@pytest.mark.parametrize("text", ['a"b', "a$b", "a\\b", "a\nb"])
def test_nginx_is_never_given_more_than_text(text: str) -> None:
    with pytest.raises(ValueError, match="more than text"):
        nginx._quoted(text)


@pytest.mark.parametrize("path", ["/a b", "/(a|b)", "/a*"])
def test_nginx_is_never_given_a_pattern_for_a_path(path: str) -> None:
    with pytest.raises(ValueError, match="not a plain path"):
        nginx._quoted_pattern(path)
