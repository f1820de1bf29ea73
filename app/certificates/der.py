"""Takes DER apart one level at a time, and wraps it, where no library shows what lies inside."""

from collections.abc import Iterator

_SHORT_FORM = 0x80
_LONGEST_LENGTH = 3
"""Bytes of a length; a certificate is far smaller."""

SEQUENCE = 0x30
OBJECT_IDENTIFIER = 0x06


def parts(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the tag and the content of each value, one after the other. X.690 8.1

    Raises ValueError where it is no DER, or has tags of more than one byte.
    """
    while content:
        tag, rest = content[0], content[1:]
        if tag & 0x1F == 0x1F or not rest:
            raise ValueError("no DER that a certificate could hold")
        size, rest = rest[0], rest[1:]
        if size >= _SHORT_FORM:
            digits = size - _SHORT_FORM
            if not 0 < digits <= _LONGEST_LENGTH:
                raise ValueError("no length that a certificate could have")
            size, rest = int.from_bytes(rest[:digits], "big"), rest[digits:]
        if size > len(rest):
            raise ValueError("shorter than it says")
        yield tag, rest[:size]
        content = rest[size:]


def sequence(content: bytes) -> bytes:
    size = len(content)
    if size < _SHORT_FORM:
        return bytes((SEQUENCE, size)) + content
    digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((SEQUENCE, _SHORT_FORM | len(digits))) + digits + content
