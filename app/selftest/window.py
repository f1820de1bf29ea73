"""The check of the window: a real one, in which a practice run goes on."""

import os
import sys

from app.selftest.check import LIMIT_S, NotWholeError, Seen


def look_at_window() -> Seen:
    """Open the main window, off the screen where there is none, and practise in it."""
    if sys.platform not in {"win32", "darwin"} and not _has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # Only now, for whoever lacks a library of Qt's shall read the other lines first.
    from app.gui.rehearsal import rehearse  # noqa: PLC0415

    rehearsed = rehearse(LIMIT_S)
    if rehearsed.complaint:
        raise NotWholeError(rehearsed.complaint)
    return Seen(
        text=f"platform {rehearsed.platform}, painted after {rehearsed.painted_ms:.0f} ms,"
        f" {rehearsed.rows} rows of a practice run"
    )


def _has_screen() -> bool:
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
