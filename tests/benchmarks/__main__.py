"""Prints one table of what was measured; a miss is shown, and fails nothing."""

import sys
from typing import Final

from tests.benchmarks import batch, round_trips, start, tree, verdict
from tests.benchmarks.figures import Figure, NotMeasured, Row, table
from tests.support.requirements import what_is_lacking

ROWS: Final[dict[str, Row]] = {
    "batch": batch.measure,
    "batch-cpu": batch.measure_processor,
    "batch-memory": batch.measure_memory,
    "first-window": start.measure,
    "first-window-filled": start.measure_filled,
    "round-trips": round_trips.measure,
    "tree-opened": tree.measure_opened,
    "tree-live": tree.measure_live,
    "tree-live-worst": tree.measure_live_worst,
    "verdict": verdict.measure,
    "verdict-openssl": verdict.measure_beside_openssl,
    "verdict-httpx": verdict.measure_beside_httpx,
}


def main(names: list[str]) -> int:
    """Measure the rows of these names, or all."""
    unknown = [name for name in names if name not in ROWS]
    if unknown:
        print(f"There is no benchmark {unknown[0]!r}; there are {', '.join(ROWS)}.")
        return 2
    # Before anything makes a thread: only this one moves into the private network.
    lacking = what_is_lacking()
    if lacking:
        print(lacking)
        return 1
    figures: list[Figure | NotMeasured] = [ROWS[name]() for name in names or ROWS]
    print(table(figures), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
