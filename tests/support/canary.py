"""A password that is known wherever it turns up, in whatever form."""

import base64
import html
import json
from collections.abc import Iterator
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape, quoteattr

PASSWORD = 'K\xe4nary-7"&<%\\+/\u20ac'
"""Percent, JSON, XML and Python each write it differently; Base64 of it holds + or /."""

PROXY_PASSWORD = 'Pr\xf6xy-9"&<%\\+/\xa5'
"""Another one, which is for a proxy."""

NT_HASHES = {
    PASSWORD: bytes.fromhex("bbd8b02066439baf32005ed5038ce4e1"),
    PROXY_PASSWORD: bytes.fromhex("3733cbb476f95dd70126027dac5433ee"),
}
"""MD4 of it in UTF-16 LE, by `openssl dgst -md4 -provider legacy`. [MS-NLMP] 3.3.1"""


def forms(password: str = PASSWORD) -> dict[str, bytes]:
    """Give every form in which it is looked for.

    Written apart from app.net.masking on purpose: what that one forgets is to be noticed here.
    """
    texts = {
        "plain": password,
        "percent": quote(password, safe=""),
        "percent in a path": quote(password),
        "form": quote_plus(password),
        "JSON": json.dumps(password)[1:-1],
        "JSON in UTF-8": json.dumps(password, ensure_ascii=False)[1:-1],
        "JSON in JSON": json.dumps(json.dumps(password))[3:-3],
        "XML": escape(password),
        "XML attribute": quoteattr(password)[1:-1],
        "HTML": html.escape(password),
        "Python": repr(password)[1:-1],
        "Python's bytes": repr(password.encode())[2:-1],
    }
    found = {name: text.encode() for name, text in texts.items()}
    found["Latin-1"] = password.encode("cp1252")
    for charset in ("utf-8", "utf-16-le", "utf-16-be"):
        octets = password.encode(charset)
        found[charset] = octets
        found[f"hexadecimal of {charset}"] = octets.hex().encode()
        found[f"HEXADECIMAL of {charset}"] = octets.hex().upper().encode()
        for alignment, core in enumerate(_base64_cores(octets)):
            found[f"Base64 of {charset} at {alignment}"] = core
            found[f"Base64 for URLs of {charset} at {alignment}"] = core.translate(
                bytes.maketrans(b"+/", b"-_")
            )
    nt_hash = NT_HASHES[password]
    found["NT hash"] = nt_hash
    found["NT hash in hexadecimal"] = nt_hash.hex().encode()
    found["NT hash in Base64"] = base64.b64encode(nt_hash)[:-2]
    return found


def _base64_cores(octets: bytes) -> Iterator[bytes]:
    """Give what stands in Base64 for sure, for each way of beginning in a group of three."""
    for before in range(3):
        # Encoded twice with different neighbours: what both have in common is the password's own.
        behind = 3 + -(before + len(octets)) % 3
        one, other = (
            base64.b64encode(each * before + octets + each * behind) for each in (b"\x00", b"\xff")
        )
        same = [at for at, pair in enumerate(zip(one, other, strict=True)) if len({*pair}) == 1]
        yield one[same[0] : same[-1] + 1]


_FORMS = {password: forms(password) for password in NT_HASHES}


def traces(data: bytes | bytearray | str, password: str = PASSWORD) -> list[str]:
    """Name the forms of the canary that stand in the data."""
    if isinstance(data, str):
        data = data.encode("utf-8", "backslashreplace")
    return [name for name, form in _FORMS[password].items() if form in data]


def echo(password: str = PASSWORD) -> bytes:
    """Give every form in one text, as a server may say them back.

    Without the NT hash, which no server gets: who has it did not hear it from this program.
    """
    said = _FORMS[password].items()
    return b"\r\n".join(form for name, form in said if not name.startswith("NT hash"))
