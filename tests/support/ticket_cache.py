"""Rewrites MIT Kerberos' file of tickets: other times, another clock.

The format is version 4 of MIT Kerberos' documentation, "Credential cache file format".
"""

import struct
from typing import Final

_VERSION: Final = b"\x05\x04"
_CLOCK_OFFSET: Final = 1


class _Reader:
    """Goes along the bytes of a file, and remembers where it is."""

    def __init__(self, data: bytes, place: int) -> None:
        self._data = data
        self.place = place

    @property
    def at_end(self) -> bool:
        return self.place >= len(self._data)

    def number(self, size: int) -> int:
        self.place += size
        return int.from_bytes(self._data[self.place - size : self.place])

    def skip_text(self) -> None:
        length = self.number(4)
        self.place += length

    def skip_principal(self) -> None:
        self.number(4)
        for _ in range(self.number(4) + 1):
            self.skip_text()

    def skip_typed_texts(self) -> None:
        for _ in range(self.number(4)):
            self.number(2)
            self.skip_text()


def aged(cache: bytes, seconds: int) -> bytes:
    """The same tickets, got `seconds` earlier, and ending that much earlier."""
    changed = bytearray(cache)
    reader = _Reader(cache, _header_end(cache))
    reader.skip_principal()
    while not reader.at_end:
        reader.skip_principal()
        reader.skip_principal()
        reader.number(2)
        reader.skip_text()
        for _ in range(4):  # When it was got, when it begins, ends, and cannot be renewed any more.
            time = reader.number(4)
            # A time that is not given is zero.
            struct.pack_into(">I", changed, reader.place - 4, max(time - seconds, 0))
        reader.number(1 + 4)
        reader.skip_typed_texts()
        reader.skip_typed_texts()
        reader.skip_text()
        reader.skip_text()
    return bytes(changed)


def with_clock(cache: bytes, seconds: int) -> bytes:
    """The same tickets for a client whose clock is `seconds` fast (slow if negative)."""
    # The library adds this to its clock; it is meant to be the domain controller's lead.
    field = struct.pack(">HHii", _CLOCK_OFFSET, 8, seconds, 0)
    return _VERSION + struct.pack(">H", len(field)) + field + cache[_header_end(cache) :]


def _header_end(cache: bytes) -> int:
    if not cache.startswith(_VERSION):
        raise ValueError("not a ticket cache of version 4")
    return 4 + int.from_bytes(cache[2:4])
