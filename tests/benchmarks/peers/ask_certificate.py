"""One look at a server's certificate by this program, in a process of its own; tells what it took.

The way of `autodiscope certificate HOST`, without its text.
"""

import asyncio
import json
import sys
import time

import anyio.lowlevel

from app.domain.inspection import InspectionWish
from app.domain.options import RunOptions
from app.wiring import RealEngine


def main() -> None:
    """Look once; what was imported before does not count."""
    asked = json.load(sys.stdin)
    options = RunOptions(trust_files=(asked["anchor"],))
    # As for a discovery.
    asyncio.run(_nothing())
    engine = RealEngine(sys.exit, keeps_logs=False)
    engine.profiles()
    began, used = time.perf_counter(), time.process_time()
    found = asyncio.run(engine.inspect(InspectionWish(target=asked["host"]), options))
    took, spent = time.perf_counter() - began, time.process_time() - used
    trusted = found.judged is not None and found.judged.verdict.is_good
    told = {"took_s": took, "processor_s": spent, "trusted": trusted}
    sys.stdout.write(json.dumps(told))


async def _nothing() -> None:
    await anyio.lowlevel.checkpoint()


if __name__ == "__main__":
    main()
