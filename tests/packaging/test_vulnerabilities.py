"""Known faults: told with what mends them, and a clear word where nobody could be asked."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import environment
import vulnerabilities

Answering = Callable[..., list[list[str]]]

GOOD = {"name": "good", "version": "1.0", "vulns": []}
BAD = {"name": "bad", "version": "2.0", "vulns": [{"id": "CVE-1", "fix_versions": ["2.1"]}]}
HOPELESS = {"name": "old", "version": "3", "vulns": [{"id": "CVE-2", "fix_versions": []}]}
SKIPPED = {"name": "own", "skip_reason": "not on the index"}


@pytest.fixture
def answering(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Answering:
    """Let pip-audit answer so, or end with a complaint; gives how it is called."""
    monkeypatch.setattr(vulnerabilities, "FOLDER", tmp_path / "audit")
    monkeypatch.setattr(environment, "prepare", lambda _: None)
    monkeypatch.setattr(environment, "answer_of_uv", lambda *_: "thing==1 --hash=sha256:0\n")

    def answer(*packages: dict[str, Any], complaint: str = "") -> list[list[str]]:
        calls: list[list[str]] = []

        def run(command: list[str], **_: Any) -> Any:
            calls.append(command)
            if not complaint:
                body = json.dumps({"dependencies": packages})
                (tmp_path / "audit" / "answer.json").write_text(body)
            return subprocess.CompletedProcess(command, 1, stdout="", stderr=complaint)

        monkeypatch.setattr(subprocess, "run", run)
        return calls

    return answer


def test_packages_without_faults_pass(
    answering: Answering, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = answering(GOOD, SKIPPED)

    assert vulnerabilities.audit(["--strict"]) == 0
    assert "Packages asked about: 2; known faults: 0." in capsys.readouterr().out
    assert "--require-hashes" in calls[0]
    assert calls[0][-1] == "--strict"
    assert "thing==1" in (tmp_path / "audit" / "requirements.txt").read_text()


def test_faults_are_told_with_what_mends_them(
    answering: Answering, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(GOOD, BAD, HOPELESS)

    assert vulnerabilities.audit([]) == 1
    told = capsys.readouterr().out
    assert "bad 2.0: CVE-1, mended in 2.1\n" in told
    assert "old 3: CVE-2, mended in no version yet\n" in told


def test_without_the_data_nothing_is_pretended(
    answering: Answering, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(GOOD)
    vulnerabilities.audit([])
    answering(complaint="Traceback\nConnectionError: no route\n")

    # Nor is the answer of the last time taken for one of today.
    assert vulnerabilities.audit([]) == 0
    told = capsys.readouterr().out
    assert told.endswith("pip-audit could not ask. ConnectionError: no route\n")


def test_an_endless_wait_has_an_end(
    answering: Answering, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def wait(*_: Any, timeout: float, **__: Any) -> Any:
        raise subprocess.TimeoutExpired("pip-audit", timeout)

    monkeypatch.setattr(subprocess, "run", wait)

    assert vulnerabilities.audit([]) == 0
    assert "no answer within 300 s" in capsys.readouterr().out
