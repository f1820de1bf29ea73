"""What happens to bytes on the way: they are cut, doubled, swapped, overwritten, made huge."""

import re
from collections.abc import Iterable
from typing import Final

from hypothesis import strategies as st

LONGEST: Final = 1 << 16
"""What is doubled again and again ends here; limits of size have tests of their own."""

STRANGE: Final = (
    *(
        b"\0",
        b"\xff",
        b"\x80\x80",
        b"\xff\xff\xff\xff",
        b"\x7f\xff\xff\xff",
        b"\x84\xff\xff\xff\xff",
    ),
    *(
        b"-1",
        b"0",
        b"99999999999999999999",
        b"1e999",
        b"NaN",
        b"null",
        b"[]",
        b"{}",
        b'""',
        b"true",
    ),
    *(
        b"<",
        b">",
        b"&",
        b"&amp;",
        b"&#0;",
        b"&#x110000;",
        b"]]>",
        b"<!--",
        b"<![CDATA[",
        b"<a>" * 40,
    ),
    *(
        b"\r\n",
        b"\n",
        b":",
        b";",
        b",",
        b"=",
        b'"',
        b"\\",
        b"%",
        b"%s",
        b"{0}",
        b"[",
        b"]",
        b"/../",
    ),
    *("\u202e".encode(), "\ud800".encode("utf-8", "surrogatepass"), "İ".encode(), b"\xef\xbb\xbf"),
    *(b"xn--", b"xn--a", b"*.", b"..", b"[::1]", b"http://", b"https://[", b"a" * 300, b"1" * 5000),
    *(
        b"0000-00-00T00:00:00Z",
        b"9999-12-31T23:59:59.999999-23:59",
        b"20991231235959Z",
        b"[" * 2000,
    ),
)

WAYS: Final = ("overwrite", "put", "cut", "double", "move", "piece", "piece")
Change = tuple[str, float, int, bytes]
"""In which way, where (as a part of the whole), how many bytes, and what comes there."""

# What a document is made of: words, numbers, marks; of bytes that are no text, single ones.
_PIECES = re.compile(rb"[A-Za-z0-9_]+|[\x20-\x7e]|[\x00-\xff]")


def pieces(data: bytes) -> list[bytes]:
    """Take apart into words and marks."""
    return _PIECES.findall(data)


def words(seeds: Iterable[bytes]) -> list[bytes]:
    """Give what the seeds are made of: a word of a format is seldom guessed letter by letter."""
    return sorted({piece for seed in seeds for piece in pieces(seed) if 1 < len(piece) < 60})


def damaged(*seeds: bytes) -> st.SearchStrategy[bytes]:
    """Give seeds with something done to them, and now and then bytes out of nowhere."""
    replacing = st.sampled_from([*STRANGE, *words(seeds)]) | st.binary(max_size=6)
    change = st.tuples(
        st.sampled_from(WAYS),
        st.floats(0, 1, exclude_max=True),
        st.integers(0, 40),
        replacing,
    )
    changes = st.lists(change, min_size=1, max_size=5)
    whole = st.builds(changed, st.sampled_from(seeds), changes)
    return st.one_of(whole, whole, whole, whole, st.binary(max_size=200))


def changed(data: bytes, changes: Iterable[Change]) -> bytes:
    """Do one thing after the other to the bytes."""
    for how, where, length, new in changes:
        if how == "piece":
            parts = pieces(data)
            if parts:
                parts[int(where * len(parts))] = new
            data = b"".join(parts)[:LONGEST]
            continue
        at = int(where * len(data))
        part = data[at : at + length]
        match how:
            case "overwrite":
                data = data[:at] + new + data[at + len(new) :]
            case "put":
                data = data[:at] + new + data[at:]
            case "cut":
                data = data[:at] + data[at + length :]
            case "double":
                data = data[:at] + part * (2 + length) + data[at:]
            case _:
                data = part + data[:at] + data[at + length :]
        data = data[:LONGEST]
    return data
