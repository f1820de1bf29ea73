"""The .deb in a bare Debian: what is run there, and what is complained of."""

import os
import shutil
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

import clean_root
from checkout import SetupError
from clean_root import CleanRoot
from tests.support.fake_programs import FakePrograms


@pytest.fixture
def root(tmp_path: Path) -> CleanRoot:
    share = tmp_path / "usr" / "share"
    for name in clean_root.TOLD:
        (share / name).parent.mkdir(parents=True)
        (share / name).write_text(f"{clean_root.MIME_TYPE}:*.autodiscope\n")
    return CleanRoot(tmp_path)


def test_a_program_runs_inside_as_somebody_without_rights(root: CleanRoot) -> None:
    command = root.as_user("autodiscope", "self-test", display=":7")

    assert command[:2] == ["unshare", "--mount"]
    assert "--reuid=1000" in command
    assert "DISPLAY=:7" in command
    assert command[-2:] == ["autodiscope", "self-test"]


def test_a_desktop_that_does_not_learn_of_the_file_type_is_told(root: CleanRoot) -> None:
    assert root.what_desktops_lack() == []

    (root.folder / "usr" / "share" / "mime" / "globs").write_text("text/plain:*.txt\n")

    assert root.what_desktops_lack() == ["mime/globs"]


def test_what_a_removed_package_leaves_is_found(
    root: CleanRoot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clean_root, "call", lambda *_: "")
    assert root.what_stays() == []

    left = root.folder / "usr" / "lib" / "autodiscope"
    left.mkdir(parents=True)

    assert root.what_stays() == [left]


def test_a_command_that_fails_shows_what_it_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert clean_root.call("sh", "-c", "echo well") == "well"

    with pytest.raises(SetupError, match=r"failed \(exit status 3\)"):
        clean_root.call("sh", "-c", "echo bad; exit 3")

    assert "bad" in capsys.readouterr().out


def test_what_debian_s_checker_says_is_handed_on(
    programs: FakePrograms, capsys: pytest.CaptureFixture[str]
) -> None:
    package = Path("a.deb")
    assert clean_root.told_by_lintian(package) == []
    assert "lintian is not here" in capsys.readouterr().out

    programs.add("lintian", "echo 'E: a: bad [x]'; echo 'W: a: odd'; echo 'N: a: note'")

    assert clean_root.told_by_lintian(package) == ["E: a: bad [x]", "W: a: odd"]
    with pytest.raises(SetupError, match="lintian complains of the package:\nE: a: bad"):
        clean_root.try_out(package, Path())


class Bare(CleanRoot):
    """A clean root in which nothing is done."""

    left: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()

    def make(self) -> None:
        self.folder.mkdir(parents=True)

    def install(self, package: Path) -> None:
        pass

    def what_desktops_lack(self) -> list[str]:
        return list(self.lacking)

    def what_stays(self) -> list[Path]:
        return [self.folder / one for one in self.left]


@pytest.fixture
def tried(
    tmp_path: Path, programs: FakePrograms, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[str]]:
    """Try a package out, and give what was run in the clean root."""

    def try_it(**found: tuple[str, ...]) -> list[str]:
        ran: list[str] = []

        def note(*words: str) -> str:
            ran.append(" ".join(words))
            return ""

        made = type("Found", (Bare,), found)
        monkeypatch.setattr(clean_root, "CleanRoot", lambda: made(tmp_path / "root"))
        monkeypatch.setattr(clean_root, "Screen", lambda: nullcontext(":7"))
        monkeypatch.setattr(clean_root, "call", note)
        clean_root.try_out(tmp_path / "a.deb", tmp_path)
        return ran

    return try_it


def test_a_package_is_tested_without_and_with_a_screen_with_a_key_store_and_by_practice(
    tmp_path: Path, tried: Callable[..., list[str]]
) -> None:
    without, on_screen, with_keys, practised = tried()

    assert without.endswith("autodiscope self-test")
    assert "DISPLAY=:7 autodiscope self-test" in on_screen
    assert with_keys.endswith("autodiscope self-test --key-store'")
    assert practised.endswith("autodiscope-window practice method-one")
    assert not (tmp_path / "root").exists()


@pytest.mark.parametrize(
    ("found", "complaint"),
    [
        ({"left": ("usr/lib/autodiscope",)}, "leaves something behind: .*usr/lib/autodiscope"),
        ({"lacking": ("mime/globs",)}, "does not tell desktops its file type"),
    ],
)
def test_what_is_wrong_with_a_package_is_told(
    tried: Callable[..., list[str]], found: dict[str, tuple[str, ...]], complaint: str
) -> None:
    with pytest.raises(SetupError, match=complaint):
        tried(**found)


@pytest.mark.parametrize(
    ("user", "there", "reason"),
    [(0, True, ""), (1000, True, "wants root"), (0, False, "without debootstrap and unshare")],
)
def test_where_there_can_be_no_root_it_is_said(
    monkeypatch: pytest.MonkeyPatch, user: int, there: bool, reason: str
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.setattr(shutil, "which", lambda name: name if there else None)

    assert reason in clean_root.why_not()
    assert bool(reason) is bool(clean_root.why_not())


def test_a_screen_has_a_number_and_is_gone_afterwards() -> None:
    if not shutil.which("Xvfb"):
        pytest.skip("Xvfb is not here")
    with clean_root.Screen() as display:
        assert display.startswith(":")
        socket = Path(f"/tmp/.X11-unix/X{display[1:]}")  # noqa: S108 - where X puts it
        assert socket.exists()

    assert not socket.exists()
