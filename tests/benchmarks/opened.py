"""Opens a log in a window, in a process of its own, and tells what that took.

.venv/bin/python -m tests.benchmarks.opened FILE
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import msgspec

from app.sessionlog import SessionWriter
from tests.benchmarks import tree
from tests.support.memory import resident_kb

ROOT: Final = Path(__file__).parents[2]
PATIENCE_S: Final = 120


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """From the call until all of it is painted."""

    took_s: float
    empty_kb: int
    """Resident memory of the window before."""
    full_kb: int


def write_log(events: int, log: Path) -> None:
    """Write a session of so many events, as a run does."""
    with SessionWriter(log) as writer:
        for recorded in tree.records(events):
            writer.write(recorded)


def opened_elsewhere(log: Path) -> Opened:
    """Open it in a fresh process: what this one has in memory is no part of it."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.opened", log],
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "XDG_CONFIG_HOME": str(log.parent), "HOME": str(log.parent)},
        timeout=PATIENCE_S,
    )
    return msgspec.json.decode(done.stdout, type=Opened)


def opened(log: Path) -> Opened:
    """Open it in a window of this process."""
    from app.gui.garbage import Garbage
    from app.gui.late_engine import LateEngine
    from app.gui.window import Window

    window = Window(LateEngine())
    Garbage(window)
    chosen: list[object] = []
    window.choices_read.connect(chosen.append)
    window.show()
    tree.wait(lambda: bool(chosen))
    tree.wait_for_painting()
    over: list[float] = []
    window.session_ended.connect(lambda _: over.append(time.perf_counter()))
    empty_kb = resident_kb()
    begun = time.perf_counter()
    window.starting.open_session(log)
    tree.wait(lambda: bool(over))
    tree.wait_for_painting()
    took_s = time.perf_counter() - begun
    full_kb = resident_kb()
    assert window.tab.tree.session.row_count > 1
    assert window.stop(5)
    window.close()
    return Opened(took_s=took_s, empty_kb=empty_kb, full_kb=full_kb)


if __name__ == "__main__":
    assert tree.has_qt()
    sys.stdout.write(msgspec.json.encode(opened(Path(sys.argv[1]))).decode())
    sys.stdout.flush()
    # As the program ends: by now nothing is left to be written.
    os._exit(0)
