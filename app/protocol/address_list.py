"""Reads addresses and domains out of a CSV file, as Excel and directories write it."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Final

from app.domain.address import LONGEST_ADDRESS, EmailAddress, WrongAddressError, checked_domain
from app.domain.batch import LOCAL_PART, Entry
from app.protocol.decoding import decoded

LARGEST_LIST: Final = 16 << 20
MOST_ENTRIES: Final = 100_000

_DELIMITERS: Final = ";\t,"
_SEPARATOR_LINE: Final = re.compile(r"sep=([;,\t|])\r?\n", re.IGNORECASE)
"""Excel writes and takes such a first line."""
_PREFIX: Final = re.compile(r"(smtp|mailto):", re.IGNORECASE)
"""As the proxyAddresses of a directory have it, and the links of a page."""
# Compared without case, spaces, hyphens and underscores; the first of them that a file has counts.
_KNOWN_COLUMNS: Final = (
    *("primarysmtpaddress", "emailaddress", "email", "mail", "smtpaddress", "address"),
    *("windowsemailaddress", "userprincipalname", "upn", "maildomain", "domainname", "domain"),
    *("mailadresse", "emailadresse", "adresse", "domäne", "domaene"),
)


class WrongListError(ValueError):
    """The file is no list of addresses; the message is one plain line."""


def read_list(data: bytes, column: str = "", local_part: str = LOCAL_PART) -> tuple[Entry, ...]:
    """Give an entry for each line that has something in the column, wrong ones too.

    The column is the one named, else one whose heading is known, else the first. Raises
    WrongListError, and nothing else whatever the bytes are.
    """
    if len(data) > LARGEST_LIST:
        raise WrongListError(f"The list is larger than {LARGEST_LIST >> 20} MiB.")
    rows = _rows(decoded(data))
    first = next(rows, None)
    if first is None:
        raise WrongListError("The list is empty.")
    place = _place(first[1], column)
    entries: list[Entry] = [] if place is not None else list(_entry(first, 0, local_part))
    for row in rows:
        entries.extend(_entry(row, place or 0, local_part))
        if len(entries) > MOST_ENTRIES:
            raise WrongListError(f"The list has more than {MOST_ENTRIES:,} entries.")
    if not entries:
        raise WrongListError("The list has no addresses and no domains in it.")
    return tuple(entries)


def _rows(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Give each row that is not empty, with the line at which it begins."""
    if "\0" in text:
        raise WrongListError("The list is no CSV file: there are zero bytes in it.")
    line = 0
    told = _SEPARATOR_LINE.match(text)
    if told:
        text, line = text[told.end() :], 1
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=told[1] if told else _delimiter(text)
    )
    before = 0
    try:
        for cells in reader:
            begins, before = line + before + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                yield begins, cells
    except csv.Error as error:
        raise WrongListError(
            f"The list is no CSV file: line {line + before + 1} cannot be read ({error})."
        ) from error


def _delimiter(text: str) -> str:
    """Take what separates most of the first row; a comma where nothing does."""
    first = text.lstrip("\r\n").partition("\n")[0]
    return max(_DELIMITERS, key=lambda mark: (first.count(mark), mark == ","))


def _place(first: Sequence[str], column: str) -> int | None:
    """Find the column in the first row; None where that is no heading."""
    headings = [_plain(cell) for cell in first]
    if column:
        if _plain(column) not in headings:
            raise WrongListError(f"The first line of the list has no column {column!r}.")
        return headings.index(_plain(column))
    return next((headings.index(name) for name in _KNOWN_COLUMNS if name in headings), None)


def _plain(heading: str) -> str:
    return re.sub(r"[\s_-]", "", heading).casefold()


def _entry(row: tuple[int, Sequence[str]], place: int, local_part: str) -> Iterator[Entry]:
    line, cells = row
    # A lone surrogate, which UTF-16 can hold, could be written nowhere.
    written = cells[place].strip().encode("utf-8", "replace").decode() if place < len(cells) else ""
    if not written:
        return
    text = _PREFIX.sub("", written, count=1) if _PREFIX.match(written) else written
    try:
        address = _address(text, local_part)
    except WrongAddressError as wrong:
        yield Entry(line=line, input=written[:LONGEST_ADDRESS], trouble=str(wrong))
        return
    yield Entry(line=line, input=written, address=str(address), is_domain="@" not in text)


def _address(text: str, local_part: str) -> EmailAddress:
    """Read an address, or make one up for a domain; raises WrongAddressError."""
    if len(text) > LONGEST_ADDRESS:
        # Before anything repeats the whole of it in a complaint.
        raise WrongAddressError(
            f"An e-mail address has at most {LONGEST_ADDRESS} characters; this has {len(text)}."
        )
    return EmailAddress.parse(text if "@" in text else f"{local_part}@{checked_domain(text)}")
