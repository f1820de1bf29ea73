"""Names in the objects of a directory."""

import pytest

from app.domain.scp import PointReason, ServicePoint


@pytest.mark.parametrize(
    ("name", "server"),
    [
        ("CN=EXCH01,CN=Autodiscover,CN=Protocols,DC=contoso,DC=local", "EXCH01"),
        ("cn = EXCH01 ,DC=x", "EXCH01"),
        (r"CN=Ex\, the first,DC=x", "Ex, the first"),
        (r"CN=a\\,DC=x", "a\\"),
        ("CN=EXCH01", "EXCH01"),
        ("CN=,DC=x", ""),
        ("no name", "no name"),
        ("", ""),
    ],
)
def test_an_object_is_named_after_its_server(name: str, server: str) -> None:
    point = ServicePoint(
        name=name, url="", sites=(), created=None, rank=0, reason=PointReason.NO_URL
    )

    assert point.server == server
