"""Tells what came of the checks: a line each, to standard output and to a file."""

import platform
import sys
from collections.abc import Callable
from pathlib import Path

from app import __version__
from app.selftest.check import Result, State
from app.wording import one_line
from app.wording.language import _, ngettext, said
from app.wording.lines import milliseconds

_STATE_WIDTH = max(len(state.value) for state in State)
_NAME_WIDTH = 13


class Report:
    """Writes the file anew after each check, so that it is there whatever happens to the next.

    A check that is under way stands in it as begun.
    """

    def __init__(self, write: Callable[[str], None], file: Path | None = None) -> None:
        """`write` takes lines for standard output; raises OSError where the file cannot be."""
        self._write = write
        self._file = file
        self._lines: list[str] = []
        self._results: list[Result] = []

    def begin(self) -> None:
        """Say what is tested."""
        self._say(heading())

    def announce(self, name: str) -> None:
        """Note in the file, and there alone, that a check begins."""
        self._keep((*self._lines, _line(State.BEGUN, name, "")))

    def add(self, result: Result) -> None:
        """Tell what came of a check."""
        self._results.append(result)
        took = milliseconds(result.took_ms)
        self._say(_line(result.state, result.name, f"{said(result.text)} ({took})"))

    def end(self) -> int:
        """Sum up; give the exit status."""
        made = len(self._results)
        failed = [result.name for result in self._results if result.state is State.FAILED]
        if failed:
            text = ngettext(
                "{failed} of {made} check failed: {names}.",
                "{failed} of {made} checks failed: {names}.",
                made,
            )
            names = ", ".join(failed)
            self._say(text.format(failed=len(failed), made=made, names=names))
            return 1
        text = _("All {made} checks passed: this copy is whole.")
        self._say(text.format(made=made))
        return 0

    def _say(self, line: str) -> None:
        self._lines.append(line)
        self._write(line + "\n")
        self._keep(self._lines)

    def _keep(self, lines: tuple[str, ...] | list[str]) -> None:
        if self._file is not None:
            self._file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def heading() -> str:
    """Name the program and what it runs on, in one line."""
    kind = _("frozen") if getattr(sys, "frozen", False) else _("not frozen")
    return (
        f"autodiscope {__version__} ({kind}), Python {platform.python_version()},"
        f" {platform.system()} {platform.release()} {platform.machine()}"
    )


def _line(state: State, name: str, text: str) -> str:
    # What a check tells may come from a library: one line, without control characters.
    return f"{state:<{_STATE_WIDTH}}  {name:<{_NAME_WIDTH}}  {one_line(text)}".rstrip()
