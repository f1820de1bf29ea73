import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from app.cli.batch import Meter
from app.cli.commands import SelfTest, Window
from app.cli.parse import parse
from app.cli.terminal import run_command
from app.domain.batch import BatchRow, RowOutcome
from app.sessionlog.results_file import ResultsFile, WrongResultsError
from app.wording.batch import progress_text
from tests.cli.fakes import PlayingEngine

TEN = [f"ann@customer{number}.example" for number in range(10)]


def run(engine: PlayingEngine, *arguments: object) -> int:
    command = parse(["batch", *map(str, arguments)])
    assert not isinstance(command, Window | SelfTest)
    return run_command(command, engine)


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text("email\n" + "".join(f"{one}\n" for one in TEN), encoding="utf-8")
    return path


def inputs(path: Path) -> list[str]:
    if path.suffix == ".csv":
        text = path.read_bytes().decode("utf-8-sig")
        return [row["input"] for row in csv.DictReader(io.StringIO(text, newline=""))]
    return [json.loads(line)["input"] for line in path.read_bytes().splitlines()]


def test_rows_go_to_standard_output_as_lines_of_json(
    listed: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    status = run(PlayingEngine(), listed)

    told = capsysbinary.readouterr()
    rows = [json.loads(line) for line in told.out.splitlines()]
    assert status == 0
    assert [(row["line"], row["address"]) for row in rows] == list(enumerate(TEN, start=2))
    assert b"10 of 10" in told.err
    assert b"found 10" in told.err


def test_rows_go_to_files_of_both_kinds(
    listed: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    files = (tmp_path / "out.csv", tmp_path / "out.JSONL")
    status = run(PlayingEngine(), listed, "--output", files[0], "--output", files[1])

    assert (status, capsysbinary.readouterr().out) == (0, b"")
    assert inputs(files[0]) == TEN
    assert [json.loads(line)["input"] for line in files[1].read_bytes().splitlines()] == TEN


def test_wrong_lines_are_rows_as_well(tmp_path: Path) -> None:
    listed, out = tmp_path / "list.csv", tmp_path / "out.jsonl"
    listed.write_bytes(b"ann@contoso.example\n10.0.0.1\n")

    assert run(PlayingEngine(), listed, "--output", out) == 0
    assert [json.loads(line)["outcome"] for line in out.read_bytes().splitlines()] == [
        "found",
        "wrong-input",
    ]


def test_ctrl_c_keeps_what_is_finished_and_the_same_command_goes_on(
    listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = (tmp_path / "out.csv", tmp_path / "out.jsonl")
    words = (listed, "--output", files[0], "--output", files[1])
    engine = PlayingEngine()
    engine.rows_before_ctrl_c = 4
    first = run(engine, *words)
    told = capsys.readouterr().err
    # One of them lost its last row besides.
    files[1].write_bytes(files[1].read_bytes()[:-20])
    again = PlayingEngine()
    second = run(again, *words, "--resume")

    assert (first, second) == (130, 0)
    assert "Interrupted: 4 of 10 are finished. The same command with --resume goes on." in told
    assert "3 of 10 are finished already." in capsys.readouterr().err
    assert again.batch_task is not None
    assert [one.input for one in again.batch_task.entries] == TEN[3:]
    assert sorted(inputs(files[0])) == sorted(inputs(files[1])) == TEN


def test_going_on_knows_rows_by_their_input_also_where_lines_have_moved(
    listed: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    listed.write_text("a.example\nb.example\nb.example\n", encoding="utf-8")
    run(PlayingEngine(), listed, "--output", out)
    listed.write_text("new.example\nb.example\na.example\nb.example\nb.example\n", encoding="utf-8")
    again = PlayingEngine()

    assert run(again, listed, "--output", out, "--resume") == 0
    assert again.batch_task is not None
    assert [one.input for one in again.batch_task.entries] == ["new.example", "b.example"]


def test_a_finished_batch_has_nothing_left(listed: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    run(PlayingEngine(), listed, "--output", out)
    before = out.read_bytes()

    assert run(PlayingEngine(), listed, "--output", out, "--resume") == 0
    assert out.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("missing.csv",), "missing.csv cannot be read: No such file"),
        (("list.csv", "--column", "Post"), "list.csv: The first line of the list has no column"),
        (("list.csv", "--output", "list.csv"), "list.csv exists already: --resume goes on"),
        (("list.csv", "--output", "list.csv", "--resume"), "its line 1 is no result of a batch"),
        (("list.csv", "--output", "no/out.csv"), "out.csv cannot be written: No such file"),
        (("list\0.csv",), "cannot be read: "),
    ],
)
def test_wrong_use_is_one_line(
    listed: Path,
    words: tuple[str, ...],
    complaint: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(listed.parent)
    before = listed.read_bytes()

    assert run(PlayingEngine(), *words) == 2
    told = capsys.readouterr().err
    assert complaint in told
    assert len(told.splitlines()) == 1
    assert listed.read_bytes() == before


def test_a_list_may_be_piped_in(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a.example\n")))

    assert run(PlayingEngine(), "-") == 0
    assert json.loads(capsysbinary.readouterr().out)["address"] == "autodiscope@a.example"


def test_a_password_is_for_one_account_with_a_word_about_lock_outs(
    listed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Secret-1\n")))
    engine = PlayingEngine()
    status = run(engine, listed, "--username", "CONTOSO\\ann", "--password-stdin")

    told = capsys.readouterr()
    assert status == 0
    assert engine.password is not None
    assert engine.password.reveal() == "Secret-1"
    assert "One account, CONTOSO\\ann, signs in for all addresses." in told.err
    assert "lock the account out" in told.err
    assert "Secret-1" not in told.err + told.out


def test_a_defect_in_one_run_is_a_row_and_the_exit_status(
    listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.jsonl"
    engine = PlayingEngine(trouble=ZeroDivisionError("x"))

    assert run(engine, listed, "--output", out) == 70
    assert len(inputs(out)) == 10
    assert capsys.readouterr().err.count("defect in the program") == 1


def test_a_full_disk_ends_the_batch_with_one_line(
    listed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "out.jsonl"
    append = ResultsFile.append

    def full(file: Any, line: bytes) -> None:
        if out.stat().st_size > 500:
            raise WrongResultsError(f"{out} cannot be written: No space left.")
        append(file, line)

    monkeypatch.setattr(ResultsFile, "append", full)

    assert run(PlayingEngine(), listed, "--output", out) == 2
    assert f"{out} cannot be written: No space left." in capsys.readouterr().err


def test_the_batch_ends_where_nobody_reads_the_results(
    listed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", None)

    assert run(PlayingEngine(), listed) == 2
    assert "Nobody reads the results." in capsys.readouterr().err


def test_the_line_that_reaches_many_domains_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    command = parse(["practice", "--serve", "--domains", "30"])
    assert not isinstance(command, Window | SelfTest)

    assert run_command(command, PlayingEngine()) == 0
    assert capfd.readouterr().out == "autodiscope batch 30.csv\n"


@pytest.mark.parametrize(
    ("done", "total", "before", "elapsed", "text"),
    [
        (0, 10, 0, 1.0, "0 of 10"),
        (5, 10, 5, 1.0, "5 of 10"),
        (10, 110, 0, 2.0, "10 of 110, 5.0 a second, 20 s left"),
        (60, 5000, 50, 10.0, "60 of 5000, 1.0 a second, 82 min left"),
        (10, 10, 0, 2.0, "10 of 10, 5.0 a second"),
    ],
)
def test_progress_tells_rate_and_what_is_left(
    done: int, total: int, before: int, elapsed: float, text: str
) -> None:
    assert progress_text(done, total, before, elapsed) == text


class Screen(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("is_screen", "lines"),
    [(True, 2), (False, 1)],
    ids=["on a screen often, in one line", "in a file seldom"],
)
def test_progress_is_told_from_time_to_time(
    monkeypatch: pytest.MonkeyPatch, *, is_screen: bool, lines: int
) -> None:
    kept = io.BytesIO()
    screen = (Screen if is_screen else io.TextIOWrapper)(kept, encoding="utf-8")
    monkeypatch.setattr(sys, "stderr", screen)
    now = [0.0]
    meter = Meter(40, 0, lambda: now[0])
    for _ in range(12):
        now[0] += 0.25 if is_screen else 1.0
        meter.count(BatchRow(line=1, input="x", outcome=RowOutcome.FOUND))
    told = kept.getvalue().decode()
    meter.end()

    mark = "\r" if is_screen else "\n"
    assert told.count(mark) == lines + is_screen
    assert kept.getvalue().decode().endswith("\n")
    assert "12 of 40" in kept.getvalue().decode()
