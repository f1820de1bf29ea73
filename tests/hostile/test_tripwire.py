"""The password goes where it belongs, and nowhere else: not to a server, a file or a screen."""

import asyncio
import base64
import io
import itertools
import os
import pydoc
import re
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from msgspec.structs import replace

from app.cli.commands import Check, Format, PasswordFrom
from app.cli.status import Exit
from app.cli.terminal import run_command
from app.domain.authentication import Scheme
from app.domain.events import Outcome, Recorded
from app.domain.failures import FailureKind
from app.domain.options import RunOptions
from app.domain.prompts import Nobody
from app.domain.secret import Credentials, Secret
from app.net.masking import basic_token
from app.practice.organisation import open_organisation
from app.practice.scenario import Scenario
from app.practice.scenarios import load_scenarios
from app.sessionlog import encoded_line
from app.wiring import RealEngine
from tests.net.peers import Guest
from tests.support.answers_xml import settings_xml
from tests.support.canary import PASSWORD, echo, traces
from tests.support.hostile import Scene
from tests.support.hostile_runs import ADDRESS, HOST, World, run_on, stage
from tests.support.hostile_servers import ROOT, Hostile
from tests.support.left_behind import check_written
from tests.support.taps import Heard, tapped

pytestmark = pytest.mark.anyio

SCENARIOS = {one.name: one for one in load_scenarios()}


# --- the practice organisation ------------------------------------------------------------------

GETS_IT: dict[str, set[str]] = {
    "fresh-install": {"192.0.2.10:443"},
    "fresh-install-outside": set(),
    "method-one": {"192.0.2.10:443"},
    "method-two": {"192.0.2.10:443", "192.0.2.11:443"},
    "method-three": {"192.0.2.10:443"},
    "srv-record": {"192.0.2.10:443"},
    "expired": set(),
    "wrong-name": set(),
    "root-web-site": {"192.0.2.10:443"},
    "wrong-password": {"192.0.2.10:443"},
    "untrusted-issuer": set(),
    "missing-intermediate": {"192.0.2.10:443"},
    "internal-names-outside": {"192.0.2.10:443"},
    "moved-mailbox": {"192.0.2.10:443", "192.0.2.30:443"},
    "redirect-loop": {"192.0.2.10:443", "192.0.2.30:443"},
    "dead-scp": {"192.0.2.11:443"},
    "two-sites": {"192.0.2.10:443", "192.0.2.11:443"},
    "black-hole": {"192.0.2.10:443"},
    "not-xml": set(),
    "split-dns": set(),
}
"""The servers that take the password, inside TLS, where it is the right one. Whatever else is
asked (DNS, LDAP, port 80) never sees it."""


async def practise(scenario: Scenario, log: Path, **options: Any) -> tuple[list[Recorded], Heard]:
    records: list[Recorded] = []
    with tapped() as heard:
        async with open_organisation(scenario) as organisation:
            heard.places = {
                int(rule.rpartition(":")[2]): rule.partition("=")[0]
                for rule in organisation.options.connects
            }
            await RealEngine(pytest.fail, keeps_logs=False).run(
                replace(organisation.options, save=str(log), **options),
                Secret(PASSWORD),
                Nobody(),
                records.append,
            )
    return records, heard


def with_canary(scenario: Scenario) -> Scenario:
    return replace(scenario, account=replace(scenario.account, password=PASSWORD))


@pytest.mark.parametrize("is_right", [True, False])
@pytest.mark.parametrize("name", SCENARIOS)
async def test_in_practice_only_servers_with_an_accepted_certificate_get_it(
    name: str, is_right: bool, tmp_path: Path
) -> None:
    log = tmp_path / "run.autodiscope"
    scenario = with_canary(SCENARIOS[name]) if is_right else SCENARIOS[name]

    records, heard = await practise(scenario, log)

    assert {port for port, data in heard.raw.items() if traces(data)} == set()
    told = {heard.places[port] for port, data in heard.unpacked.items() if traces(data)}
    assert told == GETS_IT[name] if is_right else told <= GETS_IT[name]
    check_written(records, [log])


def test_every_scenario_has_its_row() -> None:
    assert set(GETS_IT) == set(SCENARIOS)


async def test_in_a_survey_of_practice_too(tmp_path: Path) -> None:
    log = tmp_path / "run.autodiscope"

    records, heard = await practise(with_canary(SCENARIOS["method-three"]), log, mode="survey")

    assert {port for port, data in heard.raw.items() if traces(data)} == set()
    told = {heard.places[port] for port, data in heard.unpacked.items() if traces(data)}
    assert told == {"192.0.2.10:443"}
    check_written(records, [log])


# --- hostile servers ----------------------------------------------------------------------------

BASIC = 'WWW-Authenticate: Basic realm="x"'


def hostile(scene: Scene) -> Hostile:
    return Hostile(name="", scene=scene, kind=FailureKind.PROTOCOL, words="")


async def wants_it(guest: Guest, reached: asyncio.Event) -> None:
    """Ask for it in every way, and take it."""
    while await guest.request():
        reached.set()
        offers = ("Negotiate", "NTLM", 'Basic realm="x"')
        await guest.answer("401 No", b"", *(f"WWW-Authenticate: {one}" for one in offers))


async def test_a_server_in_the_clear_that_asks_for_it_does_not_get_it(world: World) -> None:
    async with stage(world, hostile(wants_it), in_the_clear=True) as staged:
        ran = await run_on(staged, password=PASSWORD)

    assert b"authorization" not in staged.peers[f"{HOST}:80"].heard.lower()
    check_written(ran.records)


async def test_a_server_with_another_ones_certificate_does_not_get_it(world: World) -> None:
    async with stage(world, hostile(wants_it), identity=HOST) as staged:
        ran = await run_on(staged, password=PASSWORD)

    assert staged.peers[f"{ROOT}:443"].guests
    assert staged.peers[f"{ROOT}:443"].heard == b""
    check_written(ran.records)


async def test_a_server_whose_certificate_the_user_accepts_gets_it(world: World) -> None:
    async with stage(world, hostile(wants_it), identity=HOST) as staged:
        await run_on(staged, password=PASSWORD, security_alert="accept", authentication=("basic",))

    assert traces(staged.peers[f"{ROOT}:443"].heard)


SCHEMES = [chosen for count in (1, 2, 3) for chosen in itertools.combinations(Scheme, count)]


@pytest.mark.parametrize("offered", SCHEMES, ids="+".join)
@pytest.mark.parametrize("allowed", SCHEMES, ids="+".join)
async def test_the_password_itself_goes_only_where_basic_is_allowed_and_offered_alone(
    offered: tuple[Scheme, ...], allowed: tuple[Scheme, ...], world: World
) -> None:
    """Guardicore's "ol' switcheroo": a server that wants Basic in place of NTLM. protocol.md 8.1"""
    asked = 0

    async def scene(guest: Guest, reached: asyncio.Event) -> None:
        nonlocal asked
        while await guest.request():
            asked += 1
            # At first as offered, and whatever comes then, Basic alone.
            now = offered if asked == 1 else (Scheme.BASIC,)
            words = (f'{one.value} realm="x"' if one == "basic" else one.value for one in now)
            await guest.answer("401 No", b"", *(f"WWW-Authenticate: {one}" for one in words))
            reached.set()

    async with stage(world, hostile(scene)) as staged:
        await run_on(staged, password=PASSWORD, authentication=tuple(allowed))

    heard = staged.peers[f"{ROOT}:443"].heard
    if not (Scheme.BASIC in offered and Scheme.BASIC in allowed):
        assert b"authorization: basic" not in heard.lower()
        assert traces(heard) == []
    elif offered == (Scheme.BASIC,):
        assert traces(heard)


async def echoes(guest: Guest, reached: asyncio.Event) -> None:
    """Ask for the password, say it back in every form, and send it on to others."""
    while request := await guest.request():
        reached.set()
        if b"authorization: basic" not in request.lower():
            await guest.answer("401 No", b"", BASIC)
            continue
        token = request.lower().partition(b"authorization: ")[2].partition(b"\r\n")[0]
        narrow = [form for form in echo().split(b"\r\n") if form.isascii() and form.isalnum()]
        headers = [f"X-{number}: {form.decode()}" for number, form in enumerate(narrow)]
        plain = PASSWORD.encode().decode("latin-1")
        await guest.answer(
            f"302 {plain}",
            echo() + token,
            *headers,
            f"Set-Cookie: session={plain}",
            f"Location: https://{HOST}/autodiscover/autodiscover.xml?p={quote(PASSWORD)}",
            f"X-Plain: {plain}",
        )


async def test_what_a_server_says_back_of_it_is_hidden_and_not_sent_on(
    world: World, tmp_path: Path
) -> None:
    log = tmp_path / "run.autodiscope"

    async with stage(world, hostile(echoes)) as staged:
        ran = await run_on(
            staged,
            password=PASSWORD,
            authentication=("basic",),
            consent="allow",
            save=str(log),
        )

    assert traces(staged.peers[f"{ROOT}:443"].heard)
    assert staged.peers[f"{HOST}:443"].guests
    assert traces(staged.peers[f"{HOST}:443"].heard) == []
    assert "(hidden)" in repr(ran.records)
    check_written(ran.records, [log])


@pytest.mark.parametrize("status", ["200 OK", "500 Oh", "302 Found"])
async def test_cookies_and_raw_tokens_become_no_events(status: str, world: World) -> None:
    token = base64.b64encode(b"NTLMSSP\0\2\0\0\0" + bytes(range(40))).decode()

    async def scene(guest: Guest, reached: asyncio.Event) -> None:
        while await guest.request():
            lines = ("Set-Cookie: OutlookSession=c0okie; secure", f"WWW-Authenticate: NTLM {token}")
            await guest.answer(status, b"", *lines)

    async with stage(world, hostile(scene)) as staged:
        ran = await run_on(staged, password=PASSWORD)

    shown = b"".join(map(encoded_line, ran.records)).decode()
    assert "OutlookSession" in shown
    assert "c0okie" not in shown
    assert token not in shown


# --- defects, and what the terminal shows -------------------------------------------------------


async def lets_in(guest: Guest) -> None:
    while request := await guest.request():
        if b"authorization: basic" in request.lower():
            await guest.answer("200 OK", settings_xml(HOST), "Content-Type: text/xml")
        else:
            await guest.answer("401 No", b"", BASIC)


def in_the_terminal(world: World, form: Format, log: Path) -> int:
    """Run the command line against a server that wants the password."""

    class Hosted(RealEngine):
        async def run(self, options: RunOptions, *rest: Any) -> Outcome:
            async with stage(world, None, good=lets_in) as staged:
                merged = replace(staged.options, save=options.save, authentication=("basic",))
                return await super().run(merged, *rest)

    command = Check(
        options=RunOptions(address=ADDRESS, save=str(log)),
        format=form,
        password=PasswordFrom.STANDARD_INPUT,
    )
    return run_command(command, Hosted(print, keeps_logs=False))


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(f"{PASSWORD}\n".encode()), encoding="utf-8")
    monkeypatch.setattr("sys.stdin", stdin)


@pytest.mark.parametrize("form", Format)
def test_the_terminal_shows_nothing_of_it(
    form: Format,
    typed: None,
    world: World,
    tmp_path: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    log = tmp_path / "run.autodiscope"

    status = in_the_terminal(world, form, log)

    said = capfdbinary.readouterr()
    assert (status, traces(said.out), traces(said.err)) == (Exit.DONE, [], [])
    assert said.out
    assert traces(log.read_bytes()) == []


DEFECTS = [
    "app.net.line.Line.send",
    "app.net.line.Line.receive",
    "app.net.legs.shown_response",
    "app.net.signing_in.SigningIn._report",
    "app.domain.growth.Watched.finish",
]


@pytest.fixture(params=DEFECTS)
def defect(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Break one place of the program, as soon as the password is on its way."""
    whole = pydoc.locate(request.param)
    assert callable(whole)
    on_its_way = False

    def writes_it(credentials: Credentials) -> str:
        nonlocal on_its_way
        on_its_way = True
        return basic_token(credentials)

    def breaks(*given: Any, **named: Any) -> Any:
        if on_its_way:
            raise LookupError("a defect")
        return whole(*given, **named)

    monkeypatch.setattr("app.net.way_in.basic_token", writes_it)
    monkeypatch.setattr(request.param, breaks)


def test_a_defect_while_it_is_held_shows_nothing_of_it(
    defect: None,
    typed: None,
    world: World,
    tmp_path: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    log = tmp_path / "run.autodiscope"

    status = in_the_terminal(world, Format.TEXT, log)

    said = capfdbinary.readouterr()
    assert status == Exit.DEFECT
    named = re.search(rb"with the file (.+)\.\n", said.err)
    assert named
    report = Path(os.fsdecode(named[1])).read_bytes()
    assert b"LookupError" in report
    kept = (said.out, said.err, log.read_bytes(), report)
    assert [traces(one) for one in kept] == [[], [], [], []]


@pytest.mark.parametrize("defect", DEFECTS[1:], indirect=True)
async def test_a_report_of_a_defect_with_our_local_variables_shows_nothing_of_it(
    defect: None, world: World
) -> None:
    async with stage(world, None, good=lets_in) as staged:
        with pytest.raises(BaseException) as caught:
            await run_on(staged, password=PASSWORD, authentication=("basic",))

    # What goes onto the wire itself (Line.send) is in the frames that send it, and must be.
    report = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    ours = [frame for frame in frames_of(report) if "/app/" in frame.filename]
    assert ours
    shown = {
        f"{one.name}: {name}": traces(text)
        for one in ours
        for name, text in (one.locals or {}).items()
    }
    assert {name: found for name, found in shown.items() if found} == {}


def frames_of(report: traceback.TracebackException) -> Iterable[traceback.FrameSummary]:
    yield from report.stack
    for one in (*(report.exceptions or ()), report.__cause__, report.__context__):
        if one is not None:
            yield from frames_of(one)
