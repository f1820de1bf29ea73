"""Gets uv, the package installer, from PyPI: a bare system has neither pip nor ensurepip."""

import io
import os
import platform
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pypi
from checkout import SetupError

VERSION = "0.13.9"

# File name after "uv-VERSION-py3-none-", and its SHA-256, by sys.platform and machine.
WHEELS = {
    ("linux", "x86_64"): (
        "manylinux_2_17_x86_64.manylinux2014_x86_64",
        "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19",
    ),
    ("linux", "aarch64"): (
        "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64",
        "5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe",
    ),
    ("win32", "amd64"): (
        "win_amd64",
        "6a44b2ed8111d2f60d2b92627c5dccda3f7ed7570b18ce115e569cd68c28246b",
    ),
    ("darwin", "x86_64"): (
        "macosx_10_12_x86_64",
        "c16ed11e013557536b3e60065f1b912f6407bd6518e041b961e23ef9e6b4fbf5",
    ),
    ("darwin", "arm64"): (
        "macosx_11_0_arm64",
        "66c512266d633bef48384a1f53003f41f2a8e7b36fe6e7fbfd3e0fd52d96fa63",
    ),
}


def unpacked_uv(folder: Path, environment: Mapping[str, str] = os.environ) -> Path:
    """Path of the pinned uv in `folder`, downloaded unless it is there already."""
    suffix = ".exe" if os.name == "nt" else ""
    program = folder / f"uv-{VERSION}{suffix}"
    if not program.exists():
        file_name, sha256 = wheel_for(sys.platform, platform.machine())
        wheel = pypi.pinned_file("uv", file_name, sha256, environment)
        _put(program, uv_inside(wheel, f"uv{suffix}"))
    return program


def wheel_for(system: str, machine: str) -> tuple[str, str]:
    """File name and SHA-256 of the wheel for a platform, as sys.platform and platform name it."""
    if (system, machine.lower()) not in WHEELS:
        raise SetupError(
            f"There is no pinned uv for {system} on {machine}. Install uv yourself"
            " (https://docs.astral.sh/uv/) and start again."
        )
    tag, sha256 = WHEELS[system, machine.lower()]
    return f"uv-{VERSION}-py3-none-{tag}.whl", sha256


def uv_inside(wheel: bytes, name: str) -> bytes:
    """The program out of the wheel."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        return archive.read(f"uv-{VERSION}.data/scripts/{name}")


def _put(program: Path, content: bytes) -> None:
    # Complete or not at all, also when two of these run at once.
    program.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=program.parent, delete=False) as file:
        file.write(content)
    part = Path(file.name)
    part.chmod(0o755)
    part.replace(program)
