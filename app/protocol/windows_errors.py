"""The error numbers that Outlook's logs name, in words."""

import re
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from app.domain.failures import FailureKind

_WIN32: Final = 0x80070000
"""FACILITY_WIN32: an HRESULT that carries a number of Windows in its lower half."""

_NUMBER: Final = re.compile(r"(0x[0-9a-f]{1,8}|-?\d{1,10})", re.IGNORECASE)

_OUTLOOK: Final = MappingProxyType(
    {
        # [OLKDISC] [KB2212902-LOGTAB], protocol.md 10.1
        0x00000000: (None, "it worked"),
        0x800C8203: (None, "this URL gave nothing: name, connection, certificate or answer"),
        # [EXTESTER], a clone of Outlook's dialog: a weak source, so the words are careful.
        0x800C8204: (FailureKind.REDIRECT_REFUSED, "perhaps a redirect"),
        0x800C8209: (FailureKind.REDIRECT_REFUSED, "perhaps a redirect check that failed"),
        0x800C820E: (FailureKind.SIGN_IN_REFUSED, "perhaps a sign-in that was refused"),
        0x8004010F: (None, "not found (MAPI_E_NOT_FOUND): no local file, or no SRV record"),
        0x80004005: (None, "an error that is not specified"),
        0x08004005: (None, "an error that is not specified"),
        0x80070057: (None, "an invalid parameter"),
    }
)
_NETWORK: Final = MappingProxyType(
    {
        # [WINHTTP] [OLKDISC] [OUTLOOK-HANG]; those without a star in protocol.md 5.8 are of the
        # same numbering.
        12002: (FailureKind.TIMED_OUT, "no answer in time"),
        12007: (FailureKind.NAME_NOT_FOUND, "the name has no address"),
        12029: (FailureKind.UNREACHABLE, "no connection could be made"),
        12030: (FailureKind.RESET, "the connection was broken off"),
        12031: (FailureKind.RESET, "the connection was reset"),
        12037: (FailureKind.CERTIFICATE_REJECTED, "the certificate is out of date"),
        12038: (FailureKind.CERTIFICATE_REJECTED, "the name is not in the certificate"),
        12044: (FailureKind.TLS, "the server wants a certificate from the client"),
        12045: (FailureKind.CERTIFICATE_REJECTED, "the certificate is not trusted"),
        12057: (FailureKind.CERTIFICATE_REJECTED, "whether it is revoked could not be found out"),
        12152: (FailureKind.PROTOCOL, "the answer is no HTTP"),
        12157: (FailureKind.TLS, "the secure channel failed"),
        12169: (FailureKind.CERTIFICATE_REJECTED, "the certificate is not valid"),
        12170: (FailureKind.CERTIFICATE_REJECTED, "the certificate is revoked"),
        12175: (
            FailureKind.CERTIFICATE_REJECTED,
            (
                "no secure connection: mostly a certificate whose trust, name or date is wrong, "
                "and Outlook does not say which"
            ),
        ),
    }
)


class WindowsError(Struct, frozen=True, kw_only=True):
    """A number of a log, and what it means as far as that is known."""

    number: int
    """12007 whether the log has 12007, 0x80072EE7 or 2147954407; else as unsigned 32 bits."""
    kind: FailureKind | None = None
    """None where the number alone does not tell."""
    meaning: str = ""
    """Empty where it is not known."""

    @property
    def is_success(self) -> bool:
        """Whether nothing went wrong."""
        return self.number == 0


def read_error(text: str) -> WindowsError | None:
    """Read a number as any Outlook writes it; None where it is none.

    2007 to 2013 write HRESULTs in hexadecimal and GetLastError in decimal; 2016 writes HRESULTs
    as unsigned decimals. [OUTLOOK-HANG], protocol.md 10.1
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    number = int(found[1], 0 if found[1].lower().startswith("0x") else 10) & 0xFFFFFFFF
    if number & 0xFFFF0000 == _WIN32 and number & 0xFFFF in _NETWORK:
        number &= 0xFFFF
    kind, meaning = _NETWORK.get(number) or _OUTLOOK.get(number) or (None, "")
    return WindowsError(number=number, kind=kind, meaning=meaning)
