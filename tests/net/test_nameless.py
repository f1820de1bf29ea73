"""What a server shows to a client that does not name it."""

import ssl

import pytest

from app.domain.failures import Failure, FailureKind
from app.net import RealNetwork
from tests.net.makings import FakeJudge, fresh_server_tls, limits, network, rule
from tests.net.peers import closed_port, forever, peer

pytestmark = pytest.mark.anyio

HOST = "mail.contoso.example"


def looking(port: int) -> RealNetwork:
    return network(FakeJudge(), connect=(rule(port),))


def choosing(names: list[str | None]) -> ssl.SSLContext:
    """Give a server that has another certificate for whoever names it."""
    nameless, named = fresh_server_tls(), fresh_server_tls()

    def choose(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        names.append(name)
        if name is not None:
            connection.context = named

    nameless.sni_callback = choose
    return nameless


async def test_no_name_goes_out_and_no_byte_of_http() -> None:
    names: list[str | None] = []
    async with peer(forever, choosing(names)) as serving:
        chain = await looking(serving.port).look_without_name(HOST, 443, limits())

    assert not isinstance(chain, Failure)
    assert len(chain) == 1
    assert names == [None]
    assert serving.heard == b""


async def test_a_server_that_shows_nothing_is_a_failure() -> None:
    async with peer(forever) as serving:
        found = await looking(serving.port).look_without_name(HOST, 443, limits(handshake_s=0.1))

    assert isinstance(found, Failure)
    assert found.kind is FailureKind.TIMED_OUT


async def test_a_silent_server_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.net.nameless.LOOK_S", 0.05)
    async with peer(forever) as serving:
        found = await looking(serving.port).look_without_name(HOST, 443, limits())

    assert isinstance(found, Failure)
    assert "showed no certificate" in found.detail


async def test_a_closed_port_is_a_failure() -> None:
    found = await looking(closed_port()).look_without_name(HOST, 443, limits())

    assert isinstance(found, Failure)
    assert found.kind is FailureKind.REFUSED


async def test_a_name_that_nobody_knows_is_a_failure() -> None:
    nobody = network(FakeJudge(), resolvers=(("127.0.0.1", closed_port()),))

    found = await nobody.look_without_name(HOST, 443, limits(dns_s=0.3))

    assert isinstance(found, Failure)
    assert found.kind is FailureKind.NO_ANSWER_FROM_DNS
