"""Hides a password, in the forms in which a server may echo it, from what the server sent."""

import base64
import re
from collections.abc import Iterable
from html.entities import codepoint2name
from typing import Final

from msgspec.structs import replace

from app.domain.failures import Failure
from app.domain.secret import Credentials

SHORTEST_ANYWHERE: Final = 4
"""Characters of a password that is hidden inside a word, too."""
SHORTEST_REST: Final = 4
"""Characters of a form that are hidden where it is cut off; fewer end many a harmless text."""

_MASKS: Final = (b"(hidden)", *(bytes([one]) * 4 for one in b"*=~^|!$_-.:,;<>[]{}"), b"")
_JOINS: Final = rb"._~/?@%+\\#-"
"""Beside these a word or a URL goes on: what they join does not stand alone."""


class Masking:
    """The forms of one password.

    Hidden are the password itself, also percent-encoded, escaped as in XML, HTML and JSON,
    and in UTF-16; and the token of Basic. That is for servers that echo what they got, as
    debugging pages do: one that means to get a password into a log can always recode it.

    A password that is shorter than SHORTEST_ANYWHERE, or stands in what was asked, is hidden only
    where it stands alone. Else the password `com`, or `contoso` for ann@contoso.com, would spoil
    each URL of an answer, and the gaps would tell the password to whoever knows the URLs.
    """

    def __init__(self, credentials: Credentials, asked: str) -> None:
        """`asked`: all that goes out beside the credentials, and into the log as well."""
        password = credentials.password.reveal()
        token = basic_token(credentials).rstrip("=")
        is_common = len(password) < SHORTEST_ANYWHERE or password in asked
        forms = [_narrow(token)]
        self._whole = [token.encode()]
        if password and is_common:
            forms += [_alone(_narrow(password)), _alone_in_utf_16(_wide(password))]
        elif password:
            forms += [_narrow(password), _wide(password)]
            self._whole += [password.encode(), password.encode("utf-16-le")]
        self._forms = re.compile(b"|".join(forms), re.DOTALL)
        self._mask = self._choose_mask(password, token)

    def __repr__(self) -> str:
        return "Masking(hidden)"

    def hide(self, data: bytes) -> bytes:
        """Give the data without any of the forms."""
        # Again where a mask leaves a common password alone, or the lack of one joins two rests.
        while self._forms.search(data):
            data = self._forms.sub(lambda _: self._mask, data)
        return data

    def hide_in_part(self, data: bytes) -> bytes:
        """Do so where the rest of the data was not kept, so that its end may cut a form off."""
        data = self.hide(data)
        for form in self._whole:
            for length in range(len(form) - 1, SHORTEST_REST - 1, -1):
                if data.endswith(form[:length]):
                    return data[:-length] + self._mask
        return data

    def hide_in_failure(self, failure: Failure) -> Failure:
        """Do so for what the failure quotes; its detail is in our own words, and stays."""
        quoted = self.hide_in_part(failure.origin.encode("utf-8", "replace"))
        return replace(failure, origin=quoted.decode("utf-8", "replace"))

    def _choose_mask(self, *secrets: str) -> bytes:
        # Its ends must not be part of any form: a rest beside it could become one again.
        used = {
            byte
            for secret in secrets
            for character in secret
            for spelling in _spellings(character) | _wide_spellings(character)
            for byte in spelling
        }
        return next(
            mask
            for mask in _MASKS
            if used.isdisjoint(mask[:1] + mask[-1:]) and not self._forms.search(mask)
        )


def basic_token(credentials: Credentials) -> str:
    """Give what follows "Basic " in a header."""
    # RFC 7617 2.1: UTF-8, which is what those who read it expect today.
    pair = f"{credentials.username}:{credentials.password.reveal()}"
    return base64.b64encode(pair.encode()).decode("ascii")


def _narrow(secret: str) -> bytes:
    return b"".join(_one_of(_spellings(character)) for character in secret)


def _wide(secret: str) -> bytes:
    return b"".join(_one_of(_wide_spellings(character)) for character in secret)


def _alone(form: bytes) -> bytes:
    word = rb"0-9A-Za-z\x80-\xff\0"
    return rb"(?<![%b&%b])%b(?![:%b]{0,3}[%b])" % (word, _JOINS, form, _JOINS, word)


def _alone_in_utf_16(form: bytes) -> bytes:
    word = rb"0-9A-Za-z"
    return rb"(?<![%b&%b]\0)%b(?!(?:[:%b]\0){0,3}[%b]\0)" % (word, _JOINS, form, _JOINS, word)


def _one_of(spellings: set[bytes]) -> bytes:
    if len(spellings) == 1:
        return re.escape(*spellings)
    return b"(?:" + b"|".join(re.escape(one) for one in sorted(spellings)) + b")"


def _spellings(character: str) -> set[bytes]:
    """Give the ways in which encoders write one character."""
    spellings = {text.encode() for text in _texts(character)}
    if _is_plain(character):
        return spellings
    for charset in ("utf-8", "latin-1"):
        octets = character.encode(charset, "ignore")
        for each in ("%02x", "%02X") if octets else ():
            spellings |= {octets, b"".join(b"%" + (each % octet).encode() for octet in octets)}
    return spellings


def _wide_spellings(character: str) -> set[bytes]:
    return {text.encode("utf-16-le") for text in _texts(character)}


def _texts(character: str) -> set[str]:
    if _is_plain(character):
        return {character}
    return {character, *_references(character), *_escapes(character)}


def _is_plain(character: str) -> bool:
    # Encoders leave these alone.
    return character.isascii() and character.isalnum()


def _references(character: str) -> Iterable[str]:
    # XML 1.0 4.1; PHP writes &#039; for an apostrophe.
    number = ord(character)
    name = codepoint2name.get(number, "apos" if character == "'" else "")
    yield from (f"&#{number};", f"&#0{number};", f"&#x{number:x};", f"&#x{number:X};")
    if name:
        yield f"&{name};"


def _escapes(character: str) -> Iterable[str]:
    # RFC 8259 7 (JSON), and how Python shows bytes, such as those of a header that is none.
    units = character.encode("utf-16-be").hex()
    for each in (units, units.upper()):
        yield "".join(rf"\u{each[at : at + 4]}" for at in range(0, len(each), 4))
    if character.isascii():
        yield "\\" + character
    else:
        yield "".join(rf"\x{octet:02x}" for octet in character.encode())
    if character == " ":
        yield "+"
