"""Starts a program on a screen, waits for its window and the end of its run, and takes a picture.

usage: window_watch.py DISPLAY PICTURE LOGS COMMAND...
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

LIMIT_S = 60.0
SETTLE_S = 1.5
LOOK_S = 0.01
GOODBYE_S = 10.0
END = b'"run-finished"'
# A window with text and icons has hundreds; a grey area has one.
LEAST_COLOURS = 40


def main(arguments: Sequence[str]) -> int:
    """Watch; the exit status is 0 where the window was seen and the run came to its end."""
    display, picture, logs, *command = arguments
    os.environ |= {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    # The screen that it is to draw on has to be chosen before Qt is asked for anything.
    from PySide6.QtGui import QGuiApplication  # noqa: PLC0415

    application = QGuiApplication([])

    def look() -> "QImage":
        return application.primaryScreen().grabWindow(0).toImage()

    begun = time.monotonic()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as watched:
        try:
            seen_after = wait_until(lambda: colours(look()) > 1, begun)
            ended_after = wait_until(lambda: is_over(Path(logs)), begun)
            time.sleep(SETTLE_S)
            shown = look()
            still_there = watched.poll() is None
        finally:
            end(watched)
    shown.save(picture)
    print(f"Window on the screen after {seen_after:.2f} s, run over after {ended_after:.2f} s")
    print(f"Colours on the screen: {colours(shown)}; {picture}")
    return 0 if still_there and colours(shown) >= LEAST_COLOURS else 1


def wait_until(until: Callable[[], bool], begun: float, limit_s: float = LIMIT_S) -> float:
    """Give the seconds since `begun` at which it became true; raises TimeoutError."""
    while not until():
        if time.monotonic() - begun > limit_s:
            raise TimeoutError(f"Nothing came within {limit_s:g} s.")
        time.sleep(LOOK_S)
    return time.monotonic() - begun


def end(watched: "subprocess.Popen[bytes]") -> None:
    """End the program, by force where it does not go."""
    watched.terminate()
    try:
        watched.wait(GOODBYE_S)
    except subprocess.TimeoutExpired:
        watched.kill()


def is_over(logs: Path) -> bool:
    """Tell whether a session log of the folder has come to its end."""
    return any(END in one.read_bytes() for one in logs.glob("*.autodiscope"))


def colours(image: "QImage") -> int:
    """Count the colours of every eighth point: all of them would take longer than the start."""
    points = ((x, y) for x in range(0, image.width(), 8) for y in range(0, image.height(), 8))
    return len({image.pixel(x, y) for x, y in points})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
