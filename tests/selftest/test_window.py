"""The check of the window, without Qt: what it makes of what was seen."""

import os
import sys
from types import ModuleType

import pytest
from msgspec import Struct

from app.selftest import window
from app.selftest.check import NotWholeError


class Rehearsed(Struct, kw_only=True):
    complaint: str = ""
    platform: str = "xcb"
    painted_ms: float = 200.0
    rows: int = 7


@pytest.fixture
def rehearsed(monkeypatch: pytest.MonkeyPatch) -> Rehearsed:
    """What the window comes to, in place of a real one."""
    seen = Rehearsed()
    module = ModuleType("app.gui.rehearsal")
    monkeypatch.setattr(module, "rehearse", lambda _: seen, raising=False)
    monkeypatch.setitem(sys.modules, "app.gui.rehearsal", module)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    return seen


def test_what_was_seen_is_told(rehearsed: Rehearsed) -> None:
    text = window.look_at_window().text

    assert text == "platform xcb, painted after 200 ms, 7 rows of a practice run"


def test_a_complaint_is_a_failure(rehearsed: Rehearsed) -> None:
    rehearsed.complaint = "It was not painted."

    with pytest.raises(NotWholeError, match="not painted"):
        window.look_at_window()


@pytest.mark.parametrize(
    ("variable", "platform"), [("", "offscreen"), ("DISPLAY", None), ("WAYLAND_DISPLAY", None)]
)
def test_without_a_screen_the_window_is_drawn_beside_it(
    rehearsed: Rehearsed, monkeypatch: pytest.MonkeyPatch, variable: str, platform: str | None
) -> None:
    monkeypatch.setattr(os, "environ", dict(os.environ))
    if variable:
        os.environ[variable] = ":7"

    window.look_at_window()

    assert os.environ.get("QT_QPA_PLATFORM") == platform
