"""The program and its installer: made when something has changed, signed where wished for."""

from collections.abc import Sequence
from pathlib import Path

import pytest

import windows_program
from checkout import SetupError
from publisher import publisher
from tests.support.fake_programs import FakePrograms


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "checkout"
    for name in ("app/__init__.py", "resources/x.toml", "packaging/autodiscope.spec", "uv.lock"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    (root / "LICENSE").touch()
    (root / "app" / "__init__.py").write_text('__version__ = "1.2.3"\n')
    build = root / "build" / "windows"
    monkeypatch.setattr(windows_program, "ROOT", root)
    monkeypatch.setattr(windows_program, "BUILD", build)
    monkeypatch.setattr(windows_program, "PROGRAM", build / "program" / "autodiscope")
    monkeypatch.setattr(windows_program, "SPEC", root / "packaging" / "autodiscope.spec")
    monkeypatch.delenv(windows_program.SIGN, raising=False)
    return root


class Python:
    """Makes what PyInstaller would make."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def run(self, arguments: Sequence[str | Path]) -> None:
        self.asked.append([str(one) for one in arguments])
        folder = windows_program.PROGRAM
        (folder / "_internal").mkdir(parents=True, exist_ok=True)
        for name in windows_program.PROGRAMS:
            (folder / name).write_text("unsigned")


def test_the_program_is_made_again_only_when_something_in_it_has_changed(checkout: Path) -> None:
    python = Python()

    windows_program.build_program(python.run)
    windows_program.build_program(python.run)
    assert len(python.asked) == 1
    (checkout / "app" / "new.py").touch()
    windows_program.build_program(python.run)

    assert len(python.asked) == 2
    assert python.asked[0][:3] == ["-m", "PyInstaller", "--clean"]


def test_a_build_that_failed_is_not_taken_for_a_program(checkout: Path) -> None:
    def fails(_: object) -> None:
        raise SetupError("no")

    windows_program.build_program(Python().run)
    (checkout / "app" / "new.py").touch()
    with pytest.raises(SetupError):
        windows_program.build_program(fails)
    (checkout / "app" / "new.py").unlink()
    python = Python()

    windows_program.build_program(python.run)

    assert len(python.asked) == 1


def test_paths_are_those_of_the_python_that_builds(checkout: Path) -> None:
    python = Python()

    windows_program.build_program(python.run, lambda path: f"Z:{path.name}")

    assert python.asked[0][-1] == "Z:autodiscope.spec"
    assert "--distpath=Z:program" in python.asked[0]


def test_each_program_is_signed_by_the_given_command(
    checkout: Path, programs: FakePrograms, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs.add("sign", 'for last; do :; done; echo signed > "$last"')
    monkeypatch.setenv(windows_program.SIGN, "sign /fd 'sha 256'")

    windows_program.build_program(Python().run)

    folder = windows_program.PROGRAM
    assert programs.calls == [
        f"sign /fd sha 256 {folder / one}" for one in windows_program.PROGRAMS
    ]
    assert (folder / "autodiscope.exe").read_text() == "signed\n"


def test_the_installer_has_the_version_in_its_name_and_its_properties(
    checkout: Path, programs: FakePrograms
) -> None:
    programs.add("makensis")
    windows_program.build_program(Python().run)

    installer = windows_program.build_installer()

    assert installer == checkout / "dist" / "autodiscope-1.2.3-setup.exe"
    (call,) = programs.calls
    assert "-WX" in call
    assert "-DVERSION=1.2.3 -DNUMBER=1.2.3.0" in call
    assert f"-DPUBLISHER={publisher().name}" in call
    assert "SIGN" not in call
    deleted = (windows_program.BUILD / "files.nsh").read_text()
    assert 'Delete "$INSTDIR\\autodiscope-window.exe"' in deleted
    assert "_internal" not in deleted


def test_the_installer_is_made_again_only_when_the_program_has_changed(
    checkout: Path, programs: FakePrograms
) -> None:
    programs.add("makensis", 'for one; do case "$one" in -DOUTPUT=*) : > "${one#*=}";; esac; done')
    windows_program.build_program(Python().run)

    windows_program.build_installer()
    windows_program.build_installer()
    assert len(programs.calls) == 1
    (checkout / "app" / "new.py").touch()
    windows_program.build_program(Python().run)
    windows_program.build_installer()

    assert len(programs.calls) == 2


def test_the_installer_is_signed_by_the_same_command(
    checkout: Path, programs: FakePrograms, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs.add("makensis")
    programs.add("sign")
    monkeypatch.setenv(windows_program.SIGN, "sign")
    windows_program.build_program(Python().run)

    windows_program.build_installer()

    assert "-DSIGN=sign" in programs.calls[-1]


def test_without_nsis_there_is_no_installer(checkout: Path, programs: FakePrograms) -> None:
    windows_program.build_program(Python().run)

    with pytest.raises(SetupError, match="NSIS is missing"):
        windows_program.build_installer()


def test_nsis_is_found_where_it_installs_itself(
    programs: FakePrograms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "Program Files (x86)" / "NSIS" / "makensis.exe"
    own.parent.mkdir(parents=True)
    own.touch()
    monkeypatch.setenv("PROGRAMFILES(X86)", str(own.parents[1]))

    assert windows_program.find_makensis() == str(own)
