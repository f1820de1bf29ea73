"""The domain is made once, whoever asks, and a machine that cannot have one says so."""

from pathlib import Path

import pytest

from tests.support import samba
from tests.support.daemons import ServerFailedError


@pytest.mark.parametrize(
    ("uid_map", "reason"),
    [
        ("0 0 4294967295\n", ""),
        ("0 100000 1000\n1000 1000 1\n", ""),
        ("0 1000 1\n", "Samba changes between users, so its tests need root"),
    ],
    ids=["root", "root of a container", "an ordinary user"],
)
def test_a_domain_controller_needs_several_users(
    monkeypatch: pytest.MonkeyPatch, uid_map: str, reason: str
) -> None:
    monkeypatch.setattr(samba, "_uid_map", lambda: uid_map)

    assert samba.why_not() == reason


def test_the_second_process_finds_the_domain_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []
    monkeypatch.setattr(samba, "_make", made.append)

    first, second = samba.made_domain(tmp_path), samba.made_domain(tmp_path)

    assert first == second
    assert made == [first]


def test_a_domain_that_was_not_finished_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(folder: Path) -> None:
        (folder / "half").touch()
        raise ServerFailedError("samba-tool failed")

    monkeypatch.setattr(samba, "_make", break_off)
    with pytest.raises(ServerFailedError):
        samba.made_domain(tmp_path)
    monkeypatch.setattr(samba, "_make", lambda folder: (folder / "whole").touch())

    domain = samba.made_domain(tmp_path)

    assert sorted(file.name for file in domain.iterdir()) == ["ready", "whole"]


def test_a_tool_that_fails_shows_what_it_said() -> None:
    with pytest.raises(ServerFailedError, match=r"(?s)sh failed:\nout\nerr"):
        samba._run("sh", "-c", "echo out; echo err >&2; exit 1")
