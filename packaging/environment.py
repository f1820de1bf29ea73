"""Makes the virtual environment that uv.lock describes; quick when it is there already."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import kerberos
import pypi
import uv_wheel
from checkout import ROOT, TOOLS, UV_LOCK, VENV, SetupError, program, say

# The oldest uv that reads uv.lock as it is written now.
OLDEST_UV = (0, 8)
STAMP = VENV / "autodiscope.stamp"


def prepare(*groups: str) -> None:
    """Make .venv what uv.lock says, with these dependency groups beside the usual ones.

    Groups that are there and not wanted now stay: they do no harm, and cost time to make.
    """
    fingerprint = wanted_fingerprint()
    there = STAMP.read_text().split() if STAMP.exists() else []
    if there[:1] == [fingerprint] and Path(program("python")).exists():
        if set(groups).issubset(there[1:]):
            return
        groups = tuple(dict.fromkeys((*there[1:], *groups)))
    say("Installing the Python packages into .venv")
    # Until it is done, nobody shall take it for done.
    STAMP.unlink(missing_ok=True)
    chosen = [f"--group={group}" for group in groups]
    run_uv("sync", "--frozen", "--compile-bytecode", *chosen)
    STAMP.write_text(" ".join((fingerprint, *groups)))


def wanted_fingerprint() -> str:
    """What .venv depends on, as one line: another fingerprint, another environment."""
    known = hashlib.sha256()
    for part in (
        UV_LOCK.read_bytes(),
        (ROOT / "pyproject.toml").read_bytes(),
        # Scripts in .venv hold absolute paths, and compiled modules are of one Python.
        str(ROOT).encode(),
        sys.version.encode(),
    ):
        known.update(hashlib.sha256(part).digest())
    return known.hexdigest()


def run_uv(*arguments: str, only_pypi: bool = False) -> None:
    """Run uv with the Python that runs this script."""
    command = [find_uv(), *arguments]
    settings = uv_environment(os.environ)
    if only_pypi:
        command[1:1] = ["--no-config"]
        settings = {k: v for k, v in settings.items() if not re.search("INDEX|FIND_LINKS", k)}
        settings["UV_DEFAULT_INDEX"] = pypi.PYPI
    status = subprocess.call(command, cwd=ROOT, env=settings)
    if status:
        raise SetupError(f"uv {arguments[0]} failed (exit status {status}).")


def answer_of_uv(*arguments: str) -> str:
    """Give what uv prints."""
    done = subprocess.run(
        [find_uv(), *arguments],
        cwd=ROOT,
        env=uv_environment(os.environ),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SetupError(f"uv {arguments[0]} failed (exit status {done.returncode}).")
    return done.stdout


def uv_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for uv: this Python alone, and pip's certificates if only pip has any."""
    settings = dict(environment)
    settings.pop("VIRTUAL_ENV", None)
    settings["UV_PYTHON"] = sys.executable
    settings["UV_PYTHON_DOWNLOADS"] = "never"
    settings["UV_PROJECT_ENVIRONMENT"] = str(VENV)
    settings.setdefault("UV_SYSTEM_CERTS", "true")
    settings.setdefault("CFLAGS", kerberos.COMPILER_OPTIONS)
    if settings.get("PIP_CERT"):
        settings.setdefault("SSL_CERT_FILE", settings["PIP_CERT"])
    return settings


def find_uv() -> str:
    """Path of a uv that is new enough: the user's own, else the pinned one."""
    own = shutil.which("uv")
    if own and _version(own) >= OLDEST_UV:
        return own
    return str(uv_wheel.unpacked_uv(TOOLS))


def _version(uv: str) -> tuple[int, ...]:
    # A shim of pyenv or asdf may stand on PATH with nothing behind it: it exits non-zero.
    answer = subprocess.run([uv, "--version"], capture_output=True, text=True, check=False)
    number = re.match(r"uv (\d+)\.(\d+)", answer.stdout)
    return (int(number[1]), int(number[2])) if number and not answer.returncode else ()
