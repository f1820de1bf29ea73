"""How much longer the first window takes than a bare one of PySide6, and how soon one can type.

.venv/bin/python -m tests.benchmarks first-window first-window-typed first-window-filled
.venv/bin/python -m tests.benchmarks first-window-pause
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

NAME: Final = "first window painted with its form, against a bare window of PySide6"
NAME_TYPED: Final = "a key pressed at that moment is in the address field, against the same"
LIMIT: Final = 1.3
LIMIT_TYPED: Final = 1.5
"""The bare window is not even painted wholly when it ends, and holds no text."""
NAME_FILLED: Final = "all of the first window on the screen, against the same"
LIMIT_FILLED: Final = 3.0
NAME_PAUSE: Final = "longest work for which a key waits until all is loaded, against 30 ms"
LIMIT_PAUSE_MS: Final = 30
RUNS: Final = 9
LACKING: Final = "Qt's libraries are not there"
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
_BEGIN: Final = """
sys.argv = ["autodiscope"]
from app.__main__ import main
main()
"""
OURS: Final = f"""
import os, sys
from app.gui.frame import Frame

def painted(self, event):
    paint(self, event)
    assert self.rows.address.hasFocus()
    os._exit(0)

paint = Frame.paintEvent
Frame.paintEvent = painted
{_BEGIN}
"""
"""The program as it starts without arguments, until it has painted for the first time."""
TYPED: Final = f"""
import os, sys
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from app.gui.frame import Frame

def painted(self, event):
    paint(self, event)
    self.rows.address.textChanged.connect(lambda text: os._exit(text != "a"))
    key = QKeyEvent(QKeyEvent.Type.KeyPress, 0x41, QApplication.keyboardModifiers(), "a")
    QApplication.postEvent(self.rows.address, key)

paint = Frame.paintEvent
Frame.paintEvent = painted
{_BEGIN}
"""
"""The same, until a key that was pressed at that moment is in its field."""
FILLED: Final = f"""
import os, sys
from PySide6.QtCore import QTimer
from app.gui.frame import Frame

def filled(self, make, remembered):
    fill(self, make, remembered)
    # Its turn comes after the layout and the painting that the filling has posted.
    QTimer.singleShot(0, lambda: QTimer.singleShot(0, lambda: os._exit(0)))

fill = Frame.fill
Frame.fill = filled
{_BEGIN}
"""
"""The same, until menus, tabs and status line are there."""
PAUSES: Final = f"""
import os, sys, time
from app.gui import idle
from app.gui.frame import Frame

def live(self):
    note()
    goes_on = lives(self)
    note(is_end=True)
    return goes_on

def note(is_end=False):
    pauses.append(0 if is_end else time.thread_time() - since[-1])
    since.append(time.thread_time())

def filled(self, make, remembered):
    made = fill(self, make, remembered)
    # In the place of the last piece, which only begins the thread of the engine.
    pieces = list(made._idle._pieces)[:-1]
    made._idle._pieces = iter([*pieces, end])
    note()
    return made

def go_on(self):
    note(is_end=True)
    goes_on(self)
    note()

def end():
    print(max(pauses))
    sys.stdout.flush()
    os._exit(0)

def show_at_once(self):
    shows(self)
    since.append(time.thread_time())

pauses, since = [], []
shows, Frame.show_at_once = Frame.show_at_once, show_at_once
lives, Frame.live = Frame.live, live
fill, Frame.fill = Frame.fill, filled
goes_on, idle.Idle._go_on = idle.Idle._go_on, go_on
{_BEGIN}
"""
"""The same, until there is nothing more to load: it prints the longest work without a look.

In time of the processor, since others who work on it make every piece longer.
"""


def measure() -> Figure | NotMeasured:
    """Tell when the form is on the screen, its address field ready for the keyboard."""
    about = "From the start of Python to the first painting, on a screen in memory."
    return _measured(NAME, OURS, LIMIT, about)


def measure_typed() -> Figure | NotMeasured:
    """Tell when somebody has typed the first letter."""
    about = "Until all is painted and the letter too; the bare window has no text and no field."
    return _measured(NAME_TYPED, TYPED, LIMIT_TYPED, about)


def measure_filled() -> Figure | NotMeasured:
    """Tell when all the rest is there."""
    about = "Until menus, tabs and status line are there; one can type long before."
    return _measured(NAME_FILLED, FILLED, LIMIT_FILLED, about)


def measure_pause() -> Figure | NotMeasured:
    """Tell how long a key waits at most while the rest is loaded."""
    about = "The longest of the pieces, in processor time."
    if not _has_qt():
        return NotMeasured(name=NAME_PAUSE, reason=LACKING, about=about)
    with tempfile.TemporaryDirectory() as home:
        _started(PAUSES, home)
        pauses = Spread.of([float(_started(PAUSES, home)) for _ in range(rounds(RUNS))])
    ratio = pauses.median * 1_000 / LIMIT_PAUSE_MS
    return Figure(name=NAME_PAUSE, value=pauses.ms(), ratio=ratio, limit=1, about=about)


def _has_qt() -> bool:
    try:
        import PySide6.QtWidgets  # noqa: F401 - without Qt's libraries there is no window
    except ImportError:
        return False
    return True


def _measured(name: str, program: str, limit: float, about: str) -> Figure | NotMeasured:
    """Start both in turns: what else the machine has to do meets them alike."""
    if not _has_qt():
        return NotMeasured(name=name, reason=LACKING, about=about)
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
    begun = time.perf_counter()
    _started(program, home)
    return time.perf_counter() - begun


def _started(program: str, home: str) -> str:
    mine = {
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": home,
        "XDG_CONFIG_HOME": home,
        "PYTHONPYCACHEPREFIX": f"{home}/compiled",
        "PYTHONDONTWRITEBYTECODE": "",
    }
    done = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        cwd=ROOT,
        env={**os.environ, **mine},
        timeout=PATIENCE_S,
        capture_output=True,
        text=True,
    )
    return done.stdout
