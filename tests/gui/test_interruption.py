"""Ctrl-C in the terminal from which the window was started."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from app.domain.events import Outcome
from app.sessionlog import load

PROGRAM = """
import os, sys
from app.domain.options import RunOptions
from app.gui.application import run_window
from app.gui.late_engine import LateEngine

class Telling(LateEngine):
    async def practice(self, name, overrides, password, answers, sink):
        def tell(recorded):
            sink(recorded)
            print(type(recorded.event).__name__, flush=True)
        return await super().practice(name, overrides, password, answers, tell)

options = RunOptions(consent="ask", save=sys.argv[1])
os._exit(run_window(Telling(), practice="method-three", overrides=options))
"""


def test_ctrl_c_brings_a_run_and_its_log_to_their_end(tmp_path: Path) -> None:
    log = tmp_path / "run.autodiscope"
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(log)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        # The redirect question waits for a minute: nothing else goes on in the window then.
        until_asked = iter(program.stdout.readline, "Prompted\n")
        assert "" not in until_asked

        program.send_signal(signal.SIGINT)

        assert program.wait(20) == 130
        assert "Traceback" not in program.stderr.read()
    finished = load(log).finished
    assert finished is not None
    assert finished.outcome is Outcome.CANCELLED
