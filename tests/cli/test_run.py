"""A run in the terminal."""

import io
import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.events import Outcome, Recorded
from app.domain.options import RunOptions
from app.domain.prompts import Answer
from app.sessionlog import encoded_line
from tests.cli.fakes import PlayingEngine
from tests.cli.running import run
from tests.support import played_runs
from tests.support.exports import exported
from tests.support.played_runs import ADDRESS, session_of

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("records", "status"),
    [
        (played_runs.found(), 0),
        (played_runs.not_found(), 1),
        (played_runs.sign_in_needed(), 3),
        (played_runs.found()[:-1], 130),
    ],
)
def test_the_exit_status_is_the_outcome(records: list[Recorded], status: int) -> None:
    assert run(f"check {ADDRESS} --format json", PlayingEngine(records)) == status


def test_a_cancelled_run_was_interrupted() -> None:
    player = played_runs.Player()
    player.start()
    player.end(Outcome.CANCELLED)

    assert run(f"check {ADDRESS}", PlayingEngine(player.records)) == 130


def test_text_is_the_tree_on_standard_output_and_progress_on_standard_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(f"check {ADDRESS}")

    out, err = capsys.readouterr()
    assert out == exported("text", session_of(played_runs.found()))
    assert err.splitlines()[-1].endswith("from here: no address for this name")


def test_json_is_alone_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    run(f"check {ADDRESS} --format json")

    out, err = capsys.readouterr()
    assert json.loads(out)["outcome"] == "found"
    assert err == ""


def test_jsonl_lines_are_those_of_the_session_log(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    run(f"check {ADDRESS} --format jsonl")

    out, err = capsysbinary.readouterr()
    assert out == b"".join(encoded_line(one) for one in played_runs.found())
    assert err == b""


def test_options_and_password_reach_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = PlayingEngine(played_runs.found())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"hunter2\n")))

    run(f"check {ADDRESS} --password-stdin --site Paris", engine)

    assert engine.options == RunOptions(address=ADDRESS, site="Paris")
    assert engine.password
    assert engine.password.reveal() == "hunter2"


def test_practice_runs_its_scenario_with_what_wins_over_it() -> None:
    engine = PlayingEngine(played_runs.found())

    assert run("practice expired --text --security-alert accept", engine) == 0
    assert (engine.scenario, engine.options) == ("expired", RunOptions(security_alert="accept"))


def test_what_the_options_leave_open_is_denied_where_nobody_is_there() -> None:
    engine = PlayingEngine(played_runs.not_found())

    run(f"check {ADDRESS}", engine)

    assert engine.given == [Answer.ASSUMED_NO]


# --- the program as a process -------------------------------------------------------------------

PROGRAM = """
import sys
from app.cli.parse import parse
from app.cli.terminal import run_command
from tests.cli.fakes import PlayingEngine
from tests.support import played_runs
engine = PlayingEngine(getattr(played_runs, sys.argv[1])())
if len(sys.argv) > 2 and sys.argv[2] == "hangs":
    del sys.argv[2], engine.records[-1]
    engine.hangs = True
status = run_command(parse(sys.argv[2:]), engine)
print("given:", *engine.given)
sys.exit(status)
"""


def start(
    *arguments: str, stdin: int = subprocess.DEVNULL, stdout: int, stderr: int = subprocess.PIPE
) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )


@pytest.mark.parametrize("form", ["json", "jsonl", "text"])
def test_ctrl_c_ends_the_run_and_shows_what_was(form: str) -> None:
    with start("found", "hangs", "check", ADDRESS, "--format", form, stdout=subprocess.PIPE) as run:
        assert run.stderr
        while (line := run.stderr.readline()) != b"hanging\n":
            assert line
        run.send_signal(signal.SIGINT)
        out, err = run.communicate()

    records = played_runs.found()[:-1]
    shown = {
        "json": exported("json", session_of(records)).encode(),
        "jsonl": b"".join(encoded_line(one) for one in records),
        "text": exported("text", session_of(records)).encode(),
    }
    assert (run.returncode, err) == (130, b"")
    assert out == shown[form] + b"given: assumed-no\n"


@pytest.mark.parametrize("form", ["json", "jsonl", "text"])
def test_a_reader_that_went_away_changes_nothing_else(form: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)

    with start("found", "check", ADDRESS, "--format", form, stdout=writer) as run:
        os.close(writer)
        _, err = run.communicate()

    assert run.returncode == 0
    assert b"Error" not in err
    assert b"ignored" not in err


def test_a_full_disk_behind_standard_output_is_one_line() -> None:
    with (
        Path("/dev/full").open("wb") as full,
        start("found", "check", ADDRESS, "--format", "json", stdout=full.fileno()) as run,
    ):
        _, err = run.communicate()

    assert run.returncode == 2
    assert err == b"autodiscope: The output cannot be written: No space left on device.\n"


@pytest.mark.parametrize(("reply", "answer"), [("y", b"yes"), ("n", b"no")])
def test_a_person_at_a_terminal_is_asked(reply: str, answer: bytes) -> None:
    master, slave = pty.openpty()
    with start(
        "not_found", "check", ADDRESS, stdin=slave, stdout=subprocess.PIPE, stderr=slave
    ) as run:
        os.close(slave)
        screen = b""
        while b"Allow? [y/N/always]" not in screen:
            screen += os.read(master, 1000)
        os.write(master, f"{reply}\n".encode())
        out, _ = run.communicate()
    os.close(master)

    assert run.returncode == 1
    assert b"Allow this website to configure ann@fabrikam.example server settings?" in screen
    assert out.endswith(b"given: " + answer + b"\n")
