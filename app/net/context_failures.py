"""What Kerberos, NTLM and Windows say goes wrong with a sign-in, as Failures in plain sentences."""

from collections.abc import Iterator
from typing import Final

from app.domain.failures import Failure, FailureKind

_KRB5_BASE: Final = 0x96C73A00
"""The first number of libkrb5's error table, as 32 bits; the offsets below 128 are RFC 4120's."""

_KERBEROS_REFUSALS: Final = {
    # RFC 4120 7.5.9
    1: "The domain says that the account of {who} has expired.",
    18: "The domain says that the account of {who} is disabled, locked out or expired.",
    23: "The domain says that the password of {who} has expired, or must be changed first.",
    24: "The domain refused the password of {who}.",
    31: "The domain's answer cannot be opened with the password of {who}: it is wrong.",
}
_KERBEROS_SENTENCES: Final = {
    # RFC 4120 7.5.9
    6: "The domain knows no user {who} (Kerberos).",
    7: "The domain knows no service {service}: is that the server's own name, and is it "
    "registered (SPN)?",
    12: "The domain's policy does not let {who} have a Kerberos ticket here.",
    14: "The domain and this PC have no way of encrypting in common (Kerberos).",
    25: "The domain wants another proof than a password (Kerberos).",
    32: "The Kerberos ticket of {who} has expired: sign in again, or run kinit.",
    33: "The Kerberos ticket of {who} is not valid yet: are the clocks right?",
    37: "The clocks of this PC and of the domain differ by more than Kerberos allows "
    "(5 minutes, usually).",
    41: "The Kerberos ticket for {service} does not fit this server.",
    # MIT krb5's own, by their text in libkrb5.
    134: "The name {who} is no Kerberos name.",
    141: "There is no Kerberos ticket of {who} on this PC: sign in to the domain, or run kinit.",
    148: "The clocks of this PC and of the domain differ by more than Kerberos allows "
    "(5 minutes, usually).",
    154: "There is no domain controller (KDC) to be found for the Kerberos realm of {who}.",
    156: "No domain controller (KDC) of the Kerberos realm of {who} answers.",
    193: "The Kerberos tickets on this PC cannot be read.",
    194: "The Kerberos tickets on this PC cannot be read.",
    195: "There is no Kerberos ticket of {who} on this PC: sign in to the domain, or run kinit.",
    199: "The Kerberos tickets on this PC cannot be read.",
    217: "There is no domain controller (KDC) to be found for the Kerberos realm of {service}.",
    220: "The domain controller (KDC) for the Kerberos realm of {who} has no address.",
    224: "This PC knows no Kerberos realm for a user name without one.",
}
_ROUTINE: Final = {
    # RFC 2744 3.9.1: routine errors, in bits 16 to 23 of a GSS-API major status.
    7: _KERBEROS_SENTENCES[195],
    11: _KERBEROS_SENTENCES[32],
}
_WINDOWS_REFUSALS: Final = {
    # [MS-ERREF] 2.1
    0x8009030C: "Windows refused the user name or the password of {who}.",
}
_WINDOWS_SENTENCES: Final = {
    # [MS-ERREF] 2.1
    0x80090303: _KERBEROS_SENTENCES[7],
    0x8009030E: "There are no credentials of {who} on this PC.",
    0x80090311: "No domain controller (KDC) answers this PC.",
    0x80090322: _KERBEROS_SENTENCES[41],
    0x80090324: _KERBEROS_SENTENCES[37],
}


NOT_CARRIED_ON: Final = "The sign-in could not be carried on."
"""Where the library's reason is none that has a sentence of its own."""


def of_context_error(
    error: BaseException, service: str, who: str, kind: FailureKind = FailureKind.DIRECTORY
) -> Failure:
    """Say what Kerberos, NTLM or Windows finds wrong, before the server has said anything.

    `service` is the name that the ticket is for; the kind is sign-in-refused where the domain
    refused the credentials, and else `kind`.
    """
    refusal, sentence = "", ""
    for one in _chain(error):
        offset = _krb5_offset(one)
        windows = _windows_number(one)
        routine = (getattr(one, "maj_code", None) or 0) >> 16 & 0xFF
        refusal = _KERBEROS_REFUSALS.get(offset, "") or _WINDOWS_REFUSALS.get(windows, "")
        sentence = (
            refusal
            or _KERBEROS_SENTENCES.get(offset, "")
            or _WINDOWS_SENTENCES.get(windows, "")
            or _ROUTINE.get(routine, "")
        )
        if sentence:
            break
    return Failure(
        kind=FailureKind.SIGN_IN_REFUSED if refusal else kind,
        detail=(sentence or NOT_CARRIED_ON).format(service=service, who=who),
        origin=_origin(error),
    )


def kerberos_missing(kind: FailureKind = FailureKind.DIRECTORY) -> Failure:
    """Say that the program was installed without Kerberos."""
    return Failure(
        kind=kind,
        detail="There is no Kerberos in this installation (the Python packages gssapi and krb5).",
    )


def no_realm(who: str, kind: FailureKind = FailureKind.DIRECTORY) -> Failure:
    """Say that a user name of Windows' older form tells no Kerberos realm."""
    return Failure(
        kind=kind,
        detail=f"The name {who} tells no Kerberos realm; user@domain does.",
    )


def context_silent(limit_s: float) -> Failure:
    """Say that Kerberos or Windows was waited for in vain."""
    return Failure(
        kind=FailureKind.TIMED_OUT,
        detail=f"The sign-in could not be prepared within {limit_s:g} s: perhaps no domain "
        "controller (KDC) answers.",
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    # pyspnego keeps what the system said as base_error, and wraps that once more for SPNEGO.
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = getattr(error, "base_error", None) or error.__cause__


def _krb5_offset(error: BaseException) -> int:
    number = getattr(error, "err_code", None) or getattr(error, "min_code", None) or 0
    offset = (int(number) & 0xFFFFFFFF) - _KRB5_BASE
    return offset if 0 <= offset < 256 else -1


def _windows_number(error: BaseException) -> int:
    # Windows gives it with a sign; where an OSError has none, it is None.
    return (getattr(error, "winerror", None) or 0) & 0xFFFFFFFF


def _origin(error: BaseException) -> str:
    innermost = list(_chain(error))[-1]
    name = type(innermost).__name__
    if number := _windows_number(innermost):
        # By [MS-ERREF] 2.1 somebody finds out what it means.
        return f"{name} {number:#010x}"
    speaks = any(hasattr(innermost, one) for one in ("err_code", "min_code", "nt_status"))
    # What else goes wrong, goes wrong over a token, and might quote it.
    return f"{name}: {innermost}"[:500] if speaks else name
