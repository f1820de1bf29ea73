"""Programs that stand in for the system's, and write down how they were called."""

from pathlib import Path


class FakePrograms:
    """A folder to be the whole PATH, of programs that note how they were called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._calls = folder / "calls"

    def add(self, name: str, script: str = "") -> Path:
        """Put a program there that notes its call, then does the script (of /bin/sh)."""
        program = self.folder / name
        program.write_text(f'#!/bin/sh\necho "{name} $*" >>"{self._calls}"\n{script}\n')
        program.chmod(0o755)
        return program

    @property
    def calls(self) -> list[str]:
        """What was called, with its arguments, in order."""
        return self._calls.read_text().splitlines() if self._calls.exists() else []
