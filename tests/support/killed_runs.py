"""Kills runs of the practice organisation at random moments, and says what each had told before.

    python -m tests.support.killed_runs FOLDER COUNT SEED

One process imports everything and forks for each run, since a start takes longer than a run; some
go on at the same time. A line of JSON for each: its log, how many events it had told, and whether
it came to its end before the kill.
"""

import asyncio
import contextlib
import json
import os
import random
import select
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from msgspec import Struct

from app.domain.events import Recorded
from app.domain.options import RunOptions
from app.domain.prompts import Nobody
from app.wiring import RealEngine

SCENARIOS: Final = ("method-one", "fresh-install", "redirect-loop", "expired")
AT_ONCE: Final = 6
MOST_EVENTS: Final = 70
"""About as many as such a run has."""
LATER_S: Final = 0.005
"""Within it a run does what an event leads to: the kill falls between two of them, or into one."""
LIMIT_S: Final = 30.0


class Run(Struct, kw_only=True):
    """A run under way, and how long it has to live."""

    pid: int
    pipe: int
    log: Path
    last: int
    """After so many events it is killed."""
    later: float
    until: float
    told: int = 0
    ended: bool = False


def begin(log: Path, dice: random.Random, busy: list[Run]) -> Run:
    """Fork a run that tells of each event when that is in its log."""
    scenario = dice.choice(SCENARIOS)
    last, later = dice.randint(0, MOST_EVENTS), dice.uniform(0, LATER_S)
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        for other in busy:
            os.close(other.pipe)

        def tell(_: Recorded) -> None:
            os.write(writing, b".")

        engine = RealEngine(lambda line: None, keeps_logs=False)
        run = engine.practice(scenario, RunOptions(save=str(log)), None, Nobody(), tell)
        with contextlib.suppress(BaseException):
            asyncio.run(run)
        os._exit(0)
    os.close(writing)
    until = time.monotonic() + LIMIT_S
    return Run(pid=pid, pipe=reading, log=log, last=last, later=later, until=until)


def listen(run: Run) -> None:
    """Take in what a run tells; its moment comes once it has told enough."""
    told = os.read(run.pipe, 65_536)
    run.told += len(told)
    run.ended = run.ended or not told
    if run.told >= run.last:
        run.until = min(run.until, time.monotonic() + run.later)


def end(run: Run) -> None:
    """Kill a run, and take in what it had told."""
    os.kill(run.pid, signal.SIGKILL)
    os.waitpid(run.pid, 0)
    while told := os.read(run.pipe, 65_536):
        run.told += len(told)
    os.close(run.pipe)
    told_of = {"log": str(run.log), "told": run.told, "ended": run.ended}
    sys.stdout.write(json.dumps(told_of) + "\n")
    sys.stdout.flush()


def main(folder: Path, count: int, seed: int) -> None:
    """Begin runs until there were enough, and kill each at its moment."""
    dice = random.Random(seed)  # noqa: S311 - the same moments each time
    busy: list[Run] = []
    begun = 0
    # Who is killed takes nothing away behind itself: it lies where the logs do, and goes with them.
    tempfile.tempdir = str(folder)
    while begun < count or busy:
        while begun < count and len(busy) < AT_ONCE:
            busy.append(begin(folder / f"{begun}.autodiscope", dice, busy))
            begun += 1
        nearest = min(run.until for run in busy) - time.monotonic()
        listening = [run for run in busy if not run.ended]
        pipes = [run.pipe for run in listening]
        ready, _, _ = select.select(pipes, [], [], max(0.0, nearest))
        for run in listening:
            if run.pipe in ready:
                listen(run)
        over = [one for one in busy if one.ended or one.until <= time.monotonic()]
        for run in over:
            end(run)
            busy.remove(run)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
