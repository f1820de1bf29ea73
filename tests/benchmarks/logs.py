"""How long a log of 20,000 events takes to be on show in the window, and how much memory.

.venv/bin/python -m tests.benchmarks tree-opened memory-opened
"""

import tempfile
from functools import cache
from pathlib import Path
from typing import Final

from tests.benchmarks import tree
from tests.benchmarks.figures import Figure, NotMeasured
from tests.benchmarks.opened import Opened, opened_elsewhere, write_log
from tests.benchmarks.turns import Spread, rounds

EVENTS: Final = 20_000
LIMIT_S: Final = 0.5
LIMIT_MIB: Final = 64
RUNS: Final = 5


def measure() -> Figure | NotMeasured:
    """Reading, folding, findings and painting."""
    name = "20,000 events opened from a log, against 0.5 s"
    if not tree.has_qt():
        return NotMeasured(name=name, reason=tree.LACKING)
    took = Spread.of([one.took_s for one in _opened()])
    return Figure(
        name=name,
        value=took.s(),
        ratio=took.median / LIMIT_S,
        limit=1.0,
        about="From the command to open it until its tree and findings are painted.",
    )


def measure_memory() -> Figure | NotMeasured:
    """What the window holds more than before."""
    name = f"memory of 20,000 events opened, against {LIMIT_MIB} MiB"
    if not tree.has_qt():
        return NotMeasured(name=name, reason=tree.LACKING)
    grown = Spread.of([(one.full_kb - one.empty_kb) / 1024 for one in _opened()])
    empty = Spread.of([one.empty_kb / 1024 for one in _opened()])
    return Figure(
        name=name,
        value=f"{grown.median:.0f} MiB ({grown.least:.0f} to {grown.most:.0f})",
        ratio=grown.median / LIMIT_MIB,
        limit=1.0,
        about=f"What the window grows by; empty, it has {empty.median:.0f} MiB.",
    )


@cache
def _opened() -> list[Opened]:
    with tempfile.TemporaryDirectory() as name:
        log = Path(name) / "long.autodiscope"
        write_log(EVENTS, log)
        return [opened_elsewhere(log) for _ in range(rounds(RUNS))]
