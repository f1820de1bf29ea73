"""Bytes of unknown origin to a text that a person can look at."""

import codecs
import re

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Without a mark the declaration's first two characters tell. https://www.w3.org/TR/xml F.1
_FIRST_CHARACTERS = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_DECLARED = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
# Only these: Python knows codecs that take quadratic time, and some that are no encodings.
_ENCODINGS = re.compile(r"us-ascii|utf-?8|iso-8859-\d{1,2}|windows-125\d", re.IGNORECASE)

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e007f]"
)


def decoded(body: bytes) -> str:
    """Decode by mark, declaration, UTF-8 or Latin-1, whichever fits first; never raises."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    for beginning, encoding in _FIRST_CHARACTERS:
        if body.startswith(beginning):
            return body.decode(encoding, "replace")
    declared = _DECLARED.match(body)
    if declared is not None and _ENCODINGS.fullmatch(name := declared[1].decode("ascii")):
        try:
            return body.decode(name)
        except (LookupError, UnicodeDecodeError):
            pass  # A declaration that lies: what follows knows better.
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("latin-1")


def visible(text: str) -> str:
    """Make line ends plain, and give every character that cannot be seen a form that can."""
    return _INVISIBLE.sub(_seen, text.replace("\r\n", "\n"))


def _seen(found: re.Match[str]) -> str:
    number = ord(found[0])
    if number < 0x20:
        return chr(0x2400 + number)  # The control pictures, such as a small NUL.
    return f"\\u{number:04x}"
