"""The scripts that make the program, as a real PC's Python reads them (packaging/windows.ps1)."""

import subprocess
import sys
from pathlib import Path

BOOTSTRAP = Path(__file__).parents[2] / "packaging" / "bootstrap.py"


def test_windows_python_loads_all_that_makes_the_program_and_names_its_steps() -> None:
    ended = subprocess.run(
        [sys.executable, "-X", "utf8", BOOTSTRAP, "windows", "msi"],
        capture_output=True, timeout=100, check=False,
    )  # fmt: skip

    assert ended.returncode == 1, ended.stderr.decode()
    told = ended.stdout.decode().strip()
    assert told == "There is no step msi; there are tests, program, installer, proof."
