"""Freezes the program: PyInstaller makes the folder that needs no Python, the same each time."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import search_paths
from checkout import ROOT, SetupError, program

SPEC = ROOT / "packaging" / "autodiscope.spec"
DIST = ROOT / "dist"
BUILD = ROOT / "build" / "linux"
NAME = "autodiscope"


def freeze(dist: Path = DIST, build: Path = BUILD) -> Path:
    """Build the folder anew, and give it."""
    command = [
        program("pyinstaller"),
        # Without it a changed virtual environment is not seen.
        "--clean",
        "--noconfirm",
        "--log-level=ERROR",
        f"--distpath={dist}",
        f"--workpath={build}",
        str(SPEC),
    ]
    status = subprocess.call(command, cwd=ROOT, env=steady_environment(os.environ))
    if status:
        raise SetupError(f"PyInstaller failed (exit status {status}).")
    folder = dist / NAME
    search_paths.clean(folder)
    # As Windows has two programs; here a name is enough.
    window = folder / f"{NAME}-window"
    window.unlink(missing_ok=True)
    window.symlink_to(NAME)
    return folder


def steady_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Give an environment in which the same sources come to the same bytes."""
    return {
        **environment,
        # The time of the last commit, unless somebody names one. https://reproducible-builds.org
        "SOURCE_DATE_EPOCH": environment.get("SOURCE_DATE_EPOCH") or str(time_of_sources()),
        # The order in sets of names, which gets into compiled modules.
        "PYTHONHASHSEED": "0",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }


def time_of_sources() -> int:
    """Give the time of the last commit in seconds since 1970; a fixed one without git."""
    if shutil.which("git"):
        asked = subprocess.run(
            ["git", "log", "-1", "--format=%ct"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if asked.returncode == 0 and asked.stdout.strip().isdigit():
            return int(asked.stdout)
    # An archive of the sources: 1980 is as far back as a ZIP file can tell.
    return 315_532_800


def size_mb(folder: Path) -> float:
    """Give the size of all files of a folder, in megabytes."""
    files = (one for one in folder.rglob("*") if one.is_file() and not one.is_symlink())
    return sum(one.stat().st_size for one in files) / 1e6
