"""Reads a session log line by line, and stops where a killed program stopped; or another's log."""

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from app.domain.events import Recorded
from app.domain.session import Session, folded
from app.domain.system_reasons import english_reason
from app.sessionlog.lines import (
    FORMAT,
    LONGEST_LINE,
    MOST_RECORDS,
    PassedOver,
    WrongLogError,
    decoded_header,
    decoded_line,
)


def load(path: Path) -> Session:
    """Fold a whole file into a session, or raise WrongLogError."""
    return folded(read_session(path))


def read_session(path: Path) -> Iterator[Recorded]:
    """Give the records that this version knows; raises WrongLogError, also in the middle."""
    return (one for one in read_lines(path) if isinstance(one, Recorded))


def read_lines(path: Path) -> Iterator[Recorded | PassedOver]:
    """Give every record, unknown ones apart; raises WrongLogError, also in the middle.

    A file without this program's header is read as another program's log.
    """
    try:
        _check_file(path)
        with path.open("rb") as stream:
            if _is_ours(path, stream):
                yield from _records(path, stream)
                return
        # With the libraries of other programs' formats, which nothing else here needs.
        from app.sessionlog.foreign.reader import read_foreign_file  # noqa: PLC0415

        yield from read_foreign_file(path)
    except OSError as error:
        reason = english_reason(error)
        raise WrongLogError(f"{path} cannot be read: {reason}.") from error


def _check_file(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except ValueError as error:
        # A NUL in it.
        raise WrongLogError("That is no name of a file.") from error
    # A pipe could keep this waiting for ever, a device could go on for ever.
    if not stat.S_ISREG(mode):
        raise WrongLogError(f"{path} is not a file.")


def _is_ours(path: Path, stream: BinaryIO) -> bool:
    first = stream.readline(LONGEST_LINE)
    header = decoded_header(first) if first.endswith(b"\n") else None
    if header is None:
        return False
    if header.autodiscope != FORMAT:
        version = f" {header.program_version}" if header.program_version else ""
        raise WrongLogError(
            f"{path} is of another Autodiscope{version} (format {header.autodiscope});"
            f" this one reads format {FORMAT}."
        )
    return True


def _records(path: Path, stream: BinaryIO) -> Iterator[Recorded | PassedOver]:
    for number in range(2, MOST_RECORDS + 2):
        line = stream.readline(LONGEST_LINE)
        if not line:
            return
        record = decoded_line(line.removesuffix(b"\n")) if line.endswith(b"\n") else None
        if record is None:
            # The end of a program that was killed: what was half written is none of ours.
            if not stream.read(1):
                return
            raise WrongLogError(f"{path} is damaged in line {number}.")
        yield record
    if stream.read(1):
        raise WrongLogError(f"{path} is too long: it has more than {MOST_RECORDS} events.")
