"""The frozen folder: made in an environment that gives the same bytes, with both programs."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

import frozen
import search_paths
from checkout import SetupError


@pytest.fixture
def calls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[list[str], dict[str, str]]]:
    """What PyInstaller was called with; it makes a folder with one program."""
    calls: list[tuple[list[str], dict[str, str]]] = []

    def call(command: list[str], *, env: dict[str, str], **_: Any) -> int:
        calls.append((command, env))
        folder = tmp_path / "dist" / "autodiscope"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "autodiscope").write_bytes(b"x" * 1_500_000)
        return 0

    monkeypatch.setattr(subprocess, "call", call)
    return calls


def test_the_folder_has_a_program_with_and_one_without_a_console(
    tmp_path: Path,
    calls: list[tuple[list[str], dict[str, str]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cleaned: list[Path] = []
    monkeypatch.setattr(search_paths, "clean", cleaned.append)
    for _ in range(2):
        folder = frozen.freeze(tmp_path / "dist", tmp_path / "build")

        assert (folder / "autodiscope-window").readlink() == Path("autodiscope")
        assert frozen.size_mb(folder) == pytest.approx(1.5)
    command, environment = calls[0]
    assert "--clean" in command
    assert cleaned == 2 * [tmp_path / "dist" / "autodiscope"]
    assert environment["PYTHONHASHSEED"] == "0"
    assert environment["SOURCE_DATE_EPOCH"].isdigit()


def test_a_build_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "call", lambda *_, **__: 1)

    with pytest.raises(SetupError, match="PyInstaller failed"):
        frozen.freeze(tmp_path, tmp_path)


def test_a_time_that_is_given_wins_over_that_of_the_last_commit() -> None:
    assert frozen.steady_environment({"SOURCE_DATE_EPOCH": "7"})["SOURCE_DATE_EPOCH"] == "7"


def test_without_git_the_time_is_a_fixed_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frozen, "ROOT", tmp_path)
    outside = frozen.time_of_sources()
    monkeypatch.setenv("PATH", str(tmp_path))

    assert outside == frozen.time_of_sources() == 315_532_800
