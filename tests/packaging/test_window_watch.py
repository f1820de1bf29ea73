"""What watches an installed program's window: the end of its run, and that something is drawn."""

import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

import window_watch
from app.domain.events import Outcome, Recorded, RunFinished
from app.sessionlog import SessionWriter
from tests.support.played_runs import found
from window_watch import colours, end, is_over, wait_until


def test_a_run_is_over_when_its_log_is(tmp_path: Path) -> None:
    records = found()
    assert not is_over(tmp_path)

    with SessionWriter(tmp_path / "run.autodiscope") as writer:
        for recorded in records[:-1]:
            writer.write(recorded)
        assert not is_over(tmp_path)

        last = records[-1]
        writer.write(
            Recorded(number=last.number, at_ms=last.at_ms, event=RunFinished(outcome=Outcome.FOUND))
        )

    assert is_over(tmp_path)


@pytest.mark.parametrize(("shades", "seen"), [(1, 1), (5, 5)])
def test_the_colours_of_the_screen_are_counted(shades: int, seen: int) -> None:
    image = SimpleNamespace(
        width=lambda: 160, height=lambda: 80, pixel=lambda x, _: (x // 8) % shades
    )

    assert colours(image) == seen  # type: ignore[arg-type]


def test_waiting_has_an_end() -> None:
    assert wait_until(lambda: True, time.monotonic()) < 5

    with pytest.raises(TimeoutError, match=r"within 0\.01 s"):
        wait_until(lambda: False, time.monotonic(), 0.01)


def test_a_program_that_does_not_go_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window_watch, "GOODBYE_S", 0.2)
    stubborn = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print('ready', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", stubborn], stdout=subprocess.PIPE) as watched:
        assert watched.stdout is not None
        watched.stdout.readline()

        end(watched)

        assert watched.wait(10) == -9
