"""Names by Windows' resolver, and by DNS with what the registry knows of name servers."""

import socket

import pytest

from app.domain.connections import ResolvedBy
from app.domain.failures import FailureKind
from app.net.dns import DnsClient
from app.net.options import NetworkOptions
from app.net.resolve import Names
from tests.net.makings import FakeJudge, limits

pytestmark = pytest.mark.anyio


def names() -> Names:
    options = NetworkOptions(judge=FakeJudge(), user_agent="Autodiscope/test")
    return Names(options, DnsClient(()))


async def test_windows_knows_its_own_names() -> None:
    found = await names().resolve("localhost", 443, limits())

    assert found.by is ResolvedBy.OPERATING_SYSTEM
    assert "127.0.0.1" in found.addresses
    assert found.failure is None


async def test_a_name_that_nobody_has_is_a_failure_in_words() -> None:
    found = await names().resolve("nobody.invalid", 443, limits())

    assert found.addresses == ()
    assert found.failure is not None
    assert found.failure.kind is FailureKind.NAME_NOT_FOUND
    assert "nobody.invalid" in found.failure.detail


async def test_the_pc_itself_is_found() -> None:
    found = await names().resolve(socket.gethostname(), 443, limits())

    assert found.addresses
