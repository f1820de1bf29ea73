"""A run that is killed loses no event that it had told, and leaves a log that opens."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.events import Outcome, Recorded
from app.sessionlog import load, read_lines
from app.wiring.sessions import SessionFolder
from tests.support import posix

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("AUTODISCOPE_KILLS", "24"))
"""`make kills` sets it to 200."""
SEED = int(os.environ.get("AUTODISCOPE_SEED", "8"))


@posix.can_fork
@pytest.mark.timeout(60 + 3 * KILLS)
def test_runs_killed_at_random_moments_lose_no_event_and_leave_readable_logs(
    tmp_path: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.killed_runs", tmp_path, str(KILLS), str(SEED)],
        cwd=ROOT,
        env=posix.for_a_child(),
        stdout=subprocess.PIPE,
        check=True,
    )

    killed = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(killed) == KILLS
    unfinished = 0
    for one in killed:
        log = Path(one["log"])
        if not log.exists():
            # Before there was anything to tell.
            assert one["told"] == 0
            continue
        content = log.read_bytes()
        if content.find(b"\n") < 0:
            assert one["told"] == 0
            continue
        records = list(read_lines(log))
        assert all(isinstance(record, Recorded) for record in records)
        assert [record.number for record in records] == list(range(1, len(records) + 1))
        # What was told was in the log before; one more may have been on its way.
        assert one["told"] <= len(records) <= one["told"] + 1
        unfinished += load(log).outcome is Outcome.INTERRUPTED
    # The dice did fall into the middle of runs, and into different places of them.
    assert unfinished > KILLS / 3
    assert len({one["told"] for one in killed}) > KILLS / 4
    listed = [one for batch in SessionFolder(tmp_path).sessions() for one in batch]
    assert sum(bool(one.trouble) for one in listed) == sum(
        b"\n" not in Path(one["log"]).read_bytes() for one in killed if Path(one["log"]).exists()
    )
