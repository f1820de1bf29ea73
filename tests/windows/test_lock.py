"""Marks on session logs by the locks of Windows, which belong to a handle and not to a process."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.sessionlog.lock import Shown, is_written, lock

HOLDS = """
import os, sys
from app.sessionlog.lock import lock
held = os.open(sys.argv[1], os.O_RDWR)
print(lock(held, alone=True), flush=True)
sys.stdin.readline()
"""
LIMIT_S = 60


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "Sitzung ä.autodiscope"
    path.write_bytes(b"a line\n")
    return path


@contextmanager
def opened(path: Path, flags: int = os.O_RDWR) -> Iterator[int]:
    descriptor = os.open(path, flags)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def test_a_writer_is_alone_and_others_see_it(log: Path) -> None:
    with opened(log) as writer, opened(log) as other:
        assert not is_written(other)
        assert lock(writer, alone=True)

        assert is_written(other)
        assert not lock(other, alone=True)
        assert not lock(other, alone=False)


def test_whoever_only_reads_may_look_and_read_on(log: Path) -> None:
    with opened(log) as writer, opened(log, os.O_RDONLY) as reader:
        assert lock(writer, alone=True)

        assert is_written(reader)
        assert os.read(reader, 100) == b"a line\n"
        assert os.write(writer, b"another line\n")


def test_where_one_reads_stays_where_it_was(log: Path) -> None:
    with opened(log, os.O_RDONLY) as reader:
        os.read(reader, 2)

        assert not is_written(reader)
        assert os.read(reader, 100) == b"line\n"


def test_the_mark_goes_with_the_file_that_is_closed(log: Path) -> None:
    with opened(log) as writer:
        assert lock(writer, alone=True)

    with opened(log) as other:
        assert not is_written(other)
        assert lock(other, alone=True)


def test_the_mark_of_another_process_is_seen_and_goes_with_it(log: Path) -> None:
    command = [sys.executable, "-X", "utf8", "-c", HOLDS, str(log)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"True"
        with opened(log) as mine:
            assert is_written(mine)
            other.kill()
            other.wait(LIMIT_S)

            assert not is_written(mine)


def test_windows_removes_no_log_that_is_on_show(log: Path) -> None:
    shown = Shown(log)
    with pytest.raises(PermissionError):
        log.unlink()
    shown.end()

    log.unlink()
