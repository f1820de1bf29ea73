import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocol.server_version import ServerVersion, read_server_version


@pytest.mark.parametrize(
    ("text", "version", "product"),
    [
        ("72008287", "8.0.647", "Exchange 2007"),
        ("72038053", "8.3.83", "Exchange 2007 SP3"),
        ("738180DA", "14.1.218", "Exchange 2010 SP1"),
        (" 738180da ", "14.1.218", "Exchange 2010 SP1"),
        ("73c18880", "15.1.2176", "Exchange 2016"),
        ("7FC08001", "63.0.1", ""),
    ],
)
def test_the_hexadecimal_form_is_taken_apart(text: str, version: str, product: str) -> None:
    found = read_server_version(text)

    assert found is not None
    assert (str(found), found.product) == (version, product)


@pytest.mark.parametrize(
    "text",
    ["", "8.3.83", "7203805", "720380530", "0x720380", "7203_053", "62038053", "٧٢٠٣٨٠٥٣"],
)
def test_anything_else_is_no_version(text: str) -> None:
    assert read_server_version(text) is None


@given(st.integers(0, 63), st.integers(0, 63), st.integers(0, 0x7FFF), st.booleans())
def test_every_version_comes_back(major: int, minor: int, build: int, flag: bool) -> None:
    bits = 7 << 28 | major << 22 | minor << 16 | flag << 15 | build

    assert read_server_version(f"{bits:08X}") == ServerVersion(
        major=major, minor=minor, build=build
    )


def test_versions_have_an_order() -> None:
    older = ServerVersion(major=8, minor=3, build=83)

    assert older < ServerVersion(major=14, minor=0, build=1)
