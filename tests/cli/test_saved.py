"""What is done with saved sessions in the terminal."""

import io
import json
import sys
from pathlib import Path

import pytest

from app.export import EXPORTERS, as_plan
from app.export.ticket import as_file
from app.findings import conclude
from app.sessionlog import SessionWriter, write_note
from tests.cli.running import one_complaint, run
from tests.sessionlog.foreign import samples
from tests.support import played_runs
from tests.support.exports import exported
from tests.support.played_runs import ADDRESS, session_of


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "run.autodiscope"
    with SessionWriter(path) as writer:
        for recorded in played_runs.found():
            writer.write(recorded)
    return path


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
