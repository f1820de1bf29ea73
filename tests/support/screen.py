"""A real X screen that nobody sees, for programs with a window."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.support import daemons
from tests.support.programs import program

SIZE: Final = "1280x900x24"


@contextmanager
def running(folder: Path, size: str = SIZE) -> Iterator[str]:
    """Start Xvfb on a display that is free, and give the display's name."""
    log = folder / "xvfb.log"

    def display() -> str:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
        numbers = (line.strip() for line in lines if line.endswith("\n"))
        return next((number for number in numbers if number.isdigit()), "")

    # It writes the number of the display there once it takes clients.
    command: list[str | Path] = [
        program("Xvfb"),
        "-displayfd",
        "1",
        "-screen",
        "0",
        size,
        "-nolisten",
        "tcp",
        # Else it begins anew when its last client has gone, and may keep the next one waiting.
        "-noreset",
    ]
    with daemons.running(command, log_file=log, ready=lambda: bool(display())):
        yield f":{display()}"
