"""The program as a person starts it, in a process of its own."""

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import app.__main__ as start
from app.cli.commands import Practice, Show, Window
from app.domain.options import RunOptions


def run(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    }
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        capture_output=True,
        text=True,
        input=stdin,
        env=clean | environment,
        timeout=50,
        check=False,
    )


def test_practice_as_json_finds_the_four_services() -> None:
    done = run("practice", "--text", "--format", "json")

    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert (found["outcome"], found["found_by"]) == ("found", "scp")
    services = {one["service"] for one in found["services"]}
    assert {"availability", "oof", "oab", "um"} <= services


def test_practice_without_a_screen_runs_as_text() -> None:
    done = run("practice", "method-one")

    assert done.returncode == 0
    assert "settings found" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("practice", "expired", "--text"), 1),
        (("check", "ann"), 2),
        (("check", "user@com.br"), 2),
        (("check", "ann@contoso.example", "--profile", "outlook-97"), 2),
        (("check", "ann@contoso.example", "--trust-file", "/dev/null"), 2),
        (("practice", "none", "--text"), 2),
        (("show", "/dev/null"), 2),
        (("batch", "x.csv"), 2),
        ((), 2),
    ],
)
def test_exit_status_and_one_line_say_what_is_wrong(
    arguments: tuple[str, ...], status: int
) -> None:
    done = run(*arguments)

    assert done.returncode == status
    assert "Traceback" not in done.stderr
    if status == 2:
        assert len(done.stderr.strip().splitlines()) == 1


def test_a_password_comes_over_standard_input() -> None:
    done = run(
        "practice", "method-one", "--text", "--password-stdin", "--format", "json", stdin="wrong\n"
    )

    assert done.returncode == 1
    assert json.loads(done.stdout)["outcome"] == "not-found"


def test_a_saved_session_is_shown_again(tmp_path: Path) -> None:
    log = tmp_path / "run.autodiscope"
    saved = run("practice", "method-one", "--text", "--format", "json", "--save", str(log))

    shown = run("show", str(log), "--format", "json")

    assert json.loads(shown.stdout) == json.loads(saved.stdout)


def test_a_served_scenario_is_reached_by_the_line_it_prints() -> None:
    served = subprocess.Popen(
        [sys.executable, "-m", "app", "practice", "method-one", "--serve"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert served.stdout is not None
        line = served.stdout.readline().strip()
        command = line.replace("autodiscope check", f"{sys.executable} -m app check")
        done = subprocess.run(
            ["sh", "-c", command], capture_output=True, text=True, timeout=50, check=False
        )
    finally:
        served.send_signal(signal.SIGINT)
        status = served.wait(timeout=10)
        if served.stdout is not None:
            served.stdout.close()

    assert done.returncode == 0, done.stderr
    assert "settings found" in done.stdout
    assert status == 130


@pytest.mark.parametrize("prefix", ["", "trap '' INT; "], ids=["in front", "in the background"])
@pytest.mark.parametrize("wish", [signal.SIGTERM, signal.SIGHUP])
def test_another_program_s_wish_that_it_ends_leaves_nothing_behind(
    tmp_path: Path, prefix: str, wish: signal.Signals
) -> None:
    command = f'{prefix}exec "$0" -m app practice method-one --serve'
    with subprocess.Popen(
        ["sh", "-c", command, sys.executable],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    ) as served:
        assert served.stdout
        assert served.stdout.readline()
        was_there = list(tmp_path.iterdir())
        served.send_signal(wish)
        _, complaint = served.communicate(timeout=20)

    assert was_there
    assert (served.returncode, complaint, list(tmp_path.iterdir())) == (130, b"", [])


def test_this_copy_is_whole_and_a_file_says_so(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"

    done = run("self-test", "--report", str(report))

    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines() == report.read_text(encoding="utf-8").splitlines()
    assert done.stdout.rstrip().endswith("checks passed: this copy is whole.")


def test_a_report_that_cannot_be_written_is_wrong_use(tmp_path: Path) -> None:
    done = run("self-test", "--report", str(tmp_path))

    assert done.returncode == 2
    assert "cannot be written" in done.stderr


@pytest.mark.parametrize(
    ("command", "screen", "window"),
    [
        (Window(), False, True),
        (Practice(scenario="x"), True, True),
        (Practice(scenario="x"), False, False),
        (Practice(scenario="x", in_terminal=True), True, False),
        (Show(file=Path("x")), True, False),
    ],
)
def test_the_window_is_for_commands_that_want_one(
    monkeypatch: pytest.MonkeyPatch, command: Window | Practice | Show, screen: bool, window: bool
) -> None:
    monkeypatch.setattr(start, "has_screen", lambda: screen)

    assert start.wants_window(command) is window


class _Ended(BaseException):
    """What os._exit does, as far as a test can have it."""


class _Input:
    """Standard input with these bytes."""

    def __init__(self, content: bytes) -> None:
        self.buffer = io.BytesIO(content)


def _window(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Have no window, and give what it would have been given."""
    taken: dict[str, Any] = {}

    def take(_: object, **given: object) -> int:
        taken.update(given)
        return 7

    monkeypatch.setattr(start, "has_screen", lambda: True)
    monkeypatch.setattr("app.gui.application.run_window", take)
    return taken


def test_practice_in_the_window_takes_the_options_and_the_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken = _window(monkeypatch)
    monkeypatch.setattr("sys.stdin", _Input(b"Winter!2007\n"))

    line = "practice expired --profile outlook-2007-rtm --consent ask --save x --password-stdin"
    status = start._run(line.split())

    assert status == 7
    assert taken["practice"] == "expired"
    assert taken["overrides"] == RunOptions(profile="outlook-2007-rtm", consent="ask", save="x")
    assert taken["password"].reveal() == "Winter!2007"


def test_practice_in_the_window_without_the_password_it_was_promised_is_wrong_use(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "has_screen", lambda: True)
    monkeypatch.setattr("sys.stdin", _Input(b""))

    assert start._run(["practice", "--password-stdin"]) == 2
    assert "standard input is empty" in capsys.readouterr().err


def test_a_file_is_opened_in_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = _window(monkeypatch)

    start._run(["x.autodiscope"])

    from app.gui.defects import DefectWatch

    watch = taken.pop("watch")
    assert taken == {"file": Path("x.autodiscope"), "language": "", "frame": None}
    # Whatever goes wrong is noticed as long as the window is there, and no longer.
    assert isinstance(watch, DefectWatch)
    assert sys.excepthook != watch._take_error


def test_ctrl_c_before_the_window_is_there_ends_the_program_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupt(_: object) -> int:
        raise KeyboardInterrupt

    def end(status: int) -> None:
        raise _Ended(status)

    monkeypatch.setattr(start, "_run", interrupt)
    monkeypatch.setattr("os._exit", end)

    with pytest.raises(_Ended, match="130"):
        start.main()


def test_the_program_speaks_german_where_the_system_does() -> None:
    done = run("practice", "method-one", "--text", LANGUAGE="de")

    assert done.returncode == 0
    assert "Outlook findet seine Einstellungen für ann@contoso.example" in done.stdout
    assert "Einstellungen gefunden" in done.stderr


def test_the_language_of_the_command_line_wins_over_the_systems() -> None:
    done = run("--language", "de", "check", "ann@")

    assert done.returncode == 2
    assert "keine E-Mail-Adresse" in done.stderr
    assert "is no e-mail address" in run("check", "ann@", "--language=en", LANGUAGE="de").stderr


def test_help_is_german_too() -> None:
    done = run("check", "--help", LANGUAGE="de")

    assert done.stdout.startswith("Aufruf: autodiscope check ADDRESS")
    assert "diese Hilfe zeigen und enden" in done.stdout
    assert "Optionen:" in done.stdout


def test_json_is_english_on_a_german_system() -> None:
    english, german = (
        json.loads(run("practice", "expired", "--format", "json", LANGUAGE=code).stdout)
        for code in ("en", "de")
    )

    assert [one["title"] for one in german["findings"]] == [
        one["title"] for one in english["findings"]
    ]
    assert [one["reason"] for one in german["steps"]] == [one["reason"] for one in english["steps"]]
