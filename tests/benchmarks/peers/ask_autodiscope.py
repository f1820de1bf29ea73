"""One discovery by this program, in a process of its own; tells what it took.

The way of `autodiscope check --joined no --no-probes --consent allow`, without its lines of text:
the peers write none either.
"""

import asyncio
import json
import sys
import time
from collections.abc import Mapping
from typing import Any

import anyio.lowlevel

from app.domain.events import Outcome, Recorded, SettingsChosen
from app.domain.options import RunOptions
from app.domain.prompts import Nobody
from app.domain.secret import Secret
from app.wiring import RealEngine
from tests.support.memory import largest_kb


def main() -> None:
    """Discover, perhaps again and again, and tell of the last time."""
    asked = json.load(sys.stdin)
    # The first loop imports anyio's part for asyncio; the peers have imported all of theirs. The
    # profiles are what the program offers before anything can be started.
    asyncio.run(_nothing())
    engine = RealEngine(sys.exit, keeps_logs=False)
    engine.profiles()
    told = discovered(engine, asked)
    for _ in range(1, asked["times"]):
        told = discovered(engine, asked)
    sys.stdout.write(json.dumps(told))


def discovered(engine: RealEngine, asked: Mapping[str, Any]) -> dict[str, object]:
    """Discover once; what was imported before does not count."""
    options = RunOptions(
        address=asked["address"],
        username=asked["user"],
        joined="no",
        probes=False,
        consent="allow",
        system_trust=False,
        trust_files=(asked["anchor"],),
        timeout=asked["timeout"],
    )
    secret = Secret(asked["password"])
    records: list[Recorded] = []
    began, used = time.perf_counter(), time.process_time()
    outcome = asyncio.run(engine.run(options, secret, Nobody(), records.append))
    took, spent = time.perf_counter() - began, time.process_time() - used
    if outcome is not Outcome.FOUND:
        sys.exit(f"the run came to {outcome}")
    chosen = next(one.event for one in records if isinstance(one.event, SettingsChosen))
    return {
        "took_s": took,
        "processor_s": spent,
        "largest_kb": largest_kb(),
        "found": chosen.url,
    }


async def _nothing() -> None:
    await anyio.lowlevel.checkpoint()


if __name__ == "__main__":
    main()
