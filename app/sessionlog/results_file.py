"""Appends the results of many runs to a file, and goes on with one that a kill has torn."""

import os
import stat
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from app.sessionlog.lock import lock

LONGEST_LINE: Final = 1 << 16
"""Bytes; a row has some hundreds."""


class WrongResultsError(ValueError):
    """The file cannot take results; the message is one plain line."""


class ResultsFile:
    """Takes whole lines; each is in the operating system's hands at once."""

    def __init__(
        self,
        path: Path,
        heading: bytes,
        beginning: bytes,
        read: Callable[[bytes], str | None],
        *,
        resume: bool,
    ) -> None:
        """Open, or raise WrongResultsError; `read` gives the input of a line, None for a wrong one.

        `beginning`: what each line starts with, where there is no heading.

        `resume`: what the file holds stays, but for a last line that did not come to its end.
        """
        self.path = path
        self.finished: Counter[str] = Counter()
        """How often each input has its row in there already."""
        self._whole = 0
        self._descriptor = _open(path)
        try:
            self._begin(heading, beginning, read, resume=resume)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _begin(
        self,
        heading: bytes,
        beginning: bytes,
        read: Callable[[bytes], str | None],
        *,
        resume: bool,
    ) -> None:
        if not lock(self._descriptor, alone=True):
            raise WrongResultsError(f"{self.path} is open in another Autodiscope.")
        if os.fstat(self._descriptor).st_size and not resume:
            raise WrongResultsError(
                f"{self.path} exists already: --resume goes on with it, or choose another name."
            )
        try:
            self._take_up(heading, beginning, read)
            os.ftruncate(self._descriptor, self._whole)
        except OSError as error:
            raise self._lost(error) from error
        if not self._whole:
            self.append(heading)

    def _take_up(
        self, heading: bytes, beginning: bytes, read: Callable[[bytes], str | None]
    ) -> None:
        """Count what is finished, up to the last line that is whole."""
        number, wrong = 0, 0
        torn = b""
        with open(self._descriptor, "rb", closefd=False) as stream:
            while line := stream.readline(LONGEST_LINE):
                number += 1
                if wrong or (len(line) == LONGEST_LINE and not line.endswith(b"\n")):
                    raise self._foreign(wrong or number)
                if number == 1 and heading:
                    known = line == heading
                    # Torn while the very first bytes went out.
                    if not known and not heading.startswith(line):
                        raise self._foreign(number)
                else:
                    text = read(line)
                    known = text is not None and line.endswith(b"\n")
                    if known and text is not None:
                        self.finished[text] += 1
                if known and line.endswith(b"\n"):
                    self._whole += len(line)
                else:
                    wrong, torn = number, line
        if wrong == 1 and not heading and torn[: len(beginning)] != beginning[: len(torn)]:
            # More likely the wrong file than a torn one.
            raise self._foreign(wrong)

    def _foreign(self, number: int) -> WrongResultsError:
        return WrongResultsError(
            f"{self.path} cannot be gone on with: its line {number} is no result of a batch."
        )

    def _lost(self, error: OSError) -> WrongResultsError:
        return WrongResultsError(f"{self.path} cannot be written: {error.strerror or error}.")

    def append(self, line: bytes) -> None:
        """Write a line; raises WrongResultsError, after which half a line is taken back."""
        rest = memoryview(line)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError as error:
            with suppress(OSError):
                os.ftruncate(self._descriptor, self._whole)
            raise self._lost(error) from error
        self._whole += len(line)

    def close(self) -> None:
        """Wait until the file is on the disk; may be called twice."""
        if self._descriptor < 0:
            return
        descriptor, self._descriptor = self._descriptor, -1
        # What could not be written has been said by then.
        with suppress(OSError):
            os.fsync(descriptor)
        with suppress(OSError):
            os.close(descriptor)


def _open(path: Path) -> int:
    # Windows would turn each end of line into two bytes; a pipe that nobody reads would wait.
    special: int = getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | special, 0o600)
    except OSError as error:
        raise WrongResultsError(f"{path} cannot be written: {error.strerror or error}.") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise WrongResultsError(f"{path} is not a file.")
    return descriptor
