"""What the Windows calls mean, with libraries in their place."""

from types import SimpleNamespace
from typing import Any

import pytest

from app import machine
from app.domain.task import JoinedBecause
from app.machine import windows
from app.machine.membership import Membership


def libraries(*, error: int = 0, status: int = 3, domain: str | None = "contoso.local") -> Any:
    def join_information(_server: object, _name: object, answer: Any) -> int:
        answer._obj.value = status
        return error

    def computer_name(kind: int, buffer: Any, _size: object) -> int:
        assert kind == windows.COMPUTER_NAME_PHYSICAL_DNS_DOMAIN
        buffer.value = domain or ""
        return int(domain is not None)

    return SimpleNamespace(
        netapi32=SimpleNamespace(
            NetGetJoinInformation=join_information, NetApiBufferFree=lambda _name: 0
        ),
        kernel32=SimpleNamespace(GetComputerNameExW=computer_name),
    )


@pytest.mark.parametrize(
    ("called", "membership"),
    [
        (
            libraries(),
            Membership(
                joined=True, dns_domain="contoso.local", because=JoinedBecause.OPERATING_SYSTEM
            ),
        ),
        (
            libraries(domain=None),
            Membership(joined=True, because=JoinedBecause.OPERATING_SYSTEM),
        ),
        (libraries(status=2), Membership(because=JoinedBecause.OPERATING_SYSTEM)),
        (libraries(error=5), Membership()),
    ],
)
def test_the_join_state_is_read(called: Any, membership: Membership) -> None:
    assert windows.membership(called) == membership


def test_other_platforms_tell_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")

    assert machine.membership() == Membership()
