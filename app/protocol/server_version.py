"""Reads the ServerVersion element: 32 bits in hexadecimal that hold version and build."""

import re

from msgspec import Struct

_HEXADECIMAL = re.compile(r"[0-9A-Fa-f]{8}", re.ASCII)

# UNSOURCED: common knowledge, found in no document here; not to be shown as Microsoft's word.
# 14.x and the 2007 service packs by their minor number, 15.x each a product of its own.
_PRODUCTS = {
    (8, 0): "Exchange 2007",
    (8, 1): "Exchange 2007 SP1",
    (8, 2): "Exchange 2007 SP2",
    (8, 3): "Exchange 2007 SP3",
    (14, 0): "Exchange 2010",
    (14, 1): "Exchange 2010 SP1",
    (14, 2): "Exchange 2010 SP2",
    (14, 3): "Exchange 2010 SP3",
    (15, 0): "Exchange 2013",
    (15, 1): "Exchange 2016",
    (15, 2): "Exchange 2019",
}


class ServerVersion(Struct, frozen=True, kw_only=True, order=True):
    """The version of a mailbox server, such as 8.3.83."""

    major: int
    minor: int
    build: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.build}"

    @property
    def product(self) -> str:
        """The product's name as it is commonly known; empty where we know none."""
        return _PRODUCTS.get((self.major, self.minor), "")


def read_server_version(text: str) -> ServerVersion | None:
    """Read eight hexadecimal digits; None for anything else."""
    # int takes fewer characters for white space than strip does.
    digits = text.strip()
    if not _HEXADECIMAL.fullmatch(digits):
        return None
    bits = int(digits, 16)
    # From the top: 4 bits that are 7, 6 major, 6 minor, 1 flag, 15 build. [GROMOX-SRC]
    if bits >> 28 != 7:
        return None
    return ServerVersion(major=bits >> 22 & 0x3F, minor=bits >> 16 & 0x3F, build=bits & 0x7FFF)
