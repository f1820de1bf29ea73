"""Commands carried out as a user types them."""

import pytest

from app.cli.commands import SelfTest, TerminalCommand, Window
from app.cli.parse import parse
from app.cli.terminal import run_command
from tests.cli.fakes import PlayingEngine
from tests.support import played_runs


def command(arguments: str) -> TerminalCommand:
    parsed = parse(arguments.split())
    assert not isinstance(parsed, Window | SelfTest)
    return parsed


def run(arguments: str, engine: PlayingEngine | None = None) -> int:
    return run_command(command(arguments), engine or PlayingEngine(played_runs.found()))


def one_complaint(capsys: pytest.CaptureFixture[str]) -> str:
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("autodiscope: ")
    assert len(err.splitlines()) == 1
    return err
