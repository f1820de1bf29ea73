import socket
import threading
import time
from typing import Any

import pytest

from app import profiles
from app.domain.attempts import Exchange
from app.domain.connections import Resolution, ResolvedBy
from app.domain.events import NameResolved
from app.domain.failures import FailureKind
from app.domain.profile import Profile
from app.domain.questions import HttpQuestion
from app.net import ConnectRule
from tests.net.makings import Report, limits, network, rule, terms
from tests.net.nameservers import NameServer, name_server, silence, zone
from tests.net.peers import Guest, closed_port, peer

pytestmark = pytest.mark.anyio

HOST = "mail.contoso.example"


async def says_yes(guest: Guest) -> None:
    while await guest.request():
        await guest.answer("200 OK", b"<x/>")


def question(host: str, port: int) -> HttpQuestion:
    return HttpQuestion(method="GET", url=f"http://{host}:{port}/")


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Say what the operating system answers: addresses by host, or an exception."""
    known: dict[str, Any] = {}

    def getaddrinfo(host: str, port: object, **_: object) -> list[tuple[Any, ...]]:
        answer = known[host]
        if isinstance(answer, Exception):
            raise answer
        if callable(answer):
            answer = answer()
        canonical, *addresses = answer
        return [
            (
                socket.AF_INET6 if ":" in address else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                canonical,
                (address, 0),
            )
            for address in addresses
        ]

    monkeypatch.setattr("app.net.resolve.socket.getaddrinfo", getaddrinfo)
    return known


@pytest.fixture
def dns_of_the_system(monkeypatch: pytest.MonkeyPatch) -> list[NameServer]:
    """Make a name server of the test the one that the operating system is set up with."""
    servers: list[NameServer] = []

    def configure(resolver: Any, *_: object) -> None:
        resolver.nameservers = [servers[0].address[0]]
        resolver.port = servers[0].port

    monkeypatch.setattr("dns.asyncresolver.Resolver.read_resolv_conf", configure)
    return servers


def resolutions(exchange: Exchange) -> list[Resolution]:
    return [one for connection in exchange.connections for one in connection.resolutions]


async def test_what_the_operating_system_resolves_is_connected_to(system: dict[str, Any]) -> None:
    system[HOST] = ("cas01.contoso.example.", "127.0.0.1")

    async with peer(says_yes) as serving:
        exchange = await network().exchange(question(HOST, serving.port), terms(), Report().attempt)

    used = next(one for one in resolutions(exchange) if not one.beside)
    assert exchange.failure is None
    assert used.by is ResolvedBy.OPERATING_SYSTEM
    assert used.addresses == ("127.0.0.1",)
    assert used.canonical_name == "cas01.contoso.example"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (socket.gaierror(socket.EAI_NONAME, "unknown"), FailureKind.NAME_NOT_FOUND),
        (socket.gaierror(socket.EAI_AGAIN, "try again"), FailureKind.NO_ANSWER_FROM_DNS),
        (socket.gaierror(socket.EAI_FAIL, "failed"), FailureKind.NO_ANSWER_FROM_DNS),
        (UnicodeError("label too long"), FailureKind.NAME_NOT_FOUND),
    ],
)
async def test_failures_of_the_operating_system_are_told_apart(
    system: dict[str, Any], error: Exception, kind: FailureKind
) -> None:
    system[HOST] = error

    exchange = await network().exchange(question(HOST, 80), terms(), Report().attempt)

    assert exchange.failure is not None
    assert exchange.failure.kind is kind
    assert HOST in exchange.failure.detail
    assert exchange.connections[0].dial is None


async def test_the_operating_system_has_a_limit_too(system: dict[str, Any]) -> None:
    release = threading.Event()
    system[HOST] = lambda: (release.wait(5), ("", "127.0.0.1"))[1]
    started = time.monotonic()

    conditions = terms(system_names_s=0.1)
    exchange = await network().exchange(question(HOST, 80), conditions, Report().attempt)

    release.set()
    assert time.monotonic() - started < 2
    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.NO_ANSWER_FROM_DNS


async def test_the_operating_system_may_take_longer_than_one_dns_server(
    system: dict[str, Any],
) -> None:
    system[HOST] = lambda: (threading.Event().wait(0.2), ("", "127.0.0.1"))[1]

    async with peer(says_yes) as serving:
        exchange = await network().exchange(
            question(HOST, serving.port), terms(dns_s=0.05), Report().attempt
        )

    assert exchange.failure is None


@pytest.mark.parametrize("profile", profiles.load_all(), ids=lambda one: one.name)
def test_every_client_gives_the_operating_system_time_for_dead_servers(profile: Profile) -> None:
    # resolv.conf(5): 5 s for each server, each asked twice.
    assert profile.limits.system_names_s > 2 * 2 * 5


async def test_dns_is_asked_beside_once_in_a_run_for_each_host(
    system: dict[str, Any], dns_of_the_system: list[NameServer]
) -> None:
    system[HOST] = ("", "127.0.0.1")
    asked = network()

    async with (
        name_server(zone(**{f"{HOST}. A": ["192.0.2.7"]})) as serving_names,
        peer(says_yes) as serving,
    ):
        dns_of_the_system.append(serving_names)
        first = await asked.exchange(question(HOST, serving.port), terms(), Report().attempt)
        second = await asked.exchange(question(HOST, serving.port), terms(), Report().attempt)

    for exchange in (first, second):
        assert exchange.failure is None
        (beside,) = (one for one in resolutions(exchange) if one.beside)
        assert beside.by is ResolvedBy.DNS
        assert beside.addresses == ("192.0.2.7",)
    assert sorted(serving_names.asked) == [f"{HOST}. A", f"{HOST}. AAAA"]


async def test_silent_dns_beside_delays_the_end_by_half_a_second_and_only_once(
    system: dict[str, Any], dns_of_the_system: list[NameServer]
) -> None:
    system[HOST] = ("", "127.0.0.1")
    asked, report = network(), Report()

    async with name_server(silence) as serving_names, peer(says_yes) as serving:
        dns_of_the_system.append(serving_names)
        took = []
        for _ in range(2):
            started = time.monotonic()
            exchange = await asked.exchange(question(HOST, serving.port), terms(), report.attempt)
            took.append(time.monotonic() - started)
            assert exchange.failure is None

    assert 0.45 < took[0] < 1.5
    assert took[1] < 0.45
    told = [one for one in report.events if isinstance(one, NameResolved)]
    assert [one.resolution.beside for one in told] == [False, False]


async def test_dns_settings_that_cannot_be_read_do_not_end_the_run(
    system: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> None:
        raise ValueError("nameserver dns.local is no address")

    monkeypatch.setattr("dns.asyncresolver.Resolver.read_resolv_conf", read)
    system[HOST] = ("", "127.0.0.1")

    async with peer(says_yes) as serving:
        exchange = await network().exchange(question(HOST, serving.port), terms(), Report().attempt)

    assert exchange.failure is None
    (beside,) = (one for one in resolutions(exchange) if one.beside)
    assert beside.failure is not None
    assert "DNS settings" in beside.failure.detail


async def test_with_given_resolvers_only_they_are_asked(system: dict[str, Any]) -> None:
    async with (
        name_server(zone(**{f"{HOST}. A": ["127.0.0.1"]})) as serving_names,
        peer(says_yes) as serving,
    ):
        asked = network(resolvers=(serving_names.address,))
        exchange = await asked.exchange(question(HOST, serving.port), terms(), Report().attempt)

    (resolution,) = resolutions(exchange)
    assert exchange.failure is None
    assert resolution.by is ResolvedBy.DNS
    assert not resolution.beside
    assert system == {}


async def test_a_name_that_a_rule_names_need_not_resolve(system: dict[str, Any]) -> None:
    async with peer(says_yes) as serving:
        asked = network(connect=(rule(serving.port, host="NoWhere.example.", at=80),))
        exchange = await asked.exchange(question("nowhere.example", 80), terms(), Report().attempt)

    (resolution,) = resolutions(exchange)
    dial = exchange.connections[0].dial
    assert exchange.failure is None
    assert resolution.by is ResolvedBy.GIVEN
    assert resolution.addresses == ("127.0.0.1",)
    assert dial is not None
    assert [(one.address, one.port, one.via) for one in dial.tried] == [
        ("127.0.0.1", serving.port, "")
    ]


async def test_a_rule_leads_an_address_that_dns_gave_elsewhere() -> None:
    async with (
        name_server(zone(**{f"{HOST}. A": ["192.0.2.1"]})) as serving_names,
        peer(says_yes) as serving,
    ):
        asked = network(
            resolvers=(serving_names.address,),
            connect=(rule(serving.port, host="192.0.2.1", at=80),),
        )
        exchange = await asked.exchange(question(HOST, 80), terms(), Report().attempt)

    dial = exchange.connections[0].dial
    assert exchange.failure is None
    assert dial is not None
    assert [(one.address, one.port, one.via) for one in dial.tried] == [
        ("192.0.2.1", 80, f"127.0.0.1:{serving.port}")
    ]


async def test_a_rule_for_another_port_is_none_for_this_one() -> None:
    port = closed_port()
    asked = network(connect=(ConnectRule(host="127.0.0.1", port=port + 1, address="192.0.2.1"),))

    exchange = await asked.exchange(question("127.0.0.1", port), terms(), Report().attempt)

    dial = exchange.connections[0].dial
    assert dial is not None
    assert [(one.address, one.port, one.via) for one in dial.tried] == [("127.0.0.1", port, "")]


async def test_a_rule_without_a_port_keeps_it() -> None:
    async with peer(says_yes) as serving:
        given = ConnectRule(host="nowhere.example", port=serving.port, address="127.0.0.1")
        exchange = await network(connect=(given,)).exchange(
            question("nowhere.example", serving.port), terms(), Report().attempt
        )

    assert exchange.failure is None


@pytest.mark.parametrize("host", ["[::1]", "[0:0:0:0:0:0:0:1]"])
async def test_an_address_in_a_url_is_taken_as_given(host: str) -> None:
    exchange = await network().exchange(question(host, closed_port()), terms(), Report().attempt)

    (resolution,) = resolutions(exchange)
    assert resolution.by is ResolvedBy.GIVEN
    assert exchange.failure is not None


async def test_ipv6_and_ipv4_take_turns(system: dict[str, Any]) -> None:
    system[HOST] = ("", "192.0.2.1", "192.0.2.2", "2001:db8::1", "192.0.2.1")

    resolution = await network()._names.resolve(HOST, 80, limits())

    assert resolution.addresses == ("192.0.2.1", "2001:db8::1", "192.0.2.2")
