"""A file of tickets is rewritten where it says times and clock, and nowhere else."""

import struct
from typing import Final

import pytest

from tests.support import ticket_cache

NO_CLOCK: Final = b"\x05\x04\x00\x00"


def text(content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + content


def principal(*parts: bytes) -> bytes:
    realm = text(b"AD.CONTOSO.EXAMPLE")
    return struct.pack(">II", 1, len(parts)) + realm + b"".join(map(text, parts))


def ticket(*times: int) -> bytes:
    key = struct.pack(">H", 18) + text(b"k" * 32)
    flags = b"\x00" + struct.pack(">I", 0x40E10000)
    addresses = struct.pack(">I", 1) + struct.pack(">H", 2) + text(b"\x0a\x35\x00\x01")
    authorization = struct.pack(">I", 0)
    rest = key + struct.pack(">4I", *times) + flags + addresses + authorization
    return principal(b"ann") + principal(b"ldap", b"dc4") + rest + text(b"ticket") + text(b"")


def cache(*tickets: bytes, header: bytes = NO_CLOCK) -> bytes:
    return header + principal(b"ann") + b"".join(tickets)


def test_every_ticket_grows_older() -> None:
    before = cache(ticket(1000, 1001, 2000, 3000), ticket(1100, 1101, 2100, 3100))
    after = cache(ticket(400, 401, 1400, 2400), ticket(500, 501, 1500, 2500))

    assert ticket_cache.aged(before, 600) == after


def test_a_time_that_is_not_given_stays_away() -> None:
    before = cache(ticket(1000, 0, 2000, 0))

    assert ticket_cache.aged(before, 600) == cache(ticket(400, 0, 1400, 0))


@pytest.mark.parametrize("seconds", [360, -360])
def test_the_clock_takes_the_place_of_whatever_the_head_said(seconds: int) -> None:
    def clock(value: int) -> bytes:
        return b"\x05\x04\x00\x0c\x00\x01\x00\x08" + struct.pack(">ii", value, 0)

    fast = ticket_cache.with_clock(cache(ticket(1, 2, 3, 4), header=clock(7)), seconds)

    assert fast == cache(ticket(1, 2, 3, 4), header=clock(seconds))


@pytest.mark.parametrize("content", [b"", b"\x05\x03\x00\x00", b"no cache"])
def test_another_format_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="version 4"):
        ticket_cache.with_clock(content, 1)
