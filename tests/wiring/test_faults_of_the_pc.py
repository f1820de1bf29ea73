"""A PC that loses its network in the middle of a run, or stands still: each is told, once."""

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from msgspec import Struct

from app.domain.events import Recorded
from app.domain.notes import NoteCode, Noted
from app.findings import examine
from app.sessionlog import load, read_lines
from tests.support.programs import program

pytestmark = pytest.mark.real

ROOT = Path(__file__).parents[2]

RUN = """
import asyncio, json, subprocess, sys, time
from app.domain.prompts import Nobody
from app.domain.options import RunOptions
from app.domain.session import Session
from app.findings import examine
from app import profiles
from app.wiring import RealEngine
from msgspec.structs import replace

scenario, phase, back_s, log = sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4]
gone = []

# A limit that runs out is waited for here, so that it is short; one that does not may be long.
limits = ("connect_s", "handshake_s", "response_s", "dns_s", "system_names_s", "directory_s")
limit_s = 20.0 if back_s else 1.0
load = profiles.load
profiles.load = lambda name: replace(
    load(name), limits=replace(load(name).limits, **dict.fromkeys(limits, limit_s))
)

def loopback(state):
    subprocess.run(["ip", "link", "set", "lo", state], check=True)

async def once(save):
    session = Session()

    def tell(recorded):
        session.apply(recorded)
        if recorded.event.__struct_config__.tag == phase and not gone:
            gone.append(recorded.number)
            loopback("down")
            if back_s:
                asyncio.get_running_loop().call_later(back_s, loopback, "up")

    engine = RealEngine(told.append, keeps_logs=False)
    outcome = await engine.practice(scenario, RunOptions(save=save), None, Nobody(), tell)
    return session, outcome

told = []
started = time.monotonic()
session, outcome = asyncio.run(once(log))
took_s = time.monotonic() - started
failures = [one.failure for _, one in session.attempts if one.failure]
loopback("up")
_, again = asyncio.run(once(""))
json.dump({"outcome": outcome, "again": again, "took_s": took_s, "gone": len(gone), "told": told,
           "kinds": sorted({one.kind for one in failures}),
           "details": [one.detail for one in failures],
           "findings": [one.code for one in examine(session)]}, sys.stdout)
"""


class Told(Struct):
    """What came of a run whose network went."""

    outcome: str
    again: str
    """The outcome of a further run of the same program, with the network back."""
    took_s: float
    gone: int
    told: list[str]
    kinds: list[str]
    details: list[str]
    findings: list[str]


def run(scenario: str, phase: str, back_s: float, log: Path) -> Told:
    done = subprocess.run(
        [
            *(program("unshare"), "--net"),
            *("sh", "-c", 'ip link set lo up && exec "$0" "$@"', sys.executable, "-c", RUN),
            *(scenario, phase, str(back_s), str(log)),
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
    )
    return msgspec.json.decode(done.stdout, type=Told)


PHASES = (
    ("method-one", "attempt-started"),
    ("method-one", "name-resolved"),
    ("method-one", "connected"),
    ("method-one", "certificate-judged"),
    ("method-one", "request-sent"),
    ("fresh-install", "bound"),
    ("method-one", "settings-chosen"),
)
SAID = {"unreachable", "timed-out", "reset", "no-answer-from-dns", "name-not-found", "directory"}


@pytest.mark.parametrize(("scenario", "phase"), PHASES)
def test_a_network_that_goes_away_ends_each_attempt_with_one_clear_line(
    tmp_path: Path, scenario: str, phase: str
) -> None:
    log = tmp_path / "it.autodiscope"

    told = run(scenario, phase, 0.0, log)

    assert (told.gone, told.told) == (1, [])
    assert told.outcome in {"not-found", "found"}
    # Nothing waits for ever: a few limits of a second, one after the other.
    assert told.took_s < 40
    assert told.details
    assert set(told.kinds) <= SAID | {"sign-in-needed"}
    assert all(one.endswith(".") and len(one.splitlines()) == 1 for one in told.details)
    assert load(log).outcome == told.outcome
    # The same program goes on as if nothing had been, once the network is back.
    assert told.again == "found"


@pytest.mark.parametrize("phase", ["connected", "certificate-judged", "request-sent"])
def test_a_network_that_comes_back_within_the_limit_is_as_if_it_had_never_gone(
    tmp_path: Path, phase: str
) -> None:
    told = run("method-one", phase, 0.2, tmp_path / "it.autodiscope")

    assert (told.gone, told.outcome, told.again) == (1, "found", "found")


STOPPED = """
import asyncio, os, signal, sys
from app.domain.prompts import Nobody
from app.domain import pauses
from app.domain.options import RunOptions
from app.wiring import RealEngine, clock_watch

# As much shorter as this test is than a lunch break.
pauses.STOOD_STILL_S, clock_watch.EVERY_S = 0.4, 0.05

def tell(recorded):
    if recorded.event.__struct_config__.tag == "certificate-judged" and not stopped:
        stopped.append(recorded.number)
        os.kill(os.getpid(), signal.SIGSTOP)

stopped = []
engine = RealEngine(print, keeps_logs=False)
run = engine.practice("method-one", RunOptions(save=sys.argv[1]), None, Nobody(), tell)
sys.exit(0 if asyncio.run(run) == "found" else 1)
"""


def test_a_program_that_was_stopped_goes_on_and_its_log_says_so(tmp_path: Path) -> None:
    log = tmp_path / "it.autodiscope"
    child = subprocess.Popen(
        [sys.executable, "-c", STOPPED, log], env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    os.waitid(os.P_PID, child.pid, os.WSTOPPED)
    # It is the passing of time itself that is looked at.
    time.sleep(1.0)
    child.send_signal(signal.SIGCONT)

    assert child.wait(50) == 0
    session = load(log)
    notes = [one.event for one in read_lines(log) if isinstance(one, Recorded)]
    said = [one for one in notes if isinstance(one, Noted) and one.code is NoteCode.STOOD_STILL]
    assert said
    assert [one.code for one in examine(session)].count("run-stood-still") == 1


SERVERS_GONE = """
import asyncio, os, signal, sys
from app import profiles
from app.domain.prompts import Nobody
from app.cli.parse import parse
from app.domain import pauses
from app.wiring import RealEngine, clock_watch
from msgspec.structs import replace

# Long enough for a busy machine to come as far as to be stopped; then some run out.
pauses.STOOD_STILL_S, clock_watch.EVERY_S = 0.4, 0.05
limits = ("connect_s", "handshake_s", "response_s", "dns_s", "system_names_s", "directory_s")
load = profiles.load
profiles.load = lambda name: replace(
    load(name), limits=replace(load(name).limits, **dict.fromkeys(limits, 5.0))
)
phase, log, *words = sys.argv[1:]

def tell(recorded):
    if recorded.event.__struct_config__.tag == phase and not stopped:
        stopped.append(recorded.number)
        os.kill(os.getpid(), signal.SIGSTOP)

stopped = []
options = replace(parse(words).options, save=log)
asyncio.run(RealEngine(print, keeps_logs=False).run(options, None, Nobody(), tell))
"""


@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    ("phase", "detail"),
    [
        ("connected", "autodiscover.contoso.example:443 closed the connection in the middle of"),
        ("certificate-judged", "autodiscover.contoso.example:443 broke the connection off."),
    ],
)
def test_servers_that_hung_up_while_the_program_stood_still_are_told_and_why(
    tmp_path: Path, phase: str, detail: str
) -> None:
    """As after a night's sleep: the connection is open here alone."""
    log = tmp_path / "it.autodiscope"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    serving = [sys.executable, "-m", "app", "practice", "method-one", "--serve"]
    with subprocess.Popen(serving, stdout=subprocess.PIPE, env=environment) as servers:
        assert servers.stdout
        try:
            # A password is piped into the command, which does without it here.
            line = shlex.split(servers.stdout.readline().decode())
            words = [one for one in line[line.index("check") :] if one != "--password-stdin"]
            child = subprocess.Popen(
                [sys.executable, "-c", SERVERS_GONE, phase, log, *words],
                stdout=subprocess.PIPE,
                env=environment,
            )
            os.waitid(os.P_PID, child.pid, os.WSTOPPED)
        finally:
            # Whatever went wrong, the end of the block waits for theirs.
            servers.kill()
        servers.wait()
        # It is the passing of time itself that is looked at.
        time.sleep(0.6)
        child.send_signal(signal.SIGCONT)
        told, _ = child.communicate(timeout=100)

    session = load(log)
    failures = [one.failure for _, one in session.attempts if one.failure]
    assert (child.returncode, told) == (0, b"")
    assert session.outcome == "not-found"
    assert [one.detail for one in failures if one.detail.startswith(detail)]
    assert all(one.detail.endswith(".") and len(one.detail.splitlines()) == 1 for one in failures)
    assert [one.code for one in examine(session)].count("run-stood-still") == 1
