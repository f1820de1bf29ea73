"""Where the script comes from, how it is asked, and what holds where it does not work out."""

import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from app.domain.attempts import Exchange
from app.domain.events import AttemptStarted, RouteChosen
from app.domain.proxies import Because, ProxyAt, ProxySettings, Route
from app.domain.questions import HttpQuestion
from app.net import RealNetwork
from app.net.proxy_script import own_address
from app.wording.proxies import route_line
from tests.net.makings import Report, network, rule, terms
from tests.net.nameservers import name_server, zone
from tests.net.peers import Guest, Peer, closed_port, peer
from tests.net.proxies import Proxying

pytestmark = pytest.mark.anyio

HOST = "mail.contoso.example"
GET = HttpQuestion(method="GET", url=f"http://{HOST}/x")
SCRIPT = "http://pac.contoso.example/proxy.pac"
MANY_NAMES = """
    n = 0;
    FindProxyForURL = () => {
      for (;; n++) try { dnsResolve('a' + n + '.x') } catch (e) { if (n > 8) return 'DIRECT' }
    }"""
FALL_BACK = ProxyAt(host="fixed", port=1)


async def says_yes(guest: Guest) -> None:
    while await guest.request():
        await guest.answer("200 OK", b"yes")


def giving(source: str, status: str = "200 OK") -> Any:
    async def script(guest: Guest) -> None:
        while await guest.request():
            await guest.answer(status, source.encode(), "Content-Type: application/x-ns-proxy")

    return script


@asynccontextmanager
async def world(source: str, status: str = "200 OK") -> AsyncIterator[tuple[Peer, Peer, Proxying]]:
    """A server of scripts, a proxy that knows HOST, and what that proxy heard."""
    async with peer(says_yes) as server:
        proxying = Proxying(ports={f"{HOST}:80": server.port})
        async with (
            peer(proxying) as proxy,
            peer(giving(source.replace("PORT", str(proxy.port)), status)) as pac,
        ):
            yield pac, proxy, proxying


def asked(pac: Peer, settings: ProxySettings, host: str = "pac.contoso.example") -> RealNetwork:
    return network(
        proxies=settings, connect=(rule(pac.port, host, 80),), dns_domain="corp.contoso.example"
    )


def route_of(report: Report) -> Route:
    return next(one.route for one in report.events if isinstance(one, RouteChosen))


async def exchange(of: RealNetwork, report: Report, question: HttpQuestion = GET) -> Exchange:
    return await of.exchange(question, terms(connect_s=1.0), report.attempt)


async def test_a_script_chooses_and_is_fetched_once_in_a_run() -> None:
    report = Report()

    async with world("FindProxyForURL = (u, h) => 'PROXY 127.0.0.1:PORT'") as (pac, _, heard):
        of = asked(pac, ProxySettings(script=SCRIPT))
        first = await exchange(of, report)
        second = await exchange(of, report)

    assert (first.failure, second.failure) == (None, None)
    assert len(heard.heard) == 2
    route = route_of(report)
    assert route.because is Because.SCRIPT
    assert route_line(route).verdict.endswith(f"(by the script {SCRIPT})")
    started = [one.question for one in report.events if isinstance(one, AttemptStarted)]
    assert [one for one in started if getattr(one, "url", "") == SCRIPT] == [
        HttpQuestion(method="GET", url=SCRIPT)
    ]
    assert b"pac.contoso.example" in pac.heard


async def test_the_next_proxy_is_tried_where_one_is_gone() -> None:
    source = f"FindProxyForURL = () => 'PROXY 127.0.0.1:{closed_port()}; PROXY 127.0.0.1:PORT'"
    report = Report()

    async with world(source) as (pac, proxy, _):
        result = await exchange(asked(pac, ProxySettings(script=SCRIPT)), report)

    assert result.failure is None
    assert result.connections[-1].proxy == f"127.0.0.1:{proxy.port}"


async def test_direct_comes_last() -> None:
    source = f"FindProxyForURL = () => 'PROXY 127.0.0.1:{closed_port()}; DIRECT'"
    report = Report()
    question = HttpQuestion(method="GET", url="http://127.0.0.1:PORT/x")

    async with peer(says_yes) as server, world(source) as (pac, _, _):
        url = question.url.replace("PORT", str(server.port))
        of = asked(pac, ProxySettings(script=SCRIPT))
        result = await exchange(of, report, HttpQuestion(method="GET", url=url))

    assert result.failure is None
    assert result.connections[-1].proxy == ""
    assert server.heard.startswith(b"GET /x ")


@pytest.mark.parametrize(
    ("source", "status", "told"),
    [
        # On a busy machine the clock may run out before the engine's own time does.
        ("while (1);", "200 OK", "did not come to an end within"),
        ("function (", "200 OK", "ended with an error"),
        ("FindProxyForURL = () => 'SOCKS s:1'", "200 OK", "SOCKS cannot be used here"),
        ("FindProxyForURL = () => 'x'", "404 Not Found", "could not be had"),
        ("", "200 OK", "could not be had"),
        (
            MANY_NAMES,
            "200 OK",
            "wants more than 8 names looked up",
        ),
    ],
)
async def test_a_script_that_does_not_work_out_leaves_the_fixed_settings(
    source: str, status: str, told: str
) -> None:
    report = Report()

    async with world(source, status) as (pac, _, _):
        settings = ProxySettings(script=SCRIPT, http=FALL_BACK, origin="WinINet")
        await exchange(asked(pac, settings), report)

    route = route_of(report)
    assert (route.because, route.proxies) == (Because.NO_SCRIPT, (FALL_BACK,))
    assert told in route.detail
    assert told.rstrip(".") in route_line(route).verdict


async def test_a_script_from_a_file_is_not_read() -> None:
    report = Report()
    of = network(proxies=ProxySettings(script="file://c:/proxy.pac"))

    await exchange(of, report)

    assert "WinHTTP takes none from a file" in route_of(report).detail


async def test_names_of_a_script_are_looked_up_as_the_runs_own() -> None:
    source = (
        "FindProxyForURL = (u, h) => isInNet(h, '10.0.0.0', '255.0.0.0')"
        " && !isResolvable('none.contoso.example') ? 'PROXY 127.0.0.1:PORT' : 'PROXY 127.0.0.1:1'"
    )
    report = Report()
    answers = zone(**{f"{HOST}. A": ["10.1.1.1"]})

    async with name_server(answers) as names, world(source) as (pac, proxy, _):
        of = network(
            proxies=ProxySettings(script=SCRIPT),
            connect=(rule(pac.port, "pac.contoso.example", 80),),
            resolvers=(("127.0.0.1", names.port),),
        )
        result = await exchange(of, report)

    assert result.failure is None
    assert result.connections[-1].proxy == f"127.0.0.1:{proxy.port}"


async def test_a_script_is_looked_for_below_the_own_domain() -> None:
    report = Report()

    async with world("FindProxyForURL = () => 'PROXY 127.0.0.1:PORT'") as (pac, _, _):
        of = asked(pac, ProxySettings(detects=True), "wpad.contoso.example")
        result = await exchange(of, report)

    assert result.failure is None
    urls = [
        getattr(one.question, "url", "") for one in report.events if isinstance(one, AttemptStarted)
    ]
    assert urls[1:] == [
        "http://wpad.corp.contoso.example/wpad.dat",
        "http://wpad.contoso.example/wpad.dat",
    ]
    assert route_of(report).origin == "http://wpad.contoso.example/wpad.dat"


async def test_without_a_script_the_way_is_direct_and_says_so() -> None:
    report = Report()
    async with peer(says_yes) as server:
        url = f"http://127.0.0.1:{server.port}/x"
        of = network(proxies=ProxySettings(detects=True))
        result = await exchange(of, report, HttpQuestion(method="GET", url=url))

    assert result.failure is None
    route = route_of(report)
    assert route.is_direct
    assert route.detail == "No script for the choice of proxies was found by DNS (WPAD)."


async def test_a_script_that_overstays_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    runs: list[str] = []

    def overstays(source: str, _: object) -> None:
        runs.append(source)
        over.wait(30)

    monkeypatch.setattr("app.net.proxy_script.run_script", overstays)
    monkeypatch.setattr("app.net.proxy_script.PATIENCE_S", 0.05)
    report, later = Report(), Report()
    another = HttpQuestion(method="GET", url="http://another.contoso.example/")

    async with world("x") as (pac, _, _):
        network = asked(pac, ProxySettings(script=SCRIPT))
        await exchange(network, report)
        await exchange(network, later, another)
    over.set()

    for each in (report, later):
        assert "did not come to an end within 0.05 s" in route_of(each).detail
    # What cannot be interrupted burns one core until the program ends, and not one for each host.
    assert runs == ["x"]


async def test_a_name_that_is_none_is_not_looked_up_and_latin_letters_are_read() -> None:
    source = "/* \xe9 */ FindProxyForURL = () => isResolvable('a\\0b') ? 'x' : 'PROXY 127.0.0.1:1'"
    report = Report()

    async def latin(guest: Guest) -> None:
        while await guest.request():
            await guest.answer("200 OK", source.encode("latin-1"))

    async with peer(latin) as pac:
        await exchange(asked(pac, ProxySettings(script=SCRIPT)), report)

    assert route_of(report).because is Because.SCRIPT


async def test_too_long_a_script_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.net.proxy_script.LARGEST_SOURCE", 10)
    report = Report()

    async with world("FindProxyForURL = () => 'DIRECT'") as (pac, _, _):
        await exchange(asked(pac, ProxySettings(script=SCRIPT)), report)

    assert "could not be had" in route_of(report).detail


def test_without_a_network_the_own_address_is_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(socket.socket, "connect", unreachable)

    assert own_address() == "127.0.0.1"
