"""Known faults: asked for where they can be had, and a clear word where not."""

import io
import subprocess
import urllib.error
from pathlib import Path
from typing import Any

import pytest

import environment
import vulnerabilities


@pytest.fixture(autouse=True)
def _no_uv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "prepare", lambda: None)
    monkeypatch.setattr(environment, "find_uv", lambda: "/uv")
    monkeypatch.setattr(environment, "answer_of_uv", lambda *_: "thing==1 --hash=sha256:0\n")
    monkeypatch.setattr(vulnerabilities, "REQUIREMENTS", tmp_path / "audit" / "requirements.txt")


def test_without_the_data_nothing_is_pretended(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise urllib.error.URLError("no route")

    monkeypatch.setattr("urllib.request.urlopen", refuse)

    assert vulnerabilities.audit([]) == 0
    assert "not looked for" in capsys.readouterr().out


@pytest.mark.parametrize("status", [0, 1])
def test_the_locked_packages_are_asked_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    calls: list[list[str]] = []

    def call(command: list[str], **_: Any) -> int:
        calls.append(command)
        return status

    monkeypatch.setattr("urllib.request.urlopen", lambda *_, **__: io.BytesIO(b"{}"))
    monkeypatch.setattr(subprocess, "call", call)

    assert vulnerabilities.audit(["--strict"]) == status
    (command,) = calls
    assert command[:3] == ["/uv", "tool", "run"]
    assert "--require-hashes" in command
    assert command[-1] == "--strict"
    assert "thing==1" in (tmp_path / "audit" / "requirements.txt").read_text()
