"""Two windows at once: two processes of the program on one screen, with one folder of data."""

import configparser
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import pytest

from app.domain.events import Outcome
from app.sessionlog import load
from tests.support import screen

pytestmark = [pytest.mark.real, pytest.mark.timeout(300)]

ROOT: Final = Path(__file__).parents[2]
PATIENCE_S: Final = 90
MAIN: Final = "MainThread"
ADDRESS: Final = "ann@contoso.example"
Seen = dict[str, Any]


class Program:
    """One window, in a process of its own."""

    def __init__(self, folder: Path, name: str, display: str) -> None:
        given = {
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CONFIG_HOME": str(folder / "config"),
        }
        self._errors = folder / f"{name}.txt"
        with self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.gui.driven_window"],
                env={**os.environ, **given},
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    def do(self, what: str, *words: object) -> Seen:
        """Have something done, and give what is in sight then."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([what, *words]) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, self.said
        seen: Seen = json.loads(answer)
        return seen

    def until(self, happens: Callable[[Seen], object]) -> Seen:
        """Look until something is in sight."""
        end = time.monotonic() + PATIENCE_S
        while not (seen := self.do("look")) or not happens(seen):
            assert time.monotonic() < end, (seen, self.said)
            time.sleep(0.02)
        return seen

    def list_sessions(self) -> Seen:
        before = self.do("look")["lists"]
        self.do("list_sessions")
        return self.until(lambda seen: seen["lists"] > before)

    def close(self) -> str:
        """Close its window, and give what it said on standard error."""
        self.do("close")
        assert self._process.wait(PATIENCE_S) == 0, self.said
        return self.said

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()

    @property
    def said(self) -> str:
        return self._errors.read_text(encoding="utf-8", errors="replace")


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Program, Program]]:
    with ExitStack() as stack:
        display = stack.enter_context(screen.running(tmp_path))
        made = tuple(Program(tmp_path, name, display) for name in ("one", "other"))
        for program in made:
            stack.callback(program.kill)
        for program in made:
            program.until(bool)
        one, other = made
        yield one, other


def ended(seen: Seen) -> bool:
    return seen["word"] not in {"", "running", "asks you"}


def practised(*programs: Program) -> list[Path]:
    """Have all practise at the same time, and give the log of each."""
    for program in programs:
        program.do("practise", "fresh-install")
    return [Path(program.until(ended)["log"]) for program in programs]


def without_trouble(*programs: Program, folder: Path) -> None:
    """Close them; nothing was said that is for nobody, and no defect was told."""
    assert [program.close() for program in programs] == ["" for _ in programs]
    assert not list((folder / "data").glob("autodiscope/defects/*"))


def test_both_run_at_the_same_time_and_each_lists_both(
    two: tuple[Program, Program], tmp_path: Path
) -> None:
    one, other = two

    first, second = practised(one, other)

    assert first != second
    for log in (first, second):
        assert load(log).outcome is Outcome.FOUND
    names = sorted((first.name, second.name))
    for program in two:
        seen = program.list_sessions()
        assert (seen["listed"], seen["list_complaint"]) == (names, "")
        # Qt's objects are no business of another thread.
        assert not seen["collects_anywhere"]
        assert set(seen["collecting"]) <= {MAIN}
    without_trouble(*two, folder=tmp_path)


def test_what_the_other_deletes_is_missed_in_one_clear_line(
    two: tuple[Program, Program], tmp_path: Path
) -> None:
    one, other = two
    (log,) = practised(other)
    one.list_sessions()

    one.do("delete", log.name)
    one.until(lambda seen: seen["listed"] == [])

    assert not log.exists()
    missing = "No such file or directory."
    target = str(tmp_path / "saved.autodiscope")
    complaints = {
        "note": f"The note cannot be written to {log}: {missing}",
        "save": f"{log} is no longer there to be saved: it was deleted meanwhile.",
        "export": f"{log} cannot be read: {missing}",
    }
    for what, told in complaints.items():
        other.do(what, target)
        other.until(lambda seen, told=told: seen["complaint"] == told)  # type: ignore[misc]
    assert other.list_sessions()["listed"] == []
    # And the window goes on.
    assert practised(other)[0].exists()
    without_trouble(*two, folder=tmp_path)


def test_what_the_other_is_running_is_not_deleted_and_by_other_means_it_says_so(
    two: tuple[Program, Program], tmp_path: Path
) -> None:
    one, other = two
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        other.do("check", ADDRESS, f"127.0.0.1:{silent.getsockname()[1]}")
        # It waits for names from now on.
        silent.recv(512)
        log = Path(other.do("look")["log"])
        deleted_in_vain(one, log)
        log.unlink()
        other.do("cancel")
        seen = other.until(ended)

    assert seen["complaint"] == (
        f"{log} was deleted while the run was going on: this session is no longer saved."
    )
    without_trouble(*two, folder=tmp_path)


def deleted_in_vain(program: Program, log: Path) -> None:
    """Have a log deleted that the other one is writing."""
    program.list_sessions()
    program.do("delete", log.name)
    seen = program.until(lambda seen: seen["list_complaint"])
    assert seen["list_complaint"] == f"{log.name} cannot be deleted: its run is still going on."
    assert seen["listed"] == [log.name]


def test_the_settings_of_neither_are_lost(two: tuple[Program, Program], tmp_path: Path) -> None:
    one, other = two
    addresses = [f"ann@{name}.example" for name in ("one", "two", "three", "four")]

    logs = []
    for program, address in zip((one, other, one, other), addresses, strict=True):
        # It is remembered from its beginning, its log from its end.
        program.do("check", address)
        program.until(lambda seen: seen["log"])
        program.do("cancel")
        logs.append(program.until(ended)["log"])
    one.list_sessions()
    one.do("move_list", 60, 70)
    other.do("move_certificate", 80, 90)
    without_trouble(other, one, folder=tmp_path)

    (file,) = (tmp_path / "config").rglob("settings.ini")
    kept = configparser.ConfigParser(interpolation=None)
    kept.read(file, encoding="utf-8")
    assert kept["recent"]["addresses"].split(", ") == addresses[::-1]
    assert kept["recent"]["sessions"].split(", ") == logs[::-1]
    assert {"sessions", "certificate"} <= set(kept["places"])
    assert "geometry" in kept["window"]
