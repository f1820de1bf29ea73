"""The peak of this process's memory, as the kernel counts it."""

import contextlib
import ctypes
import gc
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_STATUS = Path("/proc/self/status")
_RESET = Path("/proc/self/clear_refs")


@dataclass
class Peak:
    grown: int = 0
    """Bytes of resident memory above those at the beginning; known at the end of the block."""


@contextlib.contextmanager
def peak() -> Iterator[Peak]:
    """Measure a block of code; what was free before is given back first, so that it counts."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    # Sets the high-water mark to what is resident now. proc(5)
    _RESET.write_text("5", encoding="ascii")
    before = _kilobytes("VmRSS")
    measured = Peak()
    yield measured
    measured.grown = (_kilobytes("VmHWM") - before) * 1024


def resident_kb() -> int:
    """Give what this process has in memory now."""
    return _kilobytes("VmRSS")


def largest_kb() -> int:
    """Give the peak of this process since it began as the program that it is."""
    # Not ru_maxrss, in which the process counts that started this one. getrusage(2)
    return _kilobytes("VmHWM")


def _kilobytes(name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB$", _STATUS.read_text(encoding="ascii"), re.MULTILINE)
    assert found
    return int(found[1])
