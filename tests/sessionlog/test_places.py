import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.sessionlog import data_folder, new_log_path
from tests.support import posix

NOW = datetime(2026, 11, 22, 10, 5, 9, tzinfo=UTC)


def test_a_log_is_named_by_time_and_address(tmp_path: Path) -> None:
    folder = tmp_path / "autodiscope" / "sessions"

    path = new_log_path(folder, "ann@contoso.com", NOW)

    assert path == folder / "2026-11-22_100509_ann@contoso.com.autodiscope"
    assert folder.is_dir()


def test_a_second_log_of_the_same_second_has_another_name(tmp_path: Path) -> None:
    names = []
    for _ in range(3):
        path = new_log_path(tmp_path, "a@b.c", NOW)
        names.append(path.stem.removeprefix("2026-11-22_100509_"))

    assert names == ["a@b.c", "a@b.c_1", "a@b.c_2"]


@pytest.mark.parametrize(
    ("address", "readable"),
    [
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("zoë:*?@b.c", "zo____@b.c"),
        ("", "nobody"),
        ("x" * 500, "x" * 80),
    ],
)
def test_an_address_never_leads_out_of_the_folder(
    tmp_path: Path, address: str, readable: str
) -> None:
    path = new_log_path(tmp_path, address, NOW)

    assert path.parent == tmp_path
    assert path.name == f"2026-11-22_100509_{readable}.autodiscope"


def test_a_folder_that_cannot_be_made_is_left_to_the_writer(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    path = new_log_path(tmp_path / "file" / "sessions", "a@b.c", NOW)

    assert path.parent == tmp_path / "file" / "sessions"


def test_windows_that_begin_within_the_same_second_get_names_of_their_own(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        paths = list(pool.map(lambda _: new_log_path(tmp_path, "a@b.c", NOW), range(40)))

    assert len(set(paths)) == 40


@posix.has_modes
def test_nobody_else_may_read_a_new_log(tmp_path: Path) -> None:
    path = new_log_path(tmp_path, "a@b.c", NOW)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@posix.has_modes
@pytest.mark.parametrize("mode", [None, 0o755, 0o777, 0o700])
def test_nobody_else_may_look_into_the_folder(tmp_path: Path, mode: int | None) -> None:
    folder = tmp_path / "data" / "sessions"
    if mode is not None:
        folder.mkdir(parents=True)
        folder.chmod(mode)

    new_log_path(folder, "a@b.c", NOW)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_programs_own_folder_follows_the_platform(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path))

    assert data_folder() == tmp_path / "sessions"
