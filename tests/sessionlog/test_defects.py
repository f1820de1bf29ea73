import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.sessionlog.defects import MOST_REPORTS, CrashLog, defects_folder, save_report
from tests.support import posix

NOW = datetime(2026, 11, 22, 10, 5, 9, tzinfo=UTC)
CHILD = """
import faulthandler, os, signal, sys
from pathlib import Path
from app.sessionlog.defects import CrashLog
log = CrashLog(Path(sys.argv[1]))
print(repr(log.left()))
log.begin()
print(len(list(Path(sys.argv[1]).iterdir())), flush=True)
if sys.argv[2] == "end":
    log.end()
    log.end()
    raise SystemExit
if sys.argv[2] == "wait":
    sys.stdin.read()
if sys.argv[2] == "crash":
    faulthandler._sigsegv()
# Which ends a process of Windows as SIGKILL does one elsewhere.
os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
"""


def child(folder: Path, end: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, folder, end],
        env=posix.for_a_child(),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    return done.stdout.splitlines()


def test_each_report_has_a_file_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "defects"

    one, other = save_report("first\udc80", NOW, folder), save_report("second", NOW, folder)

    assert [one.name, other.name] == [
        "defect_2026-11-22_100509.txt",
        "defect_2026-11-22_100509_1.txt",
    ]
    assert one.read_text() == "first?"


@posix.has_modes
def test_a_report_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "defects"

    report = save_report("x", NOW, folder)

    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_only_the_newest_reports_are_kept_and_nothing_else_is_touched(tmp_path: Path) -> None:
    (tmp_path / "defect_mine.txt").touch()
    for minute in range(MOST_REPORTS + 3):
        save_report("x", NOW.replace(minute=minute), tmp_path)

    names = sorted(one.name for one in tmp_path.iterdir())

    assert len(names) == MOST_REPORTS + 1
    assert names[0] == "defect_2026-11-22_100309.txt"
    assert names[-1] == "defect_mine.txt"


def test_reports_lie_beside_the_sessions(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path))

    assert save_report("x", NOW).parent == defects_folder() == tmp_path / "defects"


def test_a_crash_is_told_by_the_next_start_and_only_once(tmp_path: Path) -> None:
    child(tmp_path, "crash")

    trace, files = child(tmp_path, "end")

    assert "Segmentation fault" in trace or "access violation" in trace
    assert "most recent call first" in trace
    assert files == "1"
    assert child(tmp_path, "end") == ["''", "1"]
    assert list(tmp_path.iterdir()) == []


def test_a_program_that_was_killed_leaves_nothing_to_tell(tmp_path: Path) -> None:
    child(tmp_path, "kill")
    assert len(list(tmp_path.iterdir())) == 1

    assert CrashLog(tmp_path).left() == ""
    assert list(tmp_path.iterdir()) == []


def test_another_window_that_still_runs_has_not_crashed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, tmp_path, "wait"],
        env=posix.for_a_child(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout
        assert other.stdout.readline()
        assert other.stdout.readline().strip() == b"1"

        left = CrashLog(tmp_path).left()
        there = len(list(tmp_path.iterdir()))
        other.kill()

    assert (left, there) == ("", 1)


def test_where_no_file_can_be_made_the_program_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    log = CrashLog(tmp_path / "file" / "defects")

    log.begin()

    assert log.left() == ""
    log.end()
