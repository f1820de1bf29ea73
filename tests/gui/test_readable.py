"""That every text can be read: light, dark, and in high contrast as a desktop wishes for it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QColor

from app.gui.colours import TEXT, contrast
from app.gui.readable import shade_for
from tests.gui.windows import window_kinds
from tests.support import screen

ROOT = Path(__file__).parents[2]
LONGEST_S = 150


@pytest.mark.parametrize(
    ("colour", "beside"),
    [
        # Of a chosen line, whose text stays.
        ("#308cc6", "#ffffff"),
        ("#308cc6", "#f0f0f0"),
        ("#204060", "#000000"),
        # Of a link, whose ground stays: what was blue in the light has to do in the dark.
        ("#308cc6", "#242424"),
        ("#0000ff", "#242424"),
    ],
)
def test_a_colour_becomes_another_shade_until_it_can_be_told_from_the_other(
    colour: str, beside: str
) -> None:
    found = shade_for(QColor(colour), QColor(beside))

    assert contrast(QColor(beside), found) >= TEXT
    assert abs(found.hue() - QColor(colour).hue()) < 5


def test_a_colour_that_is_good_stays_as_it_is() -> None:
    assert shade_for(QColor("#004080"), QColor("#ffffff")).name() == "#004080"


def told_by(
    program: str, *arguments: str, folder: Path, size: str = screen.SIZE, scale: int = 1
) -> Any:
    """Run a program on a real screen, with a bus of its own for the words of a desktop."""
    with screen.running(folder, size) as display:
        given = {
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            # Plain X11 knows neither dark windows nor contrast; this theme of Qt's own does.
            "QT_QPA_PLATFORMTHEME": "gnome",
            "QT_SCALE_FACTOR": str(scale),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CONFIG_HOME": str(folder / "config"),
        }
        done = subprocess.run(
            ["dbus-run-session", "--", sys.executable, "-m", program, *arguments],
            env={**os.environ, **given},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST_S,
        )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


with_a_bus = pytest.mark.skipif(
    not shutil.which("dbus-run-session"), reason="There is no bus to say it on."
)


@pytest.mark.timeout(LONGEST_S + 30)
@with_a_bus
def test_every_text_of_the_window_can_be_read_in_each_light(tmp_path: Path) -> None:
    """Nothing is patched."""
    told = told_by("tests.gui.in_each_light", folder=tmp_path)

    assert {name: one["unreadable"] for name, one in told.items()} == {name: [] for name in told}
    assert [one["is_dark"] for one in told.values()] == [False, True, True, False, False]
    # Where contrast is wished for, colour alone says nothing: all text has that of text.
    assert [bool(one["own"]) for one in told.values()] == [True, True, False, False, True]


@pytest.mark.timeout(LONGEST_S + 30)
@with_a_bus
def test_every_other_window_can_be_read_in_each_light_and_fits_a_small_screen(
    tmp_path: Path,
) -> None:
    """While they are open, light becomes dark and contrast is wished for."""
    told = told_by("tests.gui.every_window", "de", "lights", folder=tmp_path, size="1024x600x24")

    shown = {name.partition(":")[0] for name in told["windows"]}
    assert shown >= {one.__name__ for one in window_kinds()} - {"Window", "Frame"}
    assert told["unreadable"] == {}
    assert told["large"] == {}
    # That there were colours to be measured.
    assert told["own"] == ["CertificateWindow", "PlanWindow"]


@pytest.mark.timeout(LONGEST_S + 30)
@with_a_bus
def test_every_other_window_fits_a_laptop_s_screen_at_200_per_cent(tmp_path: Path) -> None:
    told = told_by("tests.gui.every_window", "de", folder=tmp_path, size="1366x768x24", scale=2)

    assert len(told["windows"]) > 12
    assert told["large"] == {}
