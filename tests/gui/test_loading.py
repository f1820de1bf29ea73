"""What the window is made of is loaded in short pieces, while somebody may be typing."""

import subprocess
import sys

import pytest

from app.gui import loading

HEAVY = (
    *("httpx", "dns", "cryptography", "OpenSSL", "sansldap", "keyring", "anyio"),
    *("app.wiring", "app.practice", "app.findings", "app.export"),
)
NOT_FOR_THE_WINDOW = (
    "lxml.etree",
    "app.gui.panels.session_view",
    "app.gui.certificate_window",
    "app.gui.sessions_window",
    "app.gui.help_window",
    "app.gui.compare_window",
    "app.gui.plan_window",
)
MOST_AT_ONCE = 45
"""Modules of one piece: on a PC of 2024 that is some 20 ms."""
START = """
import os, sys
from PySide6.QtWidgets import QApplication
from app.gui import idle, loading
from app.gui.frame import Frame

def live(self):
    pieces.append(len(sys.modules))
    return lives(self)

def fill(self, make, remembered):
    loaded = set(sys.modules)
    window = fills(self, make, remembered)
    QApplication.processEvents()
    window.stop(0)
    print("at the window:", *loaded)
    print("late for it:", *set(sys.modules) - loaded)
    for piece in loading.pieces(loading.SESSION):
        piece()
        pieces.append(len(sys.modules))
    loaded = set(sys.modules)
    window.tab.view
    QApplication.processEvents()
    print("late for the session:", *set(sys.modules) - loaded)
    print("pieces:", *(after - before for before, after in zip(pieces, pieces[1:])))
    sys.stdout.flush()
    os._exit(0)

idle.Idle._go_on = lambda self: None
pieces, lives, fills = [], Frame.live, Frame.fill
Frame.live, Frame.fill = live, fill
sys.argv = ["autodiscope"]
from app.__main__ import main
main()
"""


@pytest.fixture(scope="module")
def started() -> dict[str, list[str]]:
    """Start the program, and tell what it has loaded when."""
    done = subprocess.run(
        [sys.executable, "-c", START], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    lines = (line.partition(":") for line in done.stdout.splitlines())
    return {name: rest.split() for name, _, rest in lines}


def test_the_window_is_there_before_whatever_only_a_run_or_another_window_needs(
    started: dict[str, list[str]],
) -> None:
    loaded = started["at the window"]

    assert "app.gui.window" in loaded
    assert [name for name in (*HEAVY, *NOT_FOR_THE_WINDOW) if name in loaded] == []


def test_nothing_is_loaded_in_one_go_when_the_window_is_made(
    started: dict[str, list[str]],
) -> None:
    late = started["late for it"]

    assert [name for name in late if name.startswith("app.") or name in HEAVY] == []


def test_nothing_is_loaded_in_one_go_when_the_first_session_is_shown(
    started: dict[str, list[str]],
) -> None:
    late = started["late for the session"]

    assert [name for name in late if name.startswith("app.") or name in HEAVY] == []


def test_each_piece_is_short(started: dict[str, list[str]]) -> None:
    pieces = [int(count) for count in started["pieces"]]

    assert len(pieces) > len(loading.SESSION)
    assert max(pieces) <= MOST_AT_ONCE


def test_every_piece_lets_the_frame_live() -> None:
    lived: list[str] = []

    def live() -> bool:
        lived.append("once")
        return True

    assert loading.load(("json", "html"), live)
    assert len(lived) == 2


def test_nothing_more_is_loaded_for_a_frame_that_was_closed() -> None:
    assert not loading.load(("json", "no.such.module"), lambda: False)
