"""A browser without a window, which shows a page, prints it, and tells what it refused."""

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
LONGEST_S: Final = 60
SIZE: Final = "1000,1400"
OWN: Final = "source: chrome://"
"""A page of the browser itself, which on a busy machine complains of a slow network."""
WHOLE: Final = ("--run-all-compositor-stages-before-draw", "--virtual-time-budget=1000")
"""A picture is taken of what is drawn by then: on a busy machine that was not always all of it."""


def why_not() -> str:
    """Say what is missing; empty where there is a browser."""
    return "" if _program() else "There is no Chromium here, so the report is not looked at."


def picture(page: Path, target: Path) -> str:
    """Draw the beginning of a page; give what the browser complained of."""
    return _run(page, f"--screenshot={target}", f"--window-size={SIZE}")


def printed(page: Path, target: Path) -> str:
    """Print a page as PDF; give what the browser complained of."""
    return _run(page, f"--print-to-pdf={target}", "--no-pdf-header-footer")


def contents(page: Path) -> str:
    """Give the page as the browser understood it."""
    return _call(page, "--dump-dom").stdout


def _run(page: Path, *options: str) -> str:
    told = _call(page, *options).stderr
    return "\n".join(line for line in told.splitlines() if "CONSOLE" in line and OWN not in line)


def _call(page: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    with tempfile.TemporaryDirectory() as profile:
        return subprocess.run(
            [
                _program(),
                "--headless",
                # It is root's in a container, where the sandbox cannot be had; the page is ours.
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                *WHOLE,
                "--enable-logging=stderr",
                f"--user-data-dir={profile}",
                *options,
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
        )


def _program() -> str:
    return next((found for name in NAMES if (found := shutil.which(name))), "")
