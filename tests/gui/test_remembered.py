"""What outlives the window, in its file of settings."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from app.gui.remembered import MOST_RECENT, Arrangement, Recent, Remembered
from tests.support import posix

KEYS = ("heights", "widths", "columns")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.ini"


def opened(file: Path) -> Remembered:
    return Remembered(QSettings(str(file), QSettings.Format.IniFormat))


@pytest.mark.parametrize("entries", [[], ["ann@contoso.com"], ["b, c", "a;b", "@Invalid()", "ü"]])
def test_a_list_comes_back_as_it_was_the_newest_first(file: Path, entries: list[str]) -> None:
    remembered = opened(file)
    for entry in entries:
        remembered.add(Recent.ADDRESSES, entry)

    assert opened(file).recent(Recent.ADDRESSES) == tuple(reversed(entries))
    assert opened(file).recent(Recent.SESSIONS) == ()


def test_what_is_used_again_comes_to_the_front_and_the_oldest_goes(file: Path) -> None:
    remembered = opened(file)
    for count in range(MOST_RECENT):
        remembered.add(Recent.SESSIONS, f"{count}")
    remembered.add(Recent.SESSIONS, "0")
    remembered.add(Recent.SESSIONS, "new")

    entries = opened(file).recent(Recent.SESSIONS)
    assert entries[:2] == ("new", "0")
    assert len(entries) == MOST_RECENT
    assert "1" not in entries


def test_entries_are_dropped_and_cleared(file: Path) -> None:
    remembered = opened(file)
    for entry in ("a", "b", "c"):
        remembered.add(Recent.SESSIONS, entry)

    remembered.drop(Recent.SESSIONS, "b")
    assert opened(file).recent(Recent.SESSIONS) == ("c", "a")
    remembered.clear(Recent.SESSIONS)
    assert opened(file).recent(Recent.SESSIONS) == ()


def test_nothing_that_is_empty_or_endless_is_kept(file: Path) -> None:
    remembered = opened(file)

    for entry in ("", "x" * 5_000):
        remembered.add(Recent.ADDRESSES, entry)

    assert remembered.recent(Recent.ADDRESSES) == ()


def test_place_and_arrangement_come_back(file: Path) -> None:
    arrangement = Arrangement(heights=(1, 2, 3), widths=(4, 5), columns=(600, 70, 80))
    remembered = opened(file)
    assert remembered.arrangement == Arrangement()
    remembered.arrangement = arrangement
    remembered.geometry = QByteArray(b"place")

    assert opened(file).arrangement == arrangement
    assert opened(file).geometry == QByteArray(b"place")


@pytest.mark.parametrize(
    "text", ["", "1", "1 2 3 4", "a b c", "-1 2 3", "1 2 999999999999", "1.5 2 3", "² 2 3"]
)
def test_sizes_that_are_none_are_passed_over(file: Path, text: str) -> None:
    opened(file).add(Recent.ADDRESSES, "a")
    written = QSettings(str(file), QSettings.Format.IniFormat)
    for key in KEYS:
        written.setValue(f"window/{key}", text)
    written.setValue("window/geometry", "no bytes")
    written.sync()

    assert opened(file).arrangement == Arrangement()
    assert opened(file).geometry == QByteArray()


def test_what_another_version_wrote_is_passed_over_and_the_rest_of_the_file_stays(
    file: Path,
) -> None:
    opened(file).add(Recent.ADDRESSES, "a")
    written = QSettings(str(file), QSettings.Format.IniFormat)
    written.setValue("window/version", "99")
    written.setValue("language", "de")
    written.sync()

    remembered = opened(file)

    assert remembered.recent(Recent.ADDRESSES) == ()
    assert QSettings(str(file), QSettings.Format.IniFormat).value("language") == "de"


@posix.has_modes
def test_the_file_is_for_its_owner_alone(file: Path) -> None:
    opened(file).add(Recent.ADDRESSES, "ann@contoso.com")

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_file_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file where the folder would be")
    remembered = opened(tmp_path / "config" / "settings.ini")

    remembered.add(Recent.ADDRESSES, "a")

    assert not (tmp_path / "config" / "settings.ini").exists()


def test_without_a_file_it_is_remembered_for_as_long_as_the_window() -> None:
    remembered = Remembered()
    remembered.add(Recent.ADDRESSES, "a")
    remembered.add(Recent.ADDRESSES, "b")
    remembered.arrangement = Arrangement(widths=(1, 2))

    assert remembered.recent(Recent.ADDRESSES) == ("b", "a")
    assert remembered.arrangement == Arrangement(widths=(1, 2))
    assert Remembered().recent(Recent.ADDRESSES) == ()


ANOTHER_WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QSettings
from app.gui.remembered import Recent, Remembered

remembered = Remembered(QSettings(sys.argv[1], QSettings.Format.IniFormat))
print("ready", flush=True)
input()
for number in range(10):
    remembered.add(Recent.ADDRESSES, f"{sys.argv[2]}{number}")
"""


def another_window(file: Path, name: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", ANOTHER_WINDOW, str(file), name],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_of_two_windows_that_write_at_once_neither_loses_what_the_other_has(file: Path) -> None:
    opened(file).add(Recent.KEPT_USERS, "wilma")
    windows = [another_window(file, name) for name in ("a", "b")]
    for window in windows:
        assert window.stdout
        assert window.stdout.readline()
    for window in windows:
        assert window.stdin
        window.stdin.write("\n")
        window.stdin.flush()
    for window in windows:
        window.communicate(timeout=60)
        assert window.returncode == 0

    wanted = {f"{name}{number}" for name in ("a", "b") for number in range(10)}
    assert set(opened(file).recent(Recent.ADDRESSES)) == wanted
    assert opened(file).recent(Recent.KEPT_USERS) == ("wilma",)
