"""Makes the pictures of the window that the README shows, on a screen that nobody sees.

.venv/bin/python -m tests.screenshots [--folder FOLDER] [--language CODE] [name ...]
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from app.wording.language import ENGLISH, LANGUAGES
from tests.screenshots import report
from tests.screenshots.names import SCALED, WINDOW
from tests.support import screen

ROOT: Final = Path(__file__).parents[2]
KEPT: Final = ROOT / "resources" / "screenshots"
LONGEST_S: Final = 300


def main(arguments: list[str]) -> int:
    """Make the pictures of these names, or all; 0 where each of them was made."""
    parser = argparse.ArgumentParser(prog="screenshots", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *WINDOW, *SCALED, *report.NAMES])
    parser.add_argument("--folder", type=Path, default=KEPT)
    parser.add_argument("--language", default=ENGLISH, choices=LANGUAGES)
    wanted = parser.parse_args(arguments)
    names = wanted.names or [*WINDOW, *SCALED, *report.NAMES]
    folder = wanted.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, screen.running(Path(name)) as display:
        home = Path(name) / "home"
        home.mkdir()
        failed = [
            _shoot(folder, home, display, scale, wanted.language, chosen)
            for scale, known in (("1", WINDOW), ("2", SCALED))
            if (chosen := [one for one in names if one in known])
        ]
        if complaint := report.make(folder, [one for one in names if one in report.NAMES]):
            sys.stdout.write(f"{complaint}\n")
    for picture in sorted(folder.glob("*.png")):
        sys.stdout.write(f"{picture.stat().st_size / 1024:6.0f} kB  {picture.name}\n")
    return max(failed, default=0)


def _shoot(
    folder: Path, home: Path, display: str, scale: str, language: str, names: list[str]
) -> int:
    """Draw in a process of its own: Qt takes the scale of the screen once, when it starts."""
    given = {
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        # Plain X11 knows no dark windows; this theme, which Qt brings along, does.
        "QT_QPA_PLATFORMTHEME": "gnome",
        "QT_SCALE_FACTOR": scale,
        # Neither sessions nor settings of whoever makes the pictures are seen or touched.
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "LC_ALL": "C.UTF-8",
    }
    command = [sys.executable, "-m", "tests.screenshots.shoot", str(folder), language, *names]
    return subprocess.run(
        command, check=False, cwd=ROOT, env={**os.environ, **given}, timeout=LONGEST_S
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
