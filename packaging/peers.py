"""Makes an environment of its own for a program that the benchmarks measure beside this one."""

import argparse
import hashlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import environment
from checkout import ROOT, SetupError

LISTS = ROOT / "tests" / "benchmarks" / "peers"
"""A file of pinned requirements for each, with hashes: exchangelib-5.6.0.txt."""
ENVIRONMENTS = ROOT / "build" / "peers"


def main(arguments: Sequence[str]) -> int:
    """Print the Python of each of these, or say on standard error why it cannot be had."""
    parser = argparse.ArgumentParser(prog="peers.py", description=__doc__)
    parser.add_argument("name", choices=names())
    try:
        python = prepare(parser.parse_args(arguments).name)
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{python}\n")
    return 0


def names() -> list[str]:
    """Tell which there are."""
    return sorted(file.stem for file in LISTS.glob("*.txt"))


def prepare(name: str) -> Path:
    """Make the environment, unless it is there as its list says; give its Python."""
    listed = LISTS / f"{name}.txt"
    folder = ENVIRONMENTS / name
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "peers.stamp"
    fingerprint = hashlib.sha256(
        b"\0".join((listed.read_bytes(), str(ROOT).encode(), sys.version.encode()))
    ).hexdigest()
    if stamp.exists() and stamp.read_text() == fingerprint and python.exists():
        return python
    environment.run_uv("venv", "--quiet", "--clear", str(folder))
    environment.run_uv(
        *("pip", "sync", "--quiet", "--require-hashes", "--compile-bytecode"),
        *("--python", str(python), str(listed)),
    )
    stamp.write_text(fingerprint)
    return python


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
