"""How long something takes a thread of its own accord, however busy the machine is."""

import time
from pathlib import Path
from typing import Final

# What the thread has computed, how long it was ready and had no processor, in nanoseconds; and how
# often it was given one. Linux, Documentation/scheduler/sched-stats.rst
_STATISTICS: Final = Path("/proc/thread-self/schedstat")


def own_time() -> float:
    """Give the seconds by a clock that stands still while this thread has to wait for a processor.

    What it waits for in other ways, it waits for of its own accord: that counts.
    """
    try:
        _, kept_waiting, _ = _STATISTICS.read_text(encoding="ascii").split()
    except OSError:
        # A kernel without it: then by any clock.
        kept_waiting = "0"
    return time.monotonic() - int(kept_waiting) / 1e9
