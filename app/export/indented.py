"""Writes a document as JSON that a person may look at, in a terminal too."""

import re
from typing import Any, Final

import msgspec

# They would turn the text of a terminal round, or command it; inside a JSON string, which is the
# only place for them, the escape stands for the same. RFC 8259 7
_UNSEEN: Final = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def indented(document: Any) -> str:  # noqa: ANN401 - whatever msgspec writes
    """Give the text, which ends with an end of line."""
    text = msgspec.json.format(msgspec.json.encode(document), indent=2).decode()
    return _UNSEEN.sub(lambda found: f"\\u{ord(found.group()):04x}", text) + "\n"
