"""Where things lie in this checkout, and how the scripts of this folder fail."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
UV_LOCK = ROOT / "uv.lock"
TOOLS = ROOT / ".tools"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")


class SetupError(Exception):
    """What stops the preparation, in words for the person at the keyboard."""


def program(name: str) -> str:
    """Path of a program of the virtual environment."""
    return str(PROGRAMS / (f"{name}.exe" if os.name == "nt" else name))


def say(text: str) -> None:
    """Tell what is going on, at once, and in order with what the tools print."""
    print(text, flush=True)
