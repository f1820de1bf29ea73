"""The steps of `make windows`: which are taken, and by which Python."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import environment
import system_packages
import tasks
import windows_proof
import windows_python
import windows_steps
import wine
from checkout import SetupError


class Steps:
    """What was done."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def run(self, program: Path, *arguments: object, log: str, **_: Any) -> str:
        self.done.append(f"{program.name} {log} {' '.join(map(str, arguments))}")
        return "1 passed"


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Steps:
    steps = Steps()

    @contextmanager
    def started() -> Iterator[Steps]:
        yield steps

    def build_program(run_python: Any, *_: object) -> None:
        run_python(["-m", "PyInstaller"])

    installer = tmp_path / "setup.exe"
    installer.touch()
    monkeypatch.setattr(windows_steps, "ROOT", tmp_path)
    monkeypatch.setattr(windows_steps, "PROGRAM", tmp_path / "autodiscope")
    monkeypatch.setattr(wine, "started", started)
    monkeypatch.setattr(windows_python, "prepare", lambda: steps.done.append("python"))
    monkeypatch.setattr(windows_steps, "build_program", build_program)
    monkeypatch.setattr(windows_steps, "build_installer", lambda: installer)
    monkeypatch.setattr(
        windows_proof, "prove", lambda _, setup: steps.done.append(f"proof {setup.name}")
    )
    monkeypatch.setattr(system_packages, "ensure", lambda *_: [])
    monkeypatch.setattr(environment, "prepare", lambda *groups: steps.done.append(str(groups)))
    return steps


def test_all_steps_are_taken_in_their_order(steps: Steps) -> None:
    assert tasks.main(["windows"]) == 0

    tests, pyinstaller = steps.done[1:3]
    assert steps.done[0] == "python"
    assert tests.startswith("python.exe pytest -X utf8 -m pytest")
    assert "tests/windows" in tests
    assert pyinstaller == "python.exe pyinstaller -X utf8 -m PyInstaller"
    assert steps.done[3:] == ["proof setup.exe"]


def test_a_windows_in_which_something_went_wrong_is_not_used_again(
    steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise SetupError("no window")

    monkeypatch.setattr(windows_proof, "prove", fails)
    monkeypatch.setattr(wine, "forget", lambda: steps.done.append("forgotten"))
    monkeypatch.setattr(windows_proof, "take_picture", lambda _, name: steps.done.append(name))

    assert tasks.main(["windows", "proof"]) == 1
    assert steps.done[-2:] == ["forgotten", "failed"]


def test_a_step_can_be_taken_by_itself(steps: Steps) -> None:
    assert tasks.main(["windows", "tests"]) == 0
    assert [one.split()[0] for one in steps.done] == ["python", "python.exe"]


def test_a_step_that_there_is_not_is_named(
    steps: Steps, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tasks.main(["windows", "msi"]) == 1
    assert "There is no step msi; there are tests, program" in capsys.readouterr().out


def test_without_wine_nothing_is_begun(
    steps: Steps, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system_packages, "ensure", lambda *purposes: list(purposes[1:]))

    assert tasks.main(["windows"]) == 1
    assert steps.done == []
    assert "cannot be built" in capsys.readouterr().out


@pytest.mark.parametrize("has_nsis", [True, False])
def test_on_windows_its_own_python_builds_and_the_folder_is_proven(
    steps: Steps,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    has_nsis: bool,
) -> None:
    called: list[str] = []

    def call(command: list[str], **_: object) -> int:
        called.append(" ".join(Path(part).name for part in command))
        return 0

    monkeypatch.setattr(subprocess, "call", call)
    monkeypatch.setattr(windows_steps, "find_makensis", lambda: "makensis" if has_nsis else "")

    windows_steps.on_windows(windows_steps.chosen(["program", "installer", "proof"]))

    assert steps.done == ["('package',)"]
    assert called == ["python -m PyInstaller", "autodiscope.exe self-test"]
    assert ("NSIS is missing" in capsys.readouterr().out) is not has_nsis


def test_what_fails_on_windows_fails_the_target(
    steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "call", lambda *_, **__: 3)

    with pytest.raises(SetupError, match=r"python failed \(exit status 3\)"):
        windows_steps.on_windows(["tests"])


def test_on_windows_the_target_needs_no_wine(steps: Steps, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[object] = []
    monkeypatch.setattr(windows_steps, "on_windows", taken.append)
    monkeypatch.setattr(tasks, "os", SimpleNamespace(name="nt"))

    assert tasks.windows(["tests"]) == 0
    assert taken == [["tests"]]
    assert os.name == "posix"
