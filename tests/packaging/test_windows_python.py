"""The Windows Python: what is taken of its archive, and which packages are installed for it."""

import hashlib
import io
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

import pytest

import environment
import pypi
import windows_python
from checkout import SetupError


def an_archive(*names: str) -> bytes:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as files:
        for name in names:
            files.writestr(name, f"content of {name}")
    outer = io.BytesIO()
    with tarfile.open(fileobj=outer, mode="w:gz") as archive:
        entry = tarfile.TarInfo(windows_python.ARCHIVE)
        entry.size = len(inner.getvalue())
        archive.addfile(entry, io.BytesIO(inner.getvalue()))
    return outer.getvalue()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(windows_python, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(windows_python, "ROOT", tmp_path)
    return tmp_path


def offered(monkeypatch: pytest.MonkeyPatch, *names: str) -> list[tuple[str, ...]]:
    asked: list[tuple[str, ...]] = []
    archive = an_archive(*names)

    def pinned_file(project: str, name: str, sha256: str, _: object) -> bytes:
        asked.append((project, name, sha256))
        return archive

    monkeypatch.setattr(pypi, "pinned_file", pinned_file)
    return asked


def test_python_is_unpacked_once_from_the_pinned_file(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = offered(
        monkeypatch,
        "cp313/python.exe",
        "cp313/Lib/os.py",
        "cp313/Lib/__pycache__/os.pyc",
        "cp313/Lib/site-packages/pip/__init__.py",
        "cp312/python.exe",
        "setup.py",
        "cp313/../../evil.py",
    )

    windows_python.unpack_python()
    windows_python.unpack_python()

    files = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    assert files == {"python/python.exe", "python/Lib/os.py", "python/autodiscope.stamp"}
    assert (place / "python/python.exe").read_text() == "content of cp313/python.exe"
    assert asked == [(windows_python.PROJECT, windows_python.FILE, windows_python.SHA256)]


def test_another_python_than_the_pinned_one_is_replaced(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "python").mkdir()
    (place / "python" / "autodiscope.stamp").write_text("older")
    (place / "python" / "old.dll").touch()
    offered(monkeypatch, "cp313/python.exe")

    windows_python.unpack_python()

    assert not (place / "python" / "old.dll").exists()


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("python.exe", True),
        ("DLLs/_ssl.pyd", True),
        ("DLLs/_wmi.pyd", False),
        ("Lib/json/__init__.py", True),
        ("Lib/json/__pycache__/x.pyc", False),
        ("Lib/ensurepip/__init__.py", False),
        ("Lib/../../x", False),
        ("Scripts/pip.exe", False),
    ],
)
def test_what_is_taken_of_python(path: str, wanted: bool) -> None:
    assert windows_python.is_wanted(PurePosixPath(path)) is wanted


def test_packages_are_installed_by_hash_and_only_when_they_have_changed(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[tuple[str, ...]] = []
    listed = ["x==1 --hash=sha256:00"]
    folder = place / "packages"

    def run_uv(*arguments: str) -> None:
        called.append(arguments)
        if arguments[0] == "export":
            folder.with_suffix(".txt").write_text(listed[0])
        else:
            folder.mkdir()

    monkeypatch.setattr(environment, "run_uv", run_uv)

    windows_python.install_packages(folder, "--group=package")
    windows_python.install_packages(folder, "--group=package")
    listed[0] = "x==2 --hash=sha256:00"
    windows_python.install_packages(folder, "--group=package")

    assert [call[0] for call in called] == ["export", "pip", "export", "export", "pip"]
    assert "--frozen" in called[0]
    assert "--group=package" in called[0]
    install = called[1]
    assert {"--require-hashes", "--only-binary=:all:", "--no-deps"} <= set(install)
    assert "--python-platform=x86_64-pc-windows-msvc" in install


def test_the_tests_packages_are_no_part_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    made: dict[Path, tuple[str, ...]] = {}
    monkeypatch.setattr(windows_python, "unpack_python", lambda: None)
    monkeypatch.setattr(
        windows_python,
        "install_packages",
        lambda folder, *choice: made.update({folder: choice}),
    )

    windows_python.prepare()

    assert made[windows_python.PACKAGES] == ("--no-default-groups", "--group=package")
    assert "--only-dev" in made[windows_python.TEST_PACKAGES]


def test_an_archive_without_python_is_refused(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outer = io.BytesIO()
    with tarfile.open(fileobj=outer, mode="w:gz") as archive:
        folder = tarfile.TarInfo(windows_python.ARCHIVE)
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
    monkeypatch.setattr(pypi, "pinned_file", lambda *_: outer.getvalue())

    with pytest.raises(SetupError, match="has no"):
        windows_python.unpack_python()


def test_the_pin_is_a_sha256() -> None:
    assert len(bytes.fromhex(windows_python.SHA256)) == hashlib.sha256().digest_size
