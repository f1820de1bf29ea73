"""Windows programs by Wine: how they are called, what is kept of them, and when they fail."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import windows_python
import wine
from checkout import SetupError
from tests.support.fake_programs import FakePrograms


@pytest.fixture
def windows(programs: FakePrograms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> wine.Wine:
    """A Wine that runs programs of /bin/sh."""
    logs = tmp_path / "logs"
    logs.mkdir()
    monkeypatch.setattr(wine, "LOGS", logs)
    monkeypatch.setattr(wine, "wine_program", lambda name: str(programs.folder / name))
    programs.add("wine64", '[ -z "$FAILS" ] || exit "$FAILS"; printf "said\\r\\n"; eval "$THEN"')
    return wine.Wine({"PATH": "/bin:/usr/bin"})


def test_what_a_program_prints_is_given_and_kept(
    windows: wine.Wine, programs: FakePrograms
) -> None:
    printed = windows.run(Path("/x/python.exe"), "-c", "1", log="try", limit_s=10)

    assert printed == "said\n"
    assert (wine.LOGS / "try.log").read_bytes() == b"said\r\n"
    assert programs.calls == ["wine64 /x/python.exe -c 1"]


def test_a_status_that_was_not_expected_is_an_error_with_the_log(windows: wine.Wine) -> None:
    with pytest.raises(SetupError, match=r"try ended with status 3: .*try\.log"):
        windows.run("x.exe", log="try", limit_s=10, FAILS="3")

    assert windows.run("x.exe", log="try", limit_s=10, expected=(3,), FAILS="3") == ""


def test_a_program_that_does_not_end_is_ended(windows: wine.Wine) -> None:
    with pytest.raises(SetupError, match=r"(?s)said.*try took longer than 0 s"):
        windows.run("x.exe", log="try", limit_s=0.3, THEN="exec sleep 60")


def test_what_a_program_leaves_running_is_not_waited_for(
    windows: wine.Wine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wine, "LAST_WORDS_S", 0.2)

    began = time.monotonic()

    assert windows.run("x.exe", log="try", limit_s=10, THEN="sleep 3 &") == "said\n"
    assert time.monotonic() - began < 2.5


def test_a_path_is_called_as_windows_calls_it() -> None:
    assert wine.windows_path(Path("/tmp/x/a b")) == r"Z:\tmp\x\a b"  # noqa: S108
    assert wine.windows_path(wine.DRIVE_C / "users" / "a") == r"C:\users\a"


def test_nothing_of_the_users_environment_gets_into_windows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PASSWORD", "secret")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")

    environment = wine._environment(":7")

    assert "secret" not in environment.values()
    assert "PYTHONPATH" not in environment
    assert environment["DISPLAY"] == ":7"
    assert Path(environment["WINEPREFIX"]).is_relative_to(windows_python.HOME)
    assert Path(environment["HOME"]).is_relative_to(windows_python.HOME)


def test_a_missing_wine_is_named(programs: FakePrograms) -> None:
    with pytest.raises(SetupError, match="wine64-of-nobody is missing"):
        wine.wine_program("wine64-of-nobody")


def test_a_screen_that_cannot_start_is_an_error(
    programs: FakePrograms,
) -> None:
    programs.add("Xvfb", "exit 1")

    with pytest.raises(SetupError, match="Xvfb cannot start"), wine._screen():
        pass


def test_the_screen_ends_with_its_use(programs: FakePrograms, tmp_path: Path) -> None:
    told = tmp_path / "pid"
    program = (
        "import os, sys, time; assert '-noreset' in sys.argv;"
        " os.write(int(sys.argv[2]), b'42\\n');"
        f" open('{told}', 'w').write(str(os.getpid())); time.sleep(60)"
    )
    programs.add("Xvfb", f'exec {sys.executable} -c "{program}" "$@"')

    with wine._screen() as display:
        assert display == ":42"
        while not (told.exists() and told.read_text()):
            time.sleep(0.01)
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)


def test_windows_is_made_once_for_each_version_of_wine_and_of_the_shims(
    windows: wine.Wine, programs: FakePrograms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shims = tmp_path / "shims"
    shims.mkdir()
    (shims / "icuuc.c").write_text("one")
    prefix = tmp_path / "prefix"
    monkeypatch.setattr(wine, "SHIMS", shims)
    monkeypatch.setattr(wine, "HOME", tmp_path)
    monkeypatch.setattr(wine, "PREFIX", prefix)
    monkeypatch.setattr(wine, "STAMP", tmp_path / "prefix.stamp")
    monkeypatch.setattr(wine, "DRIVE_C", prefix / "drive_c")
    monkeypatch.setattr(wine, "ROOT", tmp_path)
    programs.add(wine.COMPILER)

    wine._make_prefix(windows)
    wine._make_prefix(windows)
    first = [call.split()[0] for call in programs.calls]
    (shims / "icuuc.c").write_text("two")
    wine._make_prefix(windows)
    wine.forget()
    wine._make_prefix(windows)

    assert first == ["wine64"] * 3 + [wine.COMPILER, "wine64"]
    assert [call.split()[0] for call in programs.calls].count(wine.COMPILER) == 3


def test_whatever_still_runs_is_ended_with_windows(
    windows: wine.Wine, programs: FakePrograms, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def screen() -> Iterator[str]:
        yield ":1"

    programs.add("wineserver")
    monkeypatch.setattr(wine, "_screen", screen)
    monkeypatch.setattr(wine, "_make_prefix", lambda _: None)

    with wine.started() as made:
        made.start("notepad.exe").wait()
        made.settle()

    assert programs.calls == ["wine64 notepad.exe", "wineserver --wait", "wineserver --kill"]
