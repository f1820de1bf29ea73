"""Two passwords, one for the mailbox and one for the proxy: each goes to its own side alone."""

import base64
import contextlib
import io
import pydoc
import traceback
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import dns.asyncresolver
import dns.exception
import dns.resolver
import pytest
from msgspec.structs import replace

from app.cli.commands import Check, Format, PasswordFrom
from app.cli.status import Exit
from app.cli.terminal import run_command
from app.domain.events import Outcome
from app.domain.options import RunOptions
from app.domain.secret import Secret
from app.practice.scenario import Scenario
from app.wiring import RealEngine
from tests.hostile.test_tripwire import (
    GETS_IT,
    SCENARIOS,
    frames_of,
    lets_in,
    practise,
    with_canary,
)
from tests.net.peers import Guest, Peer, Script, peer
from tests.net.proxies import Proxying
from tests.support.canary import PASSWORD, PROXY_PASSWORD, echo, traces
from tests.support.hostile_runs import ADDRESS, HOST, Stage, World, run_on, stage
from tests.support.hostile_servers import ROOT
from tests.support.left_behind import check_written

pytestmark = pytest.mark.anyio

USER = "wilma"
WHERE_TO = "/autodiscover/autodiscover.xml"


@contextlib.asynccontextmanager
async def in_the_way(script: Script) -> AsyncIterator[tuple[Peer, dict[str, Any]]]:
    """A proxy, and the options of a run that signs in to it."""
    async with peer(script) as proxy:
        yield (
            proxy,
            {
                "proxy": f"http://{USER}@127.0.0.1:{proxy.port}",
                "proxy_password": Secret(PROXY_PASSWORD),
            },
        )


# --- the practice organisation ------------------------------------------------------------------


class Resolving(dict[str, int]):
    """The ports of an organisation, by names that the proxy asks its DNS for."""

    def __init__(self, options: RunOptions) -> None:
        super().__init__()
        self._rules = dict(rule.split("=") for rule in options.connects)
        host, _, port = options.resolvers[0].rpartition(":")
        self._resolver = dns.asyncresolver.Resolver(configure=False)
        self._resolver.nameservers, self._resolver.port = [host], int(port)

    async def find(self, place: str) -> None:
        host, _, port = place.rpartition(":")
        try:
            (first, *_) = await self._resolver.resolve(host, "A")
        except dns.exception.DNSException:
            return
        if rule := self._rules.get(f"{first}:{port}"):
            self[place] = int(rule.rpartition(":")[2])


class ProxyOfOrganisation(Proxying):
    """Knows its own password, and passes on to the organisation that is open."""

    async def _pass_on(self, guest: Guest, request: bytes) -> None:
        method, target = request.split(b"\r\n")[0].decode().split()[:2]
        place = target if method == "CONNECT" else f"{target.split('/')[2]}:80"
        assert isinstance(self.ports, Resolving)
        await self.ports.find(place)
        await super()._pass_on(guest, request)


NOT_THROUGH = {
    "missing-intermediate": "what certificates point to is fetched without a sign-in to a proxy",
}


@pytest.mark.parametrize("is_right", [True, False])
@pytest.mark.parametrize("name", SCENARIOS)
async def test_in_practice_each_password_stays_on_its_side(
    name: str, is_right: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "run.autodiscope"
    scenario: Scenario = with_canary(SCENARIOS[name])
    known = PROXY_PASSWORD if is_right else "another"
    proxying = ProxyOfOrganisation(basic=f"{USER}:{known}")
    whole = RealEngine.run

    async def run(self: RealEngine, options: RunOptions, *rest: Any) -> Outcome:
        proxying.ports = Resolving(options)
        return await whole(self, options, *rest)

    monkeypatch.setattr(RealEngine, "run", run)
    async with in_the_way(proxying) as (proxy, options):
        records, heard = await practise(scenario, log, **options)

    told = {heard.places[port] for port, data in heard.unpacked.items() if traces(data)}
    # A directory is asked directly, and may tell the password right before the proxy stops all.
    assert told <= GETS_IT[name]
    assert not is_right or name in NOT_THROUGH or told == GETS_IT[name]
    for data in (*heard.raw.values(), *heard.unpacked.values()):
        assert traces(data, PROXY_PASSWORD) == []
        assert b"roxy-authorization" not in data.lower()
    assert traces(proxy.heard) == []
    given = [one for one in proxying.heard if traces(one, PROXY_PASSWORD)]
    assert bool(given) is bool(proxying.heard)
    assert is_right or len(given) <= 1
    check_written(records, [log])


# --- hostile proxies ----------------------------------------------------------------------------

ASKS = ('Proxy-Authenticate: Basic realm="p"', 'WWW-Authenticate: Basic realm="w"')


def is_signed_in(request: bytes) -> bool:
    return b"\r\nproxy-authorization: basic" in request.lower()


async def wants_more(guest: Guest) -> None:
    """Take the proxy's password, and ask for another one on the way of a server."""
    while request := await guest.request():
        status = "401 Unauthorized" if is_signed_in(request) else "407 Sign in"
        await guest.answer(status, b"", *ASKS)


async def wants_it_for_ever(guest: Guest) -> None:
    while await guest.request():
        await guest.answer("407 Sign in", b"", *ASKS)


async def echoes(guest: Guest) -> None:
    """Say the password back in every form, and send it on to others."""
    plain = PROXY_PASSWORD.encode().decode("latin-1")
    page = b"<title>" + echo(PROXY_PASSWORD).replace(b"\r\n", b" ") + b"</title>"
    while request := await guest.request():
        if not is_signed_in(request):
            await guest.answer("407 Sign in", b"", *ASKS)
            continue
        token = base64.b64encode(f"{USER}:{PROXY_PASSWORD}".encode()).decode()
        await guest.answer(
            f"302 {plain}",
            page,
            f"Via: 1.1 {plain}, {token}",
            f"Server: {quote(PROXY_PASSWORD)}",
            f"X-Squid-Error: {PROXY_PASSWORD.encode('utf-16-le').hex()}",
            f"Set-Cookie: p={plain}",
            f'Proxy-Authenticate: Basic realm="{quote(PROXY_PASSWORD)}"',
            f"Location: https://{HOST}{WHERE_TO}?p={quote(PROXY_PASSWORD)}",
        )


HOSTILE = {one.__name__: one for one in (wants_more, wants_it_for_ever, echoes)}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_proxy_gets_its_own_password_once_or_twice_and_no_other(
    name: str, world: World, tmp_path: Path
) -> None:
    log = tmp_path / "run.autodiscope"

    async with stage(world, None) as staged, in_the_way(HOSTILE[name]) as (proxy, options):
        ran = await run_on(staged, password=PASSWORD, consent="allow", save=str(log), **options)

    requests = proxy.heard.lower().count(b"\r\nproxy-authorization: basic")
    if name == "echoes":
        # It says neither yes nor no, and so is asked as often as there is something to ask.
        assert requests > 0
    else:
        assert requests == 1
    assert traces(proxy.heard) == []
    assert b"\r\nauthorization" not in proxy.heard.lower()
    check_written(ran.records, [log])


async def test_a_proxy_gets_no_password_where_only_stronger_ways_are_allowed(world: World) -> None:
    async with stage(world, None) as staged, in_the_way(wants_it_for_ever) as (proxy, options):
        ran = await run_on(
            staged, password=PASSWORD, authentication=("negotiate", "ntlm"), **options
        )

    assert proxy.guests
    assert traces(proxy.heard, PROXY_PASSWORD) == []
    check_written(ran.records)


def to_server(staged: Stage, host: str) -> Proxying:
    """A proxy that wants its password, and leads everything to one server."""
    port = staged.peers[f"{host}:443"].port
    ports = {f"{one}:443": port for one in (ROOT, HOST, f"mail.{ROOT}")}
    return Proxying(basic=f"{USER}:{PROXY_PASSWORD}", ports=ports)


async def test_a_proxy_that_opens_tls_itself_gets_neither(world: World) -> None:
    """Its certificate is another host's, as where no issuer of the company's is installed."""
    async with stage(world, None, good=lets_in) as staged:
        proxying = to_server(staged, HOST)
        async with in_the_way(proxying) as (proxy, options):
            ran = await run_on(
                staged, password=PASSWORD, authentication=("basic",), policies=_NOT_THERE, **options
            )

    inside = staged.peers[f"{HOST}:443"]
    assert inside.guests
    assert inside.heard == b""
    assert traces(proxy.heard) == []
    check_written(ran.records)


_NOT_THERE = ("ExcludeHttpsAutoDiscoverDomain=1", "ExcludeHttpRedirect=1", "ExcludeSrvRecord=1")


async def asks_as_a_proxy(guest: Guest) -> None:
    """A server behind the tunnel that says 407, as if it were the proxy."""
    while await guest.request():
        await guest.answer("407 Sign in", b"", *ASKS)


async def test_a_server_behind_the_tunnel_that_plays_the_proxy_gets_neither(world: World) -> None:
    async with stage(world, None, good=asks_as_a_proxy) as staged:
        proxying = to_server(staged, HOST)
        async with in_the_way(proxying) as (_, options):
            ran = await run_on(
                staged, password=PASSWORD, authentication=("basic",), probes=True, **options
            )

    inside = staged.peers[f"{HOST}:443"]
    assert b"POST " in inside.heard
    assert (traces(inside.heard), traces(inside.heard, PROXY_PASSWORD)) == ([], [])
    assert b"authorization" not in inside.heard.lower()
    check_written(ran.records)


# --- defects, and what the terminal shows -------------------------------------------------------


def in_the_terminal(world: World, form: Format, log: Path) -> int:
    """Run the command line through a proxy, to a server that wants the other password."""

    class Hosted(RealEngine):
        async def run(self, options: RunOptions, *rest: Any) -> Outcome:
            async with (
                stage(world, None, good=lets_in) as staged,
                in_the_way(to_server(staged, HOST)) as (_, proxied),
            ):
                merged = replace(
                    staged.options,
                    save=options.save,
                    authentication=("basic",),
                    proxy=proxied["proxy"],
                    proxy_password=options.proxy_password,
                )
                return await super().run(merged, *rest)

    command = Check(
        options=RunOptions(address=ADDRESS, save=str(log)),
        format=form,
        password=PasswordFrom.STANDARD_INPUT,
        proxy_password=PasswordFrom.STANDARD_INPUT,
    )
    return run_command(command, Hosted(print, keeps_logs=False))


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = f"{PASSWORD}\n{PROXY_PASSWORD}\n".encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines), encoding="utf-8"))


@pytest.mark.parametrize("form", Format)
def test_the_terminal_shows_nothing_of_either(
    form: Format,
    typed: None,
    world: World,
    tmp_path: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    log = tmp_path / "run.autodiscope"

    status = in_the_terminal(world, form, log)

    said = capfdbinary.readouterr()
    assert status == Exit.DONE
    for text in (said.out, said.err, log.read_bytes()):
        assert (traces(text), traces(text, PROXY_PASSWORD)) == ([], [])


DEFECTS = [
    "app.net.line.Line.receive",
    "app.net.tunnel.shown_headers",
    "app.net.tunnel.page_title",
    "app.net.proxy_sign_in._is_refusal",
]


@pytest.fixture(params=DEFECTS)
def defect(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Break one place of the program, as soon as the proxy's password is on its way."""
    whole = pydoc.locate(request.param)
    assert callable(whole)
    on_its_way = False

    def reveal(self: Secret) -> str:
        nonlocal on_its_way
        text = self._tell()
        on_its_way = on_its_way or text.startswith("Basic")
        return text

    def breaks(*given: Any, **named: Any) -> Any:
        if on_its_way:
            raise LookupError("a defect")
        return whole(*given, **named)

    monkeypatch.setattr(Secret, "reveal", reveal)
    monkeypatch.setattr(request.param, breaks)


@pytest.mark.usefixtures("defect")
async def test_a_report_of_a_defect_shows_nothing_of_the_proxys_password(world: World) -> None:
    async with (
        stage(world, None, good=lets_in) as staged,
        in_the_way(to_server(staged, HOST)) as (_, options),
    ):
        with pytest.raises(BaseException) as caught:
            await run_on(staged, **options)

    report = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    ours = [frame for frame in frames_of(report) if "/app/" in frame.filename]
    assert any("/net/" in frame.filename for frame in ours)
    shown = {
        f"{one.name}: {name}": traces(text, PROXY_PASSWORD)
        for one in ours
        for name, text in (one.locals or {}).items()
    }
    assert {name: found for name, found in shown.items() if found} == {}
