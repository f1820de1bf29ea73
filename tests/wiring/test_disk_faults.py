"""Session logs on disks that are full, cannot be written, or are shared with another window."""

import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from msgspec import Struct

from app.sessionlog import load
from app.wiring.sessions import SessionFolder
from tests.support.programs import program

ROOT = Path(__file__).parents[2]

RUN = """
import asyncio, json, sys
from app.domain.prompts import Nobody
from app.domain.listed import Keeping
from app.domain.options import RunOptions
from app.sessionlog import WrongLogError, data_folder
from app.wiring import RealEngine
from app.wiring.sessions import SessionFolder

told, numbers = [], []
engine = RealEngine(told.append, keeps_logs=True)
run = engine.practice(
    "method-one", RunOptions(), None, Nobody(), lambda one: numbers.append(one.number)
)
outcome = asyncio.run(run)
folder = SessionFolder()
folder.tidy(Keeping())
log = engine.newest_log()
listed = [one.name for batch in folder.sessions() for one in batch]
noted = ""
try:
    folder.write_note(log or data_folder() / "none.autodiscope", "x" * 4_000)
except WrongLogError as wrong:
    noted = str(wrong)
json.dump({"told": told, "outcome": outcome, "last": numbers[-1], "listed": listed,
           "log": log and str(log), "noted": noted}, sys.stdout)
"""


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(folder)}


FULL = 'mount -t tmpfs -o size=96k tmpfs "$1"'
READ_ONLY = (
    'mount -t tmpfs tmpfs "$1" && mkdir -p "$1"/autodiscope/{folder} && mount -o remount,ro "$1"'
)


class Told(Struct):
    """What a run said."""

    told: list[str]
    outcome: str
    last: int
    listed: list[str]
    log: str | None
    noted: str


def run_on(folder: Path, mount: str) -> tuple[Told, bytes]:
    """Run on a disk of its own, and give what was told of it, and the content of the log."""
    folder.mkdir()
    done = subprocess.run(
        [
            *(program("unshare"), "--mount"),
            *("sh", "-c", f'{mount} && exec "$2" -c "$3"', "sh", folder, sys.executable),
            RUN + "\nif log: sys.stdout.write('\\n' + log.read_text())",
        ],
        env=environment(folder),
        capture_output=True,
        check=True,
    )
    first, _, log = done.stdout.partition(b"\n")
    return msgspec.json.decode(first, type=Told), log


@pytest.mark.real
def test_a_full_disk_is_told_once_and_the_run_goes_on(tmp_path: Path) -> None:
    told, log = run_on(tmp_path / "data", FULL)

    assert told.outcome == "found"
    assert told.told == [f"{told.log} cannot be written: No space left on device."]
    lines = log.splitlines()
    assert 2 < len(lines) < told.last
    # Whole lines, one after the other.
    assert [json.loads(line)["number"] for line in lines[1:]] == list(range(1, len(lines)))
    assert told.listed == [Path(str(told.log)).name]
    assert told.noted.endswith("No space left on device.")


@pytest.mark.real
@pytest.mark.parametrize("folder", ["", "sessions"])
def test_a_folder_that_cannot_be_written_is_told_once_and_the_run_goes_on(
    tmp_path: Path, folder: str
) -> None:
    told, _ = run_on(tmp_path / "data", READ_ONLY.format(folder=folder))

    assert told.outcome == "found"
    (complaint,) = told.told
    assert complaint.endswith(
        ".autodiscope cannot be written: Read-only file system."
        if folder
        else "sessions cannot be made, and the session is not saved: Read-only file system."
    )
    assert (told.log, told.listed) == (None, [])
    assert "cannot be written" in told.noted


@pytest.mark.real
def test_two_windows_at_once_keep_logs_of_their_own(tmp_path: Path) -> None:
    children = [
        subprocess.Popen(
            [sys.executable, "-c", RUN], env=environment(tmp_path), stdout=subprocess.PIPE
        )
        for _ in range(3)
    ]
    said = [json.loads(child.communicate(timeout=50)[0]) for child in children]

    assert [one["told"] for one in said] == [[], [], []]
    logs = {one["log"] for one in said}
    assert len(logs) == 3
    for one in said:
        session = load(Path(one["log"]))
        assert session.outcome == "found"
        assert session.note == "x" * 4_000
    folder = SessionFolder(tmp_path / "autodiscope" / "sessions")
    listed = [one for batch in folder.sessions() for one in batch]
    assert {str(folder.folder / one.name) for one in listed} == logs
    assert all(one.outcome == "found" and one.note for one in listed)
