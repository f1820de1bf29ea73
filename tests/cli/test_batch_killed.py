"""A batch as a process of its own on the practice organisation: killed, and gone on with."""

import csv
import io
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.practice.many import domain

ROOT = Path(__file__).parents[2]
COUNT = 60
INPUTS = [domain(number) for number in range(COUNT)]


def start(*arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "app", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )


@pytest.fixture
def words() -> Iterator[list[str]]:
    """The command line that the servers announce, as its words."""
    with start("practice", "--serve", "--domains", str(COUNT)) as servers:
        assert servers.stdout
        line = servers.stdout.readline().decode()
        yield shlex.split(line)[1:]
        servers.send_signal(signal.SIGINT)
        servers.communicate()


def finished(file: Path) -> list[str]:
    data = file.read_bytes() if file.exists() else b""
    if file.suffix == ".jsonl":
        return [json.loads(line)["input"] for line in data.splitlines()]
    text = io.StringIO(data.decode("utf-8-sig"), newline="")
    return [row["input"] for row in csv.DictReader(text)]


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_killed_in_the_middle_and_gone_on_with_no_row_is_lost_and_none_there_twice(
    words: list[str], tmp_path: Path, suffix: str
) -> None:
    out = tmp_path / f"out{suffix}"
    again = [*words, "--output", str(out), "--resume", "--jobs", "4"]
    for rows in (3, 25):
        with start(*again, "--rate", "40") as batch:
            while not out.exists() or out.read_bytes().count(b"\n") < rows:
                assert batch.poll() is None
                time.sleep(0.005)
            batch.kill()
            batch.communicate()
    after_kills = out.read_bytes().count(b"\n")
    # What a kill within a write, or a power cut, leaves.
    with out.open("ab") as file:
        file.write(b'{"line":61,"input":"cust')
    with start(*again) as batch:
        _, told = batch.communicate()

    assert batch.returncode == 0, told
    assert 25 <= after_kills < COUNT
    assert sorted(finished(out)) == INPUTS


def test_ctrl_c_keeps_whole_rows_and_says_so(words: list[str]) -> None:
    with start(*words, "--rate", "20") as batch:
        assert batch.stdout
        first = [batch.stdout.readline() for _ in range(3)]
        batch.send_signal(signal.SIGINT)
        rest, told = batch.communicate()

    rows = [json.loads(line) for line in (*first, *rest.splitlines())]
    assert batch.returncode == 130
    assert 3 <= len(rows) < COUNT
    assert {row["outcome"] for row in rows} <= {"sign-in-needed", "not-found"}
    assert f"Interrupted: {len(rows)} of {COUNT} are finished." in told.decode()
