import io
from pathlib import Path

import pytest

from app.cli.commands import SelfTest, Window
from app.cli.parse import parse
from app.cli.terminal import run_command
from app.domain.options import WrongUseError
from app.domain.titles import ProfileTitle
from app.sessionlog import WrongLogError
from tests.cli.fakes import PlayingEngine
from tests.cli.running import one_complaint, run
from tests.support import played_runs
from tests.support.played_runs import ADDRESS


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

    monkeypatch.setattr("app.cli.run.conclude", fail)

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
