import io
import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.cli.commands import SelfTest, TerminalCommand, Window
from app.cli.parse import parse
from app.cli.terminal import run_command
from app.domain.conditions import Conditions
from app.domain.events import Outcome, Recorded, RoundStarted, RunStarted
from app.domain.options import RunOptions, WrongUseError
from app.domain.prompts import Answer
from app.domain.settings import Service
from app.domain.titles import ProfileTitle
from app.export import EXPORTERS, as_plan
from app.export.ticket import as_file
from app.findings import conclude
from app.sessionlog import SessionWriter, WrongLogError, encoded_line, write_note
from tests.cli.fakes import PlayingEngine
from tests.sessionlog.foreign import samples
from tests.support import played_runs
from tests.support.exports import exported
from tests.support.played_runs import ADDRESS, session_of

ROOT = Path(__file__).parents[2]


def command(arguments: str) -> TerminalCommand:
    parsed = parse(arguments.split())
    assert not isinstance(parsed, Window | SelfTest)
    return parsed


def run(arguments: str, engine: PlayingEngine | None = None) -> int:
    return run_command(command(arguments), engine or PlayingEngine(played_runs.found()))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "run.autodiscope"
    with SessionWriter(path) as writer:
        for recorded in played_runs.found():
            writer.write(recorded)
    return path


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


def test_scenarios_and_profiles_are_listed_one_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert [run("practice --list"), run("--list-profiles")] == [0, 0]
    assert capsys.readouterr().out.splitlines() == [
        "fresh-install  What setup leaves.",
        "expired        A date has passed.",
        "outlook-2007      Outlook 2007 SP1",
        "outlook-2007-rtm  Outlook 2007",
    ]


def test_serving_prints_the_command_line_that_reaches_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    engine = PlayingEngine()

    assert run("practice expired --serve", engine) == 0
    assert engine.scenario == "expired"
    assert capsys.readouterr().out == (
        "autodiscope check ann@contoso.example --resolver 127.0.0.1:5353\n"
    )


# --- saved sessions ------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_saved_session_is_shown_as_it_would_have_been_then(
    log: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(f"show {log} --format {form}") == 0
    assert capsys.readouterr().out == exported(form, session_of(played_runs.found()))


def test_a_saved_session_is_shown_line_by_line_unknown_events_too(
    log: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    with log.open("ab") as stream:
        stream.write(b'{"number":99,"event":{"type":"moon-landed"}}\n')

    assert run(f"show {log} --format jsonl") == 0
    assert capsysbinary.readouterr().out == b"".join(log.read_bytes().splitlines(True)[1:])


@pytest.mark.parametrize("form", ["text", "json", "jsonl"])
def test_a_masked_session_names_nobody(
    log: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with log.open("ab") as stream:
        stream.write(b'{"number":99,"event":{"type":"moon-landed","by":"ann@contoso.example"}}\n')

    assert run(f"show {log} --mask --format {form}") == 0
    out = capsys.readouterr().out
    assert "user1@domain1.example" in out
    assert "contoso" not in out


@pytest.mark.parametrize("suffix", [one.suffix for one in EXPORTERS.values()])
def test_a_masked_export_names_nobody(log: Path, suffix: str) -> None:
    target = log.with_suffix(suffix)

    assert run(f"show {log} --mask --export {target}") == 0
    assert b"contoso" not in target.read_bytes()


@pytest.mark.parametrize(
    ("suffix", "form"), [(one.suffix, name) for name, one in EXPORTERS.items()]
)
def test_a_saved_session_is_exported_by_suffix(
    log: Path, suffix: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    target = log.with_suffix(suffix)

    assert run(f"show {log} --export {target}") == 0
    session = session_of(played_runs.found())
    # A ticket's text is read from its beginning, and has the plan behind it.
    whole = as_file(session, conclude(session)) + "\n" + as_plan(session)
    expected = whole if form == "text" else exported(form, session)
    assert target.read_bytes().decode() == expected
    assert capsys.readouterr() == ("", "")


def one_complaint(capsys: pytest.CaptureFixture[str]) -> str:
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("autodiscope: ")
    assert len(err.splitlines()) == 1
    return err


def test_an_export_that_cannot_be_written_is_one_line(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(f"show {log} --export {tmp_path}/none/a.txt") == 2
    assert "cannot be written: No such file" in one_complaint(capsys)


def test_an_export_never_writes_over_the_session(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = log.rename(log.with_suffix(".txt"))
    before = session.read_bytes()

    assert run(f"show {session} --export {session}") == 2
    assert "choose another name" in one_complaint(capsys)
    assert session.read_bytes() == before


@pytest.mark.parametrize("data", [b"", b"hello", b"\x89PNG\r\n\xff\xfe", b"{}\n", b"[" * 100_000])
@pytest.mark.parametrize("form", ["text", "jsonl"])
def test_a_foreign_file_is_one_line(
    tmp_path: Path, data: bytes, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "foreign.autodiscope"
    path.write_bytes(data)

    assert run(f"show {path} --format {form}") == 2
    assert "is nothing that can be read here" in one_complaint(capsys)


def test_a_missing_file_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show none.autodiscope") == 2
    assert one_complaint(capsys) == (
        "autodiscope: none.autodiscope cannot be read: No such file or directory.\n"
    )


# --- wrong use and defects -----------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "ann",
        "ann@contoso",
        "ann@[192.0.2.1]",
        "ann@192.0.2.1",
        "user@com.br",
        "a@@",
        "ann lee@contoso.example",
        "x" * 10_000 + "@contoso.example",
        "ann@" + "x" * 10_000,
        "",
        "ann@con\ntoso.example",
    ],
)
def test_a_wrong_address_is_one_line(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        parsed = parse(["check", address])
    except WrongUseError as error:
        text = str(error)
    else:
        assert not isinstance(parsed, Window | SelfTest)
        assert run_command(parsed, PlayingEngine()) == 2
        text = one_complaint(capsys)

    assert len(text) < 500


def test_an_address_in_another_script_is_taken() -> None:
    engine = PlayingEngine(played_runs.found())

    assert run("check zoë@bücher.example --format json", engine) == 0


@pytest.mark.parametrize(
    "trouble",
    [
        WrongUseError("There is no profile outlook-1997; --list-profiles names them."),
        WrongUseError("ca.pem holds no certificate in PEM form."),
        WrongLogError("x is no session."),
    ],
)
def test_what_the_engine_cannot_take_is_one_line(
    trouble: ValueError, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(f"check {ADDRESS}", PlayingEngine(trouble=trouble)) == 2
    assert one_complaint(capsys) == f"autodiscope: {trouble}\n"


def test_a_password_that_is_not_there_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))

    assert run(f"check {ADDRESS} --password-stdin") == 2
    assert "--password-stdin" in one_complaint(capsys)


def test_a_defect_has_a_status_of_its_own_and_no_secret(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"hunter2\n")))
    engine = PlayingEngine(trouble=ZeroDivisionError("a defect"))

    assert run(f"check {ADDRESS} --password-stdin", engine) == 70

    out, err = capsys.readouterr()
    assert out == ""
    told = "autodiscope: This is a defect in the program (ZeroDivisionError); please report it with"
    assert err.startswith(f"{told} the file ")
    assert err.count("\n") == 1
    report = Path(err.rpartition(" the file ")[2].strip().removesuffix(".")).read_text()
    assert "ZeroDivisionError" in report
    assert "tests/cli/fakes.py" in report
    assert "a defect" not in report.partition("\n")[2]
    assert "hunter2" not in err + report


def test_a_report_that_cannot_be_kept_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path / "file"))

    assert run(f"check {ADDRESS}", PlayingEngine(trouble=ZeroDivisionError())) == 70

    first, *report = capsys.readouterr().err.splitlines()
    assert first.endswith("please report it with the lines below.")
    assert "ZeroDivisionError" in report


def test_a_report_names_the_newest_events_and_nothing_that_they_hold(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("app.cli.terminal.conclude", fail)

    assert run(f"check {ADDRESS}") == 70

    err = capsys.readouterr().err.splitlines()[-1]
    report = Path(err.rpartition(" the file ")[2].strip().removesuffix(".")).read_text()
    assert report.endswith(f"  {len(played_runs.found())} run-finished\n")
    assert ADDRESS not in report
    assert "contoso" not in report


def test_ctrl_c_before_the_run_is_an_interruption(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = PlayingEngine(trouble=None)

    def interrupt() -> tuple[ProfileTitle, ...]:
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, "profiles", interrupt)

    assert run("--list-profiles", engine) == 130


# --- the program as a process --------------------------------------------------------------

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


def test_a_log_of_outlooks_can_be_piped_in(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = io.TextIOWrapper(io.BytesIO(samples.NOTHING_FOUND.encode()))
    monkeypatch.setattr(sys, "stdin", piped)

    status = run("show -")

    out = capsys.readouterr().out
    assert status == 0
    assert "read from the Log tab of Outlook's test dialog" in out
    assert "Outlook finds no settings for ann@wingtiptoys.com" in out


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path / "data"))
    folder = tmp_path / "data" / "sessions"
    folder.mkdir(parents=True)
    for name, records in (("1", played_runs.found()), ("2", played_runs.not_found())):
        with SessionWriter(folder / f"{name}.autodiscope") as writer:
            for recorded in records:
                writer.write(recorded)
    (folder / "0.autodiscope").write_bytes(b"PK")
    write_note(folder / "1.autodiscope", "Ticket 4711\n\x1b[2Jclosed")
    return folder


def test_the_sessions_that_were_kept_are_listed(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("sessions --search ticket") == 0

    head, *lines = capsys.readouterr().out.splitlines()
    assert head.endswith(f"  {ADDRESS}  Settings found")
    assert lines[-4:] == [
        "    | Ticket 4711",
        "    | [2Jclosed",
        "    1.autodiscope",
        f"1 session log in {kept}",
    ]
    assert run("sessions") == 0
    out = capsys.readouterr().out
    assert out.endswith(f"3 session logs in {kept}\n")
    assert "    Is nothing that can be read here" in out


def test_the_sessions_that_were_kept_are_listed_for_programs(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("sessions --format json") == 0

    document = json.loads(capsys.readouterr().out)
    assert document["folder"] == str(kept)
    sessions = {one["file"]: one for one in document["sessions"]}
    assert sessions["1.autodiscope"]["outcome"] == "found"
    assert sessions["1.autodiscope"]["note"] == "Ticket 4711\n[2Jclosed"
    assert sessions["2.autodiscope"]["finding"]["severity"] == "error"
    assert sessions["0.autodiscope"]["outcome"] is None
    assert sessions["0.autodiscope"]["trouble"].startswith("Is nothing")
    assert list(sessions["0.autodiscope"]) == list(sessions["1.autodiscope"])


def test_two_sessions_are_compared_side_by_side(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.autodiscope"
    with SessionWriter(other) as writer:
        for recorded in played_runs.not_found():
            writer.write(recorded)

    assert run(f"compare {log} {other}") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [f"1: {log}", f"2: {other}"]
    assert "What explains it" in lines
    start = lines.index("Outcome")
    assert lines[start : start + 4] == [
        "Outcome",
        "  Outcome",
        "    1: settings found",
        "    2: no settings found",
    ]
    assert run(f"compare {log} {other} --format json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["differences"][0]["second"]["text"] == "no settings found"
    assert run(f"compare {log} {log}") == 0
    assert capsys.readouterr().out.endswith("The two sessions tell the same.\n")


def test_services_are_tried_again_with_what_is_given_now(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = PlayingEngine(played_runs.found())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"hunter2\n")))

    status = run("check --continue run.autodiscope --password-stdin --service oab", engine)

    assert status == 0
    assert engine.continued == Path("run.autodiscope")
    assert engine.repeat
    assert [one.service for one in engine.repeat.services] == [Service.OAB]
    assert engine.password
    assert engine.password.reveal() == "hunter2"
    told = capsys.readouterr().err
    assert told.startswith("Continues the run of 2026-11-22 10:00:00 UTC (run.autodiscope), for")
    assert "hunter2" not in told


def test_a_service_that_the_session_lacks_is_refused_by_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("check --continue run.autodiscope --service um") == 2
    assert "it has availability, oab." in capsys.readouterr().err


def test_what_the_session_makes_a_run_do_and_what_not_is_told_beforehand(
    capsys: pytest.CaptureFixture[str],
) -> None:
    first, *others = played_runs.found()
    assert isinstance(first.event, RunStarted)
    conditions = Conditions(resolvers=("10.1.2.53",), trust_files=("corp.pem",))
    begun = replace(
        first, event=replace(first.event, address="ann@other.example", conditions=conditions)
    )
    rounds = [one for one in others if not isinstance(one.event, RoundStarted)]

    for consent, count in (("", 1), (" --consent allow", 0)):
        run(f"check --continue x.autodiscope{consent}", PlayingEngine([begun, *rounds]))

        lines = capsys.readouterr().err.splitlines()
        assert "As in that run: Asks the DNS servers: 10.1.2.53." in lines
        assert any("--trust-file has to name it again" in line for line in lines)
        assert sum("is of another domain" in line for line in lines) == count
