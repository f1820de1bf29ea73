"""The lines of a session log: the header and the records, to bytes and back."""

import msgspec
from msgspec import Struct

from app.domain.events import Recorded

FORMAT = 1
"""Counts up when an older program could no longer read the rest of the file."""

LONGEST_LINE = 8 << 20
"""Bytes with the end of line; a body within its limit of 1 MiB takes a fifth of it in base64."""


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
    """Give one whole line, end of line included."""
    return _encoder.encode(value) + b"\n"


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
