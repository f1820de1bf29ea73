"""Hides a password, in the forms in which a server may echo it, from what the server sent."""

import base64
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from html.entities import codepoint2name
from typing import Final

from msgspec.structs import replace

from app.domain.failures import Failure
from app.domain.secret import Credentials

SHORTEST_ANYWHERE: Final = 4
"""Characters of a password that is hidden inside a word, too."""
SHORTEST_IN_BASE64: Final = 5
"""Characters of Base64 that no other bytes around the password change; fewer tell nothing."""
SHORTEST_REST: Final = 4
"""Characters of a form that are hidden where it is cut off; fewer end many a harmless text."""

_MASKS: Final = (b"(hidden)", *(bytes([one]) * 4 for one in b"*=~^|!$_-.:,;<>[]{}"), b"")
_LITTLE, _BIG = "utf-16-le", "utf-16-be"
_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")
_JOINS: Final = rb"._~/?@%+\\#-"
"""Beside these a word or a URL goes on: what they join does not stand alone."""


class Masking:
    """The forms of one password.

    Hidden are the password itself, also percent-encoded, escaped as in XML, HTML and JSON, in
    UTF-16 of both orders, in hexadecimal, and in Base64 wherever it begins there; and the token
    of Basic. That is for servers that echo what they got, as debugging pages do: one that means
    to get a password into a log can always recode it.

    A password that is shorter than SHORTEST_ANYWHERE, or stands in what was asked, is hidden only
    where it stands alone, and not where it is recoded. Else the password `com`, or `contoso` for
    ann@contoso.com, would spoil each URL of an answer, and the gaps would tell the password to
    whoever knows the URLs.
    """

    def __init__(self, credentials: Credentials, asked: str) -> None:
        """`asked`: all that goes out beside the credentials, and into the log as well."""
        password = credentials.password.reveal()
        token = basic_token(credentials).rstrip("=")
        is_common = len(password) < SHORTEST_ANYWHERE or password in asked
        self._secrets = (password, token)
        self._exact: list[bytes] = []
        self._whole = [token.encode()]
        if password and not is_common:
            self._exact = list(dict.fromkeys(_recoded(password)))
            self._whole += [password.encode(charset) for charset in ("utf-8", _LITTLE, _BIG)]
        # One after the other: a text of the one order holds the other one's, a byte further on.
        first = partial(_first_forms, token, password, is_common=is_common)
        second = partial(_big_endian_forms, password, is_common=is_common)
        core = _core(password)
        cores = [core.encode(charset) for charset in ("ascii", _LITTLE)] if password else []
        self._forms = [_Forms(first, [_core(token).encode(), *cores])]
        if password:
            self._forms.append(_Forms(second, [core.encode(_BIG)]))

    def __repr__(self) -> str:
        return "Masking(hidden)"

    def hide(self, data: bytes) -> bytes:
        """Give the data without any of the forms."""
        # Again where a mask leaves a common password alone, or the lack of one joins two rests.
        while self._is_in(data):
            for forms in self._forms:
                data = forms.replaced(data, self._mask)
            for exact in self._exact:
                data = data.replace(exact, self._mask)
        return data

    def _is_in(self, data: bytes) -> bool:
        return any(forms.are_in(data) for forms in self._forms) or any(
            exact in data for exact in self._exact
        )

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

    @cached_property
    def _mask(self) -> bytes:
        # Its ends must not be part of any form: a rest beside it could become one again.
        used = {
            byte
            for secret in self._secrets
            for character in secret
            for spelling in _spellings(character)
            | _wide_spellings(character, _LITTLE)
            | _wide_spellings(character, _BIG)
            for byte in spelling
        } | {byte for exact in self._exact for byte in exact}
        return next(
            mask
            for mask in _MASKS
            if used.isdisjoint(mask[:1] + mask[-1:]) and not self._is_in(mask)
        )


class _Forms:
    """Ways to write a secret, as a pattern that is made where a text may hold one: few do."""

    def __init__(self, write: Callable[[], bytes], cores: Sequence[bytes]) -> None:
        """`cores`: of each way a piece that it always has; a text without any of them has none."""
        self._write = write
        self._cores = cores

    def are_in(self, data: bytes) -> bool:
        return self._may_be_in(data) and self._pattern.search(data) is not None

    def replaced(self, data: bytes, mask: bytes) -> bytes:
        return self._pattern.sub(lambda _: mask, data) if self._may_be_in(data) else data

    def _may_be_in(self, data: bytes) -> bool:
        return any(core in data for core in self._cores)

    @cached_property
    def _pattern(self) -> re.Pattern[bytes]:
        return re.compile(self._write(), re.DOTALL)


def _core(secret: str) -> str:
    """Give the longest piece that each spelling leaves as it is; perhaps there is none."""
    return max(re.findall("[0-9A-Za-z]+", secret), key=len, default="")


def _first_forms(token: str, password: str, *, is_common: bool) -> bytes:
    forms = [_narrow(token)]
    if password and is_common:
        forms += [_alone(_narrow(password)), _alone_in_utf_16(_wide(password, _LITTLE))]
    elif password:
        forms += [_narrow(password), _wide(password, _LITTLE)]
    return b"|".join(forms)


def _big_endian_forms(password: str, *, is_common: bool) -> bytes:
    form = _wide(password, _BIG)
    return _alone_in_utf_16(form, big=True) if is_common else form


def basic_token(credentials: Credentials) -> str:
    """Give what follows "Basic " in a header."""
    # RFC 7617 2.1: UTF-8, which is what those who read it expect today.
    pair = f"{credentials.username}:{credentials.password.reveal()}"
    return base64.b64encode(pair.encode()).decode("ascii")


def _narrow(secret: str) -> bytes:
    return b"".join(_one_of(_spellings(character)) for character in secret)


def _wide(secret: str, charset: str) -> bytes:
    return b"".join(_one_of(_wide_spellings(character, charset)) for character in secret)


def _alone(form: bytes) -> bytes:
    word = rb"0-9A-Za-z\x80-\xff\0"
    return rb"(?<![%b&%b])%b(?![:%b]{0,3}[%b])" % (word, _JOINS, form, _JOINS, word)


def _alone_in_utf_16(form: bytes, *, big: bool = False) -> bytes:
    word = rb"0-9A-Za-z"
    if big:
        return rb"(?<!\0[%b&%b])%b(?!(?:\0[:%b]){0,3}\0[%b])" % (word, _JOINS, form, _JOINS, word)
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
    for charset in ("utf-8", "latin-1", "cp1252"):
        octets = character.encode(charset, "ignore")
        for each in ("%02x", "%02X") if octets else ():
            spellings |= {octets, b"".join(b"%" + (each % octet).encode() for octet in octets)}
    return spellings


def _wide_spellings(character: str, charset: str) -> set[bytes]:
    return {text.encode(charset) for text in _texts(character)}


def _recoded(secret: str) -> Iterable[bytes]:
    """Give the forms in which the password is not to be read at sight."""
    for charset in ("utf-8", _LITTLE, _BIG):
        octets = secret.encode(charset)
        yield octets.hex().encode()
        yield octets.hex().upper().encode()
        for before in range(3):
            core = _base64_core(octets, before)
            if len(core) >= SHORTEST_IN_BASE64:
                # RFC 4648 5 for URLs, and the usual alphabet inside of a URL.
                yield core
                yield core.translate(_URL_SAFE)
                for each in ("%%%02X", "%%%02x"):
                    plus, slash = ((each % ord(one)).encode() for one in "+/")
                    yield core.replace(b"+", plus).replace(b"/", slash)


def _base64_core(octets: bytes, before: int) -> bytes:
    """Give what Base64 has for these octets whatever stands behind them, and `before` of them."""
    whole = base64.b64encode(bytes(before) + octets).rstrip(b"=")
    # A character is six bits: the first and the last may hold bits of what stands beside.
    begin = (0, 2, 3)[before]
    end = len(whole) - ((before + len(octets)) % 3 != 0)
    return whole[begin:end]


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
    # Twice, where JSON stands as a text in JSON.
    yield "".join(rf"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
    if character.isascii():
        yield "\\" + character
        yield "\\" * (3 if character in '"\\' else 2) + character
    else:
        yield "".join(rf"\x{octet:02x}" for octet in character.encode())
    if character == " ":
        yield "+"
