"""Writes a technician's note behind the last event of a session log."""

import os
from pathlib import Path
from typing import BinaryIO, Final

from app.domain.events import Recorded
from app.domain.technician_note import NoteWritten, clean_note
from app.sessionlog.lines import (
    FORMAT,
    LONGEST_LINE,
    MOST_RECORDS,
    WrongLogError,
    decoded_header,
    decoded_line,
    encoded_line,
)
from app.sessionlog.lock import is_written

_STRIDE: Final = 1 << 20


def write_note(path: Path, text: str) -> None:
    """Append the note; of several the newest counts, and an empty one takes it away.

    An older program passes over the line as over any event that it does not know. Raises
    WrongLogError with one plain line.
    """
    try:
        # Not by "a": what a killed program left half written has to go first.
        with path.open("r+b", buffering=0) as stream:
            _append(path, stream, clean_note(text))
    except OSError as error:
        raise WrongLogError(
            f"The note cannot be written to {path}: {error.strerror or error}."
        ) from error
    except ValueError as error:
        if isinstance(error, WrongLogError):
            raise
        # A NUL in it.
        raise WrongLogError("That is no name of a file.") from error


def _append(path: Path, stream: BinaryIO, text: str) -> None:
    first = stream.readline(LONGEST_LINE)
    header = decoded_header(first) if first.endswith(b"\n") else None
    if header is None or header.autodiscope != FORMAT:
        raise WrongLogError(f"{path} is no session of this program, and takes no note.")
    if is_written(stream.fileno()):
        raise WrongLogError("The run is still going on; a note can be written when it is over.")
    end, last = _last_line(stream)
    record = decoded_line(last) if end > len(first) else None
    if record is None and end > len(first):
        raise WrongLogError(f"{path} is damaged in its last line, and takes no note.")
    number = record.number + 1 if record else 1
    if number > MOST_RECORDS:
        raise WrongLogError(f"{path} is full: a session has at most {MOST_RECORDS:,} events.")
    at_ms = record.at_ms if isinstance(record, Recorded) else 0.0
    line = encoded_line(Recorded(number=number, at_ms=at_ms, event=NoteWritten(text=text)))
    stream.truncate(end)
    stream.seek(end)
    written = stream.write(line)
    if written != len(line):
        # A full disk: half a note helps nobody.
        stream.truncate(end)
        raise OSError(28, "No space left on device")
    os.fsync(stream.fileno())


def _last_line(stream: BinaryIO) -> tuple[int, bytes]:
    """Give where the last whole line ends, and that line without its end."""
    size = stream.seek(0, os.SEEK_END)
    tail = b""
    at = size
    while at > 0 and len(tail) <= 2 * LONGEST_LINE:
        step = min(_STRIDE, at)
        at -= step
        stream.seek(at)
        tail = stream.read(step) + tail
        end = tail.rfind(b"\n")
        begin = tail.rfind(b"\n", 0, max(end, 0))
        if end >= 0 and begin >= 0:
            return at + end + 1, tail[begin + 1 : end]
    end = tail.rfind(b"\n")
    return at + end + 1, tail[:end]
