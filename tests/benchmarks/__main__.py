"""Prints one table of what was measured; a miss is shown, and fails nothing.

The same as Markdown goes to build/benchmarks.md, and with --readme into the README as well.
"""

import os
import sys
from datetime import UTC, datetime
from functools import partial
from typing import Final

from tests.benchmarks import batch, discovery, logs, readme, round_trips, start, tree, verdict
from tests.benchmarks.figures import Figure, NotMeasured, Row, table
from tests.benchmarks.peers.installed import command_of
from tests.support.requirements import what_is_lacking

ROWS: Final[dict[str, Row]] = {
    **discovery.rows(),
    "round-trips": round_trips.measure,
    "verdict": verdict.measure,
    "verdict-openssl": verdict.measure_beside_openssl,
    "verdict-httpx": verdict.measure_beside_httpx,
    "verdict-sslyze": verdict.measure_beside_sslyze,
    "verdict-sslyze-cpu": partial(verdict.measure_beside_sslyze, of_processor=True),
    "first-window": start.measure,
    "first-window-typed": start.measure_typed,
    "first-window-filled": start.measure_filled,
    "first-window-pause": start.measure_pause,
    "tree-opened": logs.measure,
    "tree-live": tree.measure_live,
    "tree-live-worst": tree.measure_live_worst,
    "memory-run": discovery.measure_memory,
    "memory-opened": logs.measure_memory,
    "batch": batch.measure,
    "batch-cpu": batch.measure_processor,
    "batch-memory": batch.measure_memory,
}
INTO_README: Final = "--readme"


def main(arguments: list[str]) -> int:
    """Measure the rows of these names, or all."""
    names = [one for one in arguments if one != INTO_README]
    unknown = [name for name in names if name not in ROWS]
    if unknown:
        print(f"There is no benchmark {unknown[0]!r}; there are {', '.join(ROWS)}.")
        return 2
    if names and INTO_README in arguments:
        print(f"The README has all rows: {INTO_README} stands alone.")
        return 2
    wanted = names or list(ROWS)
    # From where this process goes to measure, nothing can be fetched.
    for name in wanted:
        for peer in (*discovery.peers_of(name), *verdict.peers_of(name)):
            command_of(peer)
    # Before anything makes a thread: only this one moves into the private network.
    lacking = what_is_lacking()
    if lacking:
        print(lacking)
        return 1
    load = os.getloadavg()[0]
    figures: dict[str, Figure | NotMeasured] = {}
    try:
        for name in wanted:
            figures[name] = ROWS[name]()
    finally:
        # Also after Ctrl-C, or a defect in one row: what took minutes is not lost.
        print(table(figures.values()), end="")
    written = readme.page(figures, datetime.now(UTC).date(), load)
    readme.WRITTEN.parent.mkdir(exist_ok=True)
    readme.WRITTEN.write_text(written, encoding="utf-8")
    print(f"The same as Markdown: {readme.WRITTEN.relative_to(readme.ROOT)}")
    if INTO_README in arguments:
        text = readme.README.read_text(encoding="utf-8")
        readme.README.write_text(readme.put_between(text, written), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
