"""Ctrl-C in the terminal from which the window was started, and other wishes that it ends."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.events import Outcome
from app.sessionlog import load

IDLE = """
import os, threading
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.gui.application import run_window
from app.gui.late_engine import LateEngine
from app.gui.window import Window

application = QApplication([])
timer = QTimer()

def tell():
    # The window has its lists, and nothing else will call Python.
    windows = [one for top in QApplication.topLevelWidgets() for one in top.findChildren(Window)]
    is_ready = any(one.starting._choices.profiles for one in windows)
    if threading.active_count() == 1 and is_ready:
        timer.stop()
        # From another thread and a little later: the first is then in Qt's loop, not in Python.
        threading.Timer(0.2, print, ["Idle"], {"flush": True}).start()

timer.timeout.connect(tell)
timer.start(50)
os._exit(run_window(LateEngine()))
"""
RUNNING = """
import os, sys
from app.cli.ending import take_for_ctrl_c
from app.domain.options import RunOptions
from app.gui.application import run_window
from app.gui.late_engine import LateEngine

class Telling(LateEngine):
    async def practice(self, name, overrides, password, answers, sink):
        def tell(recorded):
            sink(recorded)
            print(type(recorded.event).__name__, flush=True)
        return await super().practice(name, overrides, password, answers, tell)

take_for_ctrl_c()
options = RunOptions(consent="ask", save=sys.argv[1])
os._exit(run_window(Telling(), practice="method-three", overrides=options))
"""


def _interrupted(
    program: str, last_line: str, *arguments: str, wish: signal.Signals = signal.SIGINT
) -> int:
    """Run a program up to that line, send it the wish, and give its exit status."""
    with subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        try:
            assert f"{last_line}\n" in running.stdout, running.stderr.read()
            running.send_signal(wish)
            status = running.wait(20)
        finally:
            # Whatever went wrong, the end of the block waits for the program's.
            running.kill()
        assert "Traceback" not in running.stderr.read()
        return status


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_and_its_like_bring_a_run_and_its_log_to_their_end(
    tmp_path: Path, wish: signal.Signals
) -> None:
    log = tmp_path / "run.autodiscope"

    # The redirect question waits for a minute: nothing else goes on in the window then.
    assert _interrupted(RUNNING, "Prompted", str(log), wish=wish) == 130

    finished = load(log).finished
    assert finished is not None
    assert finished.outcome is Outcome.CANCELLED


def test_ctrl_c_ends_a_window_in_which_nothing_happens() -> None:
    assert _interrupted(IDLE, "Idle") == 130
