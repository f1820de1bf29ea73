"""How much longer the first window takes to be painted than a bare one of PySide6.

.venv/bin/python -m tests.benchmarks first-window
"""

import os
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Final

from tests.benchmarks.figures import Figure, NotMeasured
from tests.benchmarks.turns import Spread, in_turns, rounds

NAME: Final = "first window painted, against a bare window of PySide6"
LIMIT: Final = 1.3
NAME_FILLED: Final = "first window ready for typing, against the same"
LIMIT_FILLED: Final = 3.0
RUNS: Final = 9
PATIENCE_S: Final = 60
ROOT: Final = Path(__file__).parents[2]
BARE: Final = """
import os
from PySide6.QtWidgets import QApplication, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        os._exit(0)

application = QApplication([])
window = Window()
window.show()
application.exec()
"""
OURS: Final = """
import os, sys
from app.gui.frame import Frame

def painted(self, event):
    paint(self, event)
    os._exit(0)

paint = Frame.paintEvent
Frame.paintEvent = painted
sys.argv = ["autodiscope"]
from app.__main__ import main
main()
"""
"""The program as it starts without arguments, until it has painted for the first time."""
FILLED: Final = """
import os, sys
from PySide6.QtCore import QTimer
from app.gui.frame import Frame

def filled(self, window, remembered):
    fill(self, window, remembered)
    # Its turn comes after the layout and the painting that the filling has posted.
    QTimer.singleShot(0, lambda: QTimer.singleShot(0, lambda: os._exit(0)))

fill = Frame.fill
Frame.fill = filled
sys.argv = ["autodiscope"]
from app.__main__ import main
main()
"""
"""The same, until its form can be typed into."""


def measure() -> Figure | NotMeasured:
    """Tell when something is on the screen."""
    about = "From the start of Python to the first painting, on a screen in memory."
    return _measured(NAME, OURS, LIMIT, about)


def measure_filled() -> Figure | NotMeasured:
    """Tell when somebody can type."""
    about = "Until the form can be typed into; the bare window has nothing to be typed into."
    return _measured(NAME_FILLED, FILLED, LIMIT_FILLED, about)


def _measured(name: str, program: str, limit: float, about: str) -> Figure | NotMeasured:
    """Start both in turns: what else the machine has to do meets them alike."""
    try:
        import PySide6.QtWidgets  # noqa: F401 - without Qt's libraries there is no window
    except ImportError:
        return NotMeasured(name=name, reason="Qt's libraries are not there", about=about)
    with tempfile.TemporaryDirectory() as home:
        # An installed program has its modules compiled; here the first start does it.
        for one in (BARE, program):
            _started_s(one, home)
        ways = {one: partial(_started_s, one, home) for one in (BARE, program)}
        took = in_turns(ways, rounds(RUNS))
    bare, ours = (Spread.of(took[one]) for one in (BARE, program))
    return Figure(
        name=name,
        value=f"{ours.ms()} beside {bare.ms()}",
        ratio=ours.median / bare.median,
        limit=limit,
        about=about,
    )


def _started_s(program: str, home: str) -> float:
    mine = {
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": home,
        "XDG_CONFIG_HOME": home,
        "PYTHONPYCACHEPREFIX": f"{home}/compiled",
        "PYTHONDONTWRITEBYTECODE": "",
    }
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        cwd=ROOT,
        env={**os.environ, **mine},
        timeout=PATIENCE_S,
        capture_output=True,
    )
    return time.perf_counter() - begun
