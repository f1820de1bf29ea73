"""Asks this program or a peer one question, in a fresh process, and reads what that took."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from tests.benchmarks.peers.installed import ROOT

PATIENCE_S: Final = 180
AUTODISCOPE: Final = (sys.executable, "-m", "tests.benchmarks.peers.ask_autodiscope")
CERTIFICATE: Final = (sys.executable, "-m", "tests.benchmarks.peers.ask_certificate")

Told = TypeVar("Told", bound=msgspec.Struct)


class AskedInVainError(Exception):
    """The process ended without an answer; the message ends with its last words."""


def asked(command: Sequence[str | Path], question: Mapping[str, object], kind: type[Told]) -> Told:
    """Start it with a home of its own: nothing is remembered from the last time."""
    with tempfile.TemporaryDirectory() as home:
        folders = ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")
        done = subprocess.run(
            list(command),
            input=json.dumps(question),
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            env={**os.environ, **dict.fromkeys(folders, home)},
            timeout=PATIENCE_S,
        )
    if done.returncode or not done.stdout:
        last = (done.stderr.strip() or f"status {done.returncode}").splitlines()[-1]
        raise AskedInVainError(last)
    return msgspec.json.decode(done.stdout, type=kind)
