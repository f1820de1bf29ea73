"""The files of a batch: the list that goes in, and the results that are added to what is there."""

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from app.domain.batch import LOCAL_PART, BatchRow, Entry
from app.domain.options import WrongUseError
from app.export.batch import ROW_LINES, RowLines
from app.protocol.address_list import LARGEST_LIST, read_list
from app.sessionlog.results_file import ResultsFile, WrongResultsError


def read_list_file(path: Path, column: str = "", local_part: str = LOCAL_PART) -> tuple[Entry, ...]:
    """Read a list; raises WrongUseError where the file is at fault, WrongListError for the list."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_LIST + 1)
    except (OSError, ValueError) as error:
        # ValueError: a name that no file can have.
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise WrongUseError(f"{path} cannot be read: {reason}.") from error
    return read_list(data, column, local_part)


class BatchResults:
    """Puts each row into those files that lack it."""

    def __init__(self, entries: Sequence[Entry], paths: Sequence[Path], *, resume: bool) -> None:
        """Open the files, whose suffixes say their kind; raises WrongUseError.

        `resume`: what they hold stays, and is not run for again.
        """
        self._stack = ExitStack()
        files = []
        try:
            for path in paths:
                lines = ROW_LINES[path.suffix.lower()]
                file = ResultsFile(path, lines.heading, lines.beginning, lines.read, resume=resume)
                files.append((self._stack.enter_context(file), lines))
        except WrongResultsError as wrong:
            self._stack.close()
            raise WrongUseError(str(wrong)) from wrong
        self._wanted: dict[int, list[tuple[ResultsFile, RowLines]]] = {}
        self.left = self._left(entries, files)
        """What has no row yet in one of the files, or in no file at all."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def take(self, row: BatchRow) -> None:
        """Write a row; raises WrongUseError where it cannot be."""
        try:
            for file, lines in self._wanted.pop(row.line):
                file.append(lines.line(row))
        except WrongResultsError as wrong:
            raise WrongUseError(str(wrong)) from wrong

    def _left(
        self, entries: Sequence[Entry], files: Sequence[tuple[ResultsFile, RowLines]]
    ) -> tuple[Entry, ...]:
        # By what was written, not by the line: the list may have been sorted meanwhile.
        finished = [Counter(file.finished) for file, _lines in files]
        left = []
        for entry in entries:
            wanted = []
            for (file, lines), known in zip(files, finished, strict=True):
                key = lines.key(entry.input)
                if known[key]:
                    known[key] -= 1
                else:
                    wanted.append((file, lines))
            if wanted or not files:
                left.append(entry)
                self._wanted[entry.line] = wanted
        return tuple(left)


def that_hold_something(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Give those files that are there and not empty."""
    return tuple(path for path in paths if _holds_something(path))


def _holds_something(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except (OSError, ValueError):
        # Whether it can be written to is found out when that is tried.
        return False
