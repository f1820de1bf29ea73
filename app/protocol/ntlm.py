"""NTLM's three messages to values, without challenges, responses and keys. [MS-NLMP] 2.2.1"""

import struct
from datetime import UTC, datetime, timedelta

from app.domain.failures import Failure, FailureKind
from app.domain.tokens import NtlmAuthenticate, NtlmChallenge, NtlmNegotiate

SIGNATURE = b"NTLMSSP\0"
LONGEST_NAME = 255
"""Characters of a name that are kept."""
MOST_PAIRS = 64

# [MS-NLMP] 2.2.2.5
_UNICODE = 0x00000001
_TARGET_IS_DOMAIN = 0x00010000
_TARGET_IS_SERVER = 0x00020000
_VERSION = 0x02000000

# [MS-NLMP] 2.2.2.1
_END = 0
_TIME = 7
_PAIRS = {
    1: "netbios_computer",
    2: "netbios_domain",
    3: "dns_computer",
    4: "dns_domain",
    5: "forest",
}
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
"""[MS-DTYP] 2.3.3: FILETIME counts from here, in steps of 100 ns."""
_V1_RESPONSE = 24
"""Bytes of NTLM version 1's response; version 2's is longer. [MS-NLMP] 2.2.2.6, 2.2.2.8"""

NtlmMessage = NtlmNegotiate | NtlmChallenge | NtlmAuthenticate


def read_message(data: bytes) -> NtlmMessage | Failure:
    """Read a message of any of the three kinds, whatever it is."""
    try:
        if not data.startswith(SIGNATURE):
            return _unreadable("it has not NTLM's signature")
        (kind,) = struct.unpack_from("<I", data, 8)
        match kind:
            case 1:
                return _negotiate(data)
            case 2:
                return _challenge(data)
            case 3:
                return _authenticate(data)
            case _:
                return _unreadable("there is no such kind of NTLM message")
    except (struct.error, _OutsideError):
        return _unreadable("it is cut off")


class _OutsideError(Exception):
    """A field points out of the message."""


def _negotiate(data: bytes) -> NtlmNegotiate:
    if len(data) < 32:
        # Some clients leave the names out altogether.
        return NtlmNegotiate()
    # [MS-NLMP] 2.2.1.1: these two are never Unicode.
    return NtlmNegotiate(domain=_oem(_field(data, 16)), workstation=_oem(_field(data, 24)))


def _challenge(data: bytes) -> NtlmChallenge:
    (flags,) = struct.unpack_from("<I", data, 20)
    kind = {_TARGET_IS_DOMAIN: "domain", _TARGET_IS_SERVER: "server"}
    names: dict[str, str] = {}
    time: datetime | None = None
    for number, value in _pairs(_field(data, 40) if len(data) >= 48 else b""):
        if number in _PAIRS:
            # Unicode, whatever the flags say. [MS-NLMP] 2.2.2.1
            names[_PAIRS[number]] = _wide(value)
        elif number == _TIME:
            time = _file_time(value)
    return NtlmChallenge(
        target=_text(_field(data, 12), flags),
        target_type=kind.get(flags & (_TARGET_IS_DOMAIN | _TARGET_IS_SERVER), ""),
        time=time,
        version=_windows(data, 48) if flags & _VERSION else "",
        **names,
    )


def _authenticate(data: bytes) -> NtlmAuthenticate:
    (flags,) = struct.unpack_from("<I", data, 60)
    (response_length,) = struct.unpack_from("<H", data, 20)
    return NtlmAuthenticate(
        domain=_text(_field(data, 28), flags),
        user=_text(_field(data, 36), flags),
        workstation=_text(_field(data, 44), flags),
        ntlm_version=2 if response_length > _V1_RESPONSE else 1,
    )


def _pairs(data: bytes) -> list[tuple[int, bytes]]:
    pairs: list[tuple[int, bytes]] = []
    at = 0
    while len(data) - at >= 4 and len(pairs) < MOST_PAIRS:
        number, length = struct.unpack_from("<HH", data, at)
        if number == _END:
            break
        if at + 4 + length > len(data):
            raise _OutsideError
        pairs.append((number, data[at + 4 : at + 4 + length]))
        at += 4 + length
    return pairs


def _field(data: bytes, at: int) -> bytes:
    length, _, offset = struct.unpack_from("<HHI", data, at)
    if offset + length > len(data) and length:
        raise _OutsideError
    return data[offset : offset + length]


def _text(raw: bytes, flags: int) -> str:
    return _wide(raw) if flags & _UNICODE else _oem(raw)


def _wide(raw: bytes) -> str:
    return raw[: 2 * LONGEST_NAME].decode("utf-16-le", "replace").rstrip("\0")


def _oem(raw: bytes) -> str:
    # Which character set that is, the message does not say.
    return raw[:LONGEST_NAME].decode("ascii", "replace").rstrip("\0")


def _file_time(raw: bytes) -> datetime | None:
    if len(raw) != 8:
        return None
    try:
        return _EPOCH + timedelta(microseconds=int.from_bytes(raw, "little") // 10)
    except OverflowError:
        return None


def _windows(data: bytes, at: int) -> str:
    # [MS-NLMP] 2.2.2.10
    major, minor, build = struct.unpack_from("<BBH", data, at)
    return f"{major}.{minor}.{build}"


def _unreadable(why: str) -> Failure:
    return Failure(kind=FailureKind.PROTOCOL, detail=f"The token cannot be read: {why}.")
