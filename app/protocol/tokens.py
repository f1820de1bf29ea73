"""Tokens of SPNEGO, Kerberos and NTLM to values: who, for what, how; never what proves it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from sansldap.asn1 import ASN1Reader, NotEnougData

from app.domain.failures import Failure, FailureKind
from app.domain.tokens import (
    KerberosError,
    KerberosReply,
    KerberosRequest,
    MechanismToken,
    SpnegoOffer,
    SpnegoReply,
    Token,
)
from app.protocol import ntlm

T = TypeVar("T")

LARGEST = 1 << 16
"""Bytes: Windows' own limit for a token is 65535 (MaxTokenSize)."""
MOST_FIELDS = 32
MOST_MECHANISMS = 16
LONGEST_NAME = 255

# The first byte of each kind. X.690 8.1.2; RFC 2743 3.1, RFC 4178 4.2, RFC 4120 5.10
_WRAPPED = 0x60
_NEG_TOKEN_INIT = 0xA0
_SEQUENCE = 0x30
_TICKET = 0x61

_SPNEGO = bytes.fromhex("2b0601050502")
_MECHANISMS = {
    # RFC 4178 4; [MS-SPNG] 3.1.1.2; RFC 4121 4.1; [MS-NLMP] 1.9; [MS-NEGOEX] 1.9
    _SPNEGO: "SPNEGO",
    bytes.fromhex("2a864886f712010202"): "Kerberos",
    bytes.fromhex("2a864882f712010202"): "Kerberos (Microsoft)",
    bytes.fromhex("2a864886f71201020203"): "Kerberos user-to-user",
    bytes.fromhex("2b06010401823702020a"): "NTLM",
    bytes.fromhex("2b06010401823702021e"): "NegoEx",
}
# RFC 4178 4.2.2
_STATES = {0: "accept-completed", 1: "accept-incomplete", 2: "reject", 3: "request-mic"}
_ENCRYPTIONS = {
    # RFC 3961 8, RFC 3962 7, RFC 4757 7, RFC 8009 7
    1: "DES-CRC",
    3: "DES-MD5",
    17: "AES-128",
    18: "AES-256",
    19: "AES-128 (SHA-256)",
    20: "AES-256 (SHA-384)",
    23: "RC4",
    24: "RC4 (export)",
}
_MUTUAL_REQUIRED = 0x20
"""Bit 2 of the first byte of ap-options. RFC 4120 5.5.1"""


class _UnreadableError(Exception):
    """The token is none of those that are known here."""


def read_token(data: bytes) -> Token:
    """Read a token of HTTP's Negotiate or NTLM, whatever it is."""
    if len(data) > LARGEST:
        return _unreadable(f"it is larger than {LARGEST} bytes")
    return _readable(_any_token, data)


def _any_token(data: bytes) -> Token:
    if data[:1] == bytes([_WRAPPED]):
        mechanism, inner = _wrapped(data)
        if mechanism == _SPNEGO:
            return _spnego(inner)
    if data[:1] in {b"\xa0", b"\xa1"}:
        return _spnego(data)
    return _mechanism_token(data)


def _readable(read: Callable[[bytes], T], data: bytes) -> T | Failure:
    try:
        return read(data)
    except _UnreadableError as error:
        return _unreadable(str(error))
    except (NotEnougData, ValueError, IndexError):
        return _unreadable("it is damaged")


def _spnego(data: bytes) -> SpnegoOffer | SpnegoReply:
    tag, content, _ = _element(data)
    fields = _fields(content)
    inner = _element(fields[2])[1] if 2 in fields else b""
    # What is around it has been read: that much holds whatever stands inside.
    read = _readable(_mechanism_token, inner) if inner else None
    if tag == _NEG_TOKEN_INIT:
        names = _each(_expect(fields.get(0, b"\x30\x00"), _SEQUENCE), MOST_MECHANISMS)
        return SpnegoOffer(mechanisms=tuple(_mechanism(name) for _, name in names), inner=read)
    state = _number(fields[0]) if 0 in fields else -1
    return SpnegoReply(
        state=_STATES.get(state, ""),
        mechanism=_mechanism(_element(fields[1])[1]) if 1 in fields else "",
        inner=read,
    )


def _mechanism_token(data: bytes) -> MechanismToken:
    if data.startswith(ntlm.SIGNATURE):
        return ntlm.read_message(data)
    if data[:1] == bytes([_WRAPPED]):
        # RFC 4121 4.1: two bytes in front say the same as the tag behind them.
        data = _wrapped(data)[1][2:]
    tag, content, _ = _element(data)
    match tag:
        case 0x6E:  # AP-REQ
            return _request(_fields(content))
        case 0x6F:  # AP-REP
            return KerberosReply(encryption=_encryption(_need(_fields(content), 2)))
        case 0x7E:  # KRB-ERROR
            return _error(_fields(content))
        case _:
            raise _UnreadableError("it is of no kind that this program knows")


def _request(fields: dict[int, bytes]) -> KerberosRequest:
    ticket = _fields(_expect(_need(fields, 3), _TICKET))
    options = _element(_need(fields, 2))[1]
    return KerberosRequest(
        service=_principal(_need(ticket, 2)),
        realm=_name(_element(_need(ticket, 1))[1]),
        encryption=_encryption(_need(ticket, 3)),
        mutual=bool(options[1:2] and options[1] & _MUTUAL_REQUIRED),
    )


def _error(fields: dict[int, bytes]) -> KerberosError:
    return KerberosError(
        code=_number(_need(fields, 6)),
        service=_principal(fields[10]) if 10 in fields else "",
        realm=_name(_element(fields[9])[1]) if 9 in fields else "",
        time=_time(_element(fields[4])[1]) if 4 in fields else None,
    )


def _encryption(data: bytes) -> str:
    number = _number(_need(_fields(data), 0))
    return _ENCRYPTIONS.get(number, f"type {number}")


def _principal(data: bytes) -> str:
    parts = _each(_expect(_need(_fields(data), 1), _SEQUENCE), MOST_FIELDS)
    return "/".join(_name(part) for _, part in parts)[:LONGEST_NAME]


def _mechanism(identifier: bytes) -> str:
    return _MECHANISMS.get(identifier, f"unknown ({identifier[:32].hex()})")


def _name(raw: bytes) -> str:
    # RFC 4120 5.2.1: ASCII by the book, UTF-8 by Windows.
    return raw[:LONGEST_NAME].decode("utf-8", "replace")


def _time(raw: bytes) -> datetime | None:
    try:
        return datetime.strptime(raw.decode("ascii"), "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


# --- ASN.1, as far as it is wanted --------------------------------------------------------------


def _wrapped(data: bytes) -> tuple[bytes, bytes]:
    """Give the mechanism's identifier, and what follows it. RFC 2743 3.1"""
    content = _expect(data, _WRAPPED)
    _, identifier, rest = _element(content)
    return identifier, rest


def _fields(data: bytes) -> dict[int, bytes]:
    """Give the members of a SEQUENCE, by the numbers of their tags; it may have a tag around."""
    return {tag & 0x1F: value for tag, value in _each(_expect(data, _SEQUENCE), MOST_FIELDS)}


def _each(data: bytes, most: int) -> list[tuple[int, bytes]]:
    found: list[tuple[int, bytes]] = []
    while data and len(found) < most:
        tag, value, data = _element(data)
        found.append((tag, value))
    return found


def _expect(data: bytes, tag: int) -> bytes:
    found, content, _ = _element(data)
    if found != tag:
        raise _UnreadableError("its parts are not those that belong there")
    return content


def _need(fields: dict[int, bytes], number: int) -> bytes:
    if number not in fields:
        raise _UnreadableError("a part of it is missing")
    return fields[number]


def _number(data: bytes) -> int:
    return int.from_bytes(_element(data)[1][:8], signed=True)


def _element(data: bytes) -> tuple[int, bytes, bytes]:
    """Give the tag's byte, the content, and what follows."""
    reader = ASN1Reader(data)
    header = reader.peek_header()
    content = reader.read_octet_string(header=header)
    return data[0], content, reader.get_remaining_data()


def _unreadable(why: str) -> Failure:
    return Failure(kind=FailureKind.PROTOCOL, detail=f"The token cannot be read: {why}.")
