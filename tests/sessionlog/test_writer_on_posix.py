"""What the writer meets where files have modes and locks are flock's: elsewhere than on Windows."""

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.sessionlog import SessionWriter, encoded_line, read_session
from app.sessionlog.lock import Shown, lock
from tests.support import played_runs

if sys.platform == "win32":
    pytest.skip("Windows' own are in tests/windows", allow_module_level=True)

import resource

RECORDS = played_runs.found()


@contextlib.contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """As a full disk: the line that passes the limit is written in part, the next not at all."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_nobody_else_may_read_the_file(tmp_path: Path) -> None:
    fresh, empty = tmp_path / "fresh", tmp_path / "empty"
    empty.touch(mode=0o666)

    for path in (fresh, empty):
        SessionWriter(path).close()

    assert [stat.S_IMODE(path.stat().st_mode) for path in (fresh, empty)] == [0o600, 0o600]


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

    troubles = [SessionWriter(path).trouble for path in (pipe, tmp_path, Path("a\0b"))]

    os.close(reader)
    assert troubles == [
        f"{pipe} is not a file.",
        f"{tmp_path} cannot be written: Is a directory.",
        "The session cannot be saved: that is no name of a file.",
    ]


def test_a_pipe_that_nobody_reads_keeps_nobody_waiting(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    assert "cannot be written" in SessionWriter(pipe).trouble


def test_a_full_disk_is_told_once_and_leaves_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "run.autodiscope"
    told: list[str] = []
    size = sum(len(encoded_line(one)) for one in RECORDS) // 2

    with files_no_longer_than(size), SessionWriter(path, told.append) as writer:
        for recorded in RECORDS:
            writer.write(recorded)

    read = list(read_session(path))
    assert told == [f"{path} cannot be written: File too large."]
    assert path.read_bytes().endswith(b"\n")
    assert 0 < len(read) < len(RECORDS)
    assert read == RECORDS[: len(read)]


@pytest.mark.parametrize("moment", ["before a line", "before the end"])
def test_a_log_that_is_deleted_under_way_is_told_once(tmp_path: Path, moment: str) -> None:
    path = tmp_path / "run.autodiscope"
    told: list[str] = []
    writer = SessionWriter(path, told.append)
    writer.write(RECORDS[0])

    path.unlink()
    if moment == "before a line":
        for recorded in RECORDS[1:]:
            writer.write(recorded)
    writer.close()

    assert told == [
        f"{path} was deleted while the run was going on: this session is no longer saved."
    ]
    assert not path.exists()


def test_a_file_system_without_locks_keeps_nobody_from_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(descriptor: int, kind: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)

    with SessionWriter(tmp_path / "run.autodiscope") as writer:
        writer.write(RECORDS[0])

    assert writer.trouble == ""
    assert list(read_session(writer.path)) == RECORDS[:1]


def test_a_log_on_show_is_kept_from_removal_until_it_is_let_go(tmp_path: Path) -> None:
    path = tmp_path / "run.autodiscope"
    path.touch()
    shown, gone = Shown(path), Shown(tmp_path / "none")

    with path.open("rb") as stream:
        during = lock(stream.fileno(), alone=True)
        shown.end()
        shown.end()
        gone.end()
        afterwards = lock(stream.fileno(), alone=True)

    assert (during, afterwards) == (False, True)
