"""Services of an earlier run, tried again from the terminal."""

import io
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.domain.conditions import Conditions
from app.domain.events import RoundStarted, RunStarted
from app.domain.settings import Service
from tests.cli.fakes import PlayingEngine
from tests.cli.running import run
from tests.support import played_runs


def test_services_are_tried_again_with_what_is_given_now(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = PlayingEngine(played_runs.found())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"hunter2\n")))

    status = run("check --continue run.autodiscope --password-stdin --service oab", engine)

    assert status == 0
    assert engine.continued == Path("run.autodiscope")
    assert engine.repeat
    assert [one.service for one in engine.repeat.services] == [Service.OAB]
    assert engine.password
    assert engine.password.reveal() == "hunter2"
    told = capsys.readouterr().err
    assert told.startswith("Continues the run of 2026-11-22 10:00:00 UTC (run.autodiscope), for")
    assert "hunter2" not in told


def test_a_service_that_the_session_lacks_is_refused_by_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("check --continue run.autodiscope --service um") == 2
    assert "it has availability, oab." in capsys.readouterr().err


def test_what_the_session_makes_a_run_do_and_what_not_is_told_beforehand(
    capsys: pytest.CaptureFixture[str],
) -> None:
    first, *others = played_runs.found()
    assert isinstance(first.event, RunStarted)
    conditions = Conditions(resolvers=("10.1.2.53",), trust_files=("corp.pem",))
    begun = replace(
        first, event=replace(first.event, address="ann@other.example", conditions=conditions)
    )
    rounds = [one for one in others if not isinstance(one.event, RoundStarted)]

    for consent, count in (("", 1), (" --consent allow", 0)):
        run(f"check --continue x.autodiscope{consent}", PlayingEngine([begun, *rounds]))

        lines = capsys.readouterr().err.splitlines()
        assert "As in that run: Asks the DNS servers: 10.1.2.53." in lines
        assert any("--trust-file has to name it again" in line for line in lines)
        assert sum("is of another domain" in line for line in lines) == count
