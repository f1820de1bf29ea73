"""How fast a thousand domains of the practice organisation are run through, and at what price."""

import os
import re
import shlex
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import IO, Final

from msgspec import Struct

from tests.benchmarks.figures import Figure
from tests.benchmarks.turns import Spread, rounds

COUNT: Final = 1_000
EARLY: Final = 100
"""After so many everything that is kept is there."""
LATE: Final = 800
"""The last that is sure to come while it runs: all rows behind it do not fit into a pipe."""
LIMIT_S: Final = 60.0
RUNS: Final = 3
GROWN: Final = 1.15
"""Of resident memory, from the early row to the last one."""

_PROGRAM: Final = (sys.executable, "-m", "app")


class Measured(Struct, frozen=True, kw_only=True):
    took_s: float
    processor_s: float
    early_kb: int
    late_kb: int


def measure() -> Figure:
    """From the start of the program to its end."""
    took = Spread.of([one.took_s for one in _measured()])
    return Figure(
        name=f"batch of {COUNT} domains, against {LIMIT_S:.0f} s",
        value=f"{took.s()}, {COUNT / took.median:.0f} a second",
        ratio=took.median / LIMIT_S,
        limit=1.0,
        about="The program from its start to its end, on the practice organisation's servers.",
    )


def measure_processor() -> Figure:
    """The program alone, without the servers, which have a processor of their own."""
    used = Spread.of([one.processor_s for one in _measured()])
    return Figure(
        name=f"processor time of the batch, against {LIMIT_S:.0f} s",
        value=f"{used.s()}, {used.median / COUNT * 1000:.1f} ms a domain",
        ratio=used.median / LIMIT_S,
        limit=1.0,
        about="The program alone, without the servers, which have a processor of their own.",
    )


def measure_memory() -> Figure:
    """Resident memory at a late row, against that at an early one."""
    early, late = (
        Spread.of([each / 1024 for each in some])
        for some in zip(*((one.early_kb, one.late_kb) for one in _measured()), strict=True)
    )
    return Figure(
        name=f"memory of the batch after {LATE} domains, against that after {EARLY}",
        value=f"{late.median:.0f} MiB beside {early.median:.0f} MiB",
        ratio=late.median / early.median,
        limit=GROWN,
        about="Resident memory: it may not grow with the list.",
    )


@cache
def _measured() -> list[Measured]:
    """Run some times for all three rows."""
    serving = [*_PROGRAM, "practice", "--serve", "--domains", str(COUNT)]
    with subprocess.Popen(serving, stdout=subprocess.PIPE) as servers:
        try:
            line = _pipe(servers).readline().decode()
            return [_run(shlex.split(line)[1:]) for _ in range(rounds(RUNS))]
        finally:
            # Not Ctrl-C, to which a program in a shell's background is deaf.
            servers.terminate()


def _run(words: list[str]) -> Measured:
    began = time.perf_counter()
    with subprocess.Popen(
        [*_PROGRAM, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as batch:
        # Each row is a line, at once.
        for _ in range(EARLY):
            _pipe(batch).readline()
        early_kb = _resident_kb(batch.pid)
        for _ in range(LATE - EARLY):
            _pipe(batch).readline()
        late_kb = _resident_kb(batch.pid)
        for _ in range(COUNT - LATE):
            _pipe(batch).readline()
        _, status, used = os.wait4(batch.pid, 0)
        took_s = time.perf_counter() - began
        batch.returncode = os.waitstatus_to_exitcode(status)
    if batch.returncode:
        raise RuntimeError(f"the batch ended with {batch.returncode}")
    return Measured(
        took_s=took_s,
        processor_s=used.ru_utime + used.ru_stime,
        early_kb=early_kb,
        late_kb=late_kb,
    )


def _pipe(process: "subprocess.Popen[bytes]") -> IO[bytes]:
    assert process.stdout
    return process.stdout


def _resident_kb(pid: int) -> int:
    found = re.search(r"^VmRSS:\s+(\d+) kB$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    assert found
    return int(found[1])
