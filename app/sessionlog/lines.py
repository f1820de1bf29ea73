"""The lines of a session log: the header and the records, to bytes and back."""

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from app.domain.events import Recorded

FORMAT = 1
"""Counts up when an older program could no longer read the rest of the file."""

LONGEST_LINE = 8 << 20
"""Bytes with the end of line; a body within its limit of 1 MiB takes a fifth of it in base64.
What a directory sends is the one event that can be longer."""

MOST_RECORDS = 200_000
"""A run has some hundreds; what is longer is no log of one."""


class WrongLogError(ValueError):
    """The file is no session that this program can read; the message is one plain line."""


class Header(Struct, frozen=True, kw_only=True):
    """The first line of a file."""

    autodiscope: int
    """The version of the format."""
    program_version: str = ""


class PassedOver(Struct, frozen=True, kw_only=True):
    """A well-formed record that this version does not know: a newer program's event."""

    number: int
    tag: str
    line: bytes
    """As it stood, without its end."""


class TooLargeForLog(Struct, frozen=True, kw_only=True, tag="too-large-for-log"):
    """Stands in the place of an event whose line could not be read again.

    No event of a run, so that a reader passes over it like over a newer program's.
    """

    tag: str
    """The event's own."""
    bytes: int
    """The length of its line."""


class _Tag(Struct, frozen=True):
    type: str


class _Envelope(Struct, frozen=True):
    number: int
    event: _Tag


_encoder = msgspec.json.Encoder()
_header = msgspec.json.Decoder(Header)
_recorded = msgspec.json.Decoder(Recorded)
_envelope = msgspec.json.Decoder(_Envelope)

# msgspec gives up on deep nesting and on strings that are not UTF-8 with exceptions of Python's.
_UNREADABLE = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)


def encoded_line(value: Recorded | Header) -> bytes:
    """Give one whole line, end of line included, that decoded_line can always read."""
    line = _encoder.encode(value) + b"\n"
    if len(line) <= LONGEST_LINE or isinstance(value, Header):
        return line
    tag = value.event.__struct_config__.tag
    # msgspec looks at types when it reads, so that the ids need not be named a second time.
    marker = replace(value, event=TooLargeForLog(tag=str(tag), bytes=len(line)))
    return _encoder.encode(marker) + b"\n"


def decoded_header(line: bytes) -> Header | None:
    """Read the first line; None where it is none of ours."""
    try:
        return _header.decode(line)
    except _UNREADABLE:
        return None


def decoded_line(line: bytes) -> Recorded | PassedOver | None:
    """Read one record; None where the line is damaged."""
    try:
        return _recorded.decode(line)
    except _UNREADABLE:
        pass
    try:
        envelope = _envelope.decode(line)
    except _UNREADABLE:
        return None
    return PassedOver(number=envelope.number, tag=envelope.event.type, line=line)
