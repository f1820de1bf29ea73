"""That every text can be read: light, dark, and in high contrast as a desktop wishes for it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QColor

from app.gui.colours import TEXT, contrast
from app.gui.readable import ground_for
from tests.support import screen

ROOT = Path(__file__).parents[2]
LONGEST_S = 150


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("#ffffff", "#308cc6"),
        ("#f0f0f0", "#308cc6"),
        ("#000000", "#204060"),
    ],
)
def test_a_ground_becomes_another_shade_until_its_text_can_be_read(text: str, ground: str) -> None:
    found = ground_for(QColor(text), QColor(ground))

    assert contrast(QColor(text), found) >= TEXT
    assert abs(found.hue() - QColor(ground).hue()) < 5


def test_a_ground_that_is_good_stays_as_it_is() -> None:
    assert ground_for(QColor("#ffffff"), QColor("#004080")).name() == "#004080"


@pytest.mark.timeout(LONGEST_S + 30)
@pytest.mark.skipif(not shutil.which("dbus-run-session"), reason="There is no bus to say it on.")
def test_every_text_of_the_window_can_be_read_in_each_light(tmp_path: Path) -> None:
    """On a real screen, with the words of a desktop on a bus of its own: nothing is patched."""
    with screen.running(tmp_path) as display:
        given = {
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            # Plain X11 knows neither dark windows nor contrast; this theme of Qt's own does.
            "QT_QPA_PLATFORMTHEME": "gnome",
            "XDG_DATA_HOME": str(tmp_path / "data"),
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
        }
        done = subprocess.run(
            ["dbus-run-session", "--", sys.executable, "-m", "tests.gui.in_each_light"],
            env={**os.environ, **given},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST_S,
        )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)

    assert {name: one["unreadable"] for name, one in told.items()} == {name: [] for name in told}
    assert [one["is_dark"] for one in told.values()] == [False, True, True, False, False]
    # Where contrast is wished for, colour alone says nothing: all text has that of text.
    assert [bool(one["own"]) for one in told.values()] == [True, True, False, False, True]
