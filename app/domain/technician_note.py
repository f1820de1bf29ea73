"""What a technician wrote about a session: plain text, bounded, harmless wherever it is shown."""

import unicodedata
from typing import Final

from msgspec import Struct

MOST_CHARACTERS: Final = 4_000

# Category Cf has both: what joins letters and emoji, and what turns the direction of writing.
_TURNING: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


class NoteWritten(Struct, frozen=True, kw_only=True, tag="note-written"):
    """A technician wrote about the session, after its end; a later one takes its place.

    No event of the run: it stands behind the last one, so that it goes wherever the log goes.
    """

    text: str
    """Empty where the note was taken away."""


def clean_note(text: str) -> str:
    """Give the text without control characters, and as much of it as a note may hold."""
    lines = text[: 2 * MOST_CHARACTERS].replace("\t", " ").splitlines()
    kept = "\n".join("".join(filter(_is_kept, line)).rstrip() for line in lines)
    return kept.strip()[:MOST_CHARACTERS].rstrip()


def _is_kept(mark: str) -> bool:
    # Lone surrogates (Cs) cannot be written to any file.
    return unicodedata.category(mark) not in {"Cc", "Cs"} and mark not in _TURNING
