"""What LDAP says goes wrong with a directory, as Failures in plain sentences."""

import re
from typing import Final

import sansldap

from app.domain.authentication import name_hint
from app.domain.failures import Failure, FailureKind

_Code = sansldap.LDAPResultCode
_DIRECTORY_SENTENCES: Final[dict[int, str]] = {
    # RFC 4511 appendix A.2 has the meanings.
    _Code.AUTH_METHOD_NOT_SUPPORTED: "does not know this way of signing in",
    _Code.STRONG_AUTH_REQUIRED: "wants a sign-in that is signed or goes over TLS",
    _Code.CONFIDENTIALITY_REQUIRED: "wants TLS before it answers",
    _Code.REFERRAL: "sends its clients to another directory",
    _Code.NO_SUCH_OBJECT: "has nothing at the place that was searched",
    _Code.INVALID_DN_SYNTAX: "does not take this form of user name",
    _Code.TIME_LIMIT_EXCEEDED: "gave up, since the search took it too long",
    _Code.SIZE_LIMIT_EXCEEDED: "gave only a part of what it found",
    _Code.ADMIN_LIMIT_EXCEEDED: "does not allow a search of this size",
    _Code.BUSY: "is too busy to answer now",
    _Code.UNAVAILABLE: "is shutting down, or cannot do this now",
    _Code.UNWILLING_TO_PERFORM: "is not willing to do this",
}
_WANTS_A_SIGN_IN: Final[set[int]] = {
    # Active Directory says operationsError to a search without a bind. protocol.md 2.7
    _Code.OPERATIONS_ERROR,
    _Code.INSUFFICIENT_ACCESS_RIGHTS,
    _Code.INAPPROPRIATE_AUTHENTICATION,
}

# --- LDAP ---------------------------------------------------------------------------------------


def ldap_code(result: sansldap.LDAPResult) -> int:
    """Give the number of a result.

    An enumeration member that sansldap makes for an unknown number equals 0, which is success:
    never compare its members, only their values.
    """
    return int(result.result_code.value)


def of_ldap_result(result: sansldap.LDAPResult, place: str, why_anonymous: str = "") -> Failure:
    """Say what a directory's refusal means; `why_anonymous` where nobody signed in."""
    code = ldap_code(result)
    if code in _WANTS_A_SIGN_IN and why_anonymous:
        detail = f"The directory {place} needs a sign-in ({why_anonymous})."
    elif code in _WANTS_A_SIGN_IN:
        detail = f"The directory {place} does not allow this user to do this."
    else:
        sentence = _DIRECTORY_SENTENCES.get(code, "refused, and gave only a number as reason")
        detail = f"The directory {place} {sentence}."
    return Failure(kind=FailureKind.DIRECTORY, detail=detail, origin=_said(result))


def of_ldap_codec(error: Exception, place: str) -> Failure:
    """Say that what came is no LDAP, or that the directory says goodbye."""
    request = getattr(error, "request", None)
    if isinstance(request, sansldap.ExtendedResponse):
        return of_ldap_result(request.result, place)
    return Failure(
        kind=FailureKind.PROTOCOL,
        detail=f"What the directory {place} sent is not LDAP.",
        origin=f"{type(error).__name__}: {error}"[:500],
    )


def _said(result: sansldap.LDAPResult) -> str:
    parts = (
        f"{result.result_code.name} ({ldap_code(result)})",
        result.diagnostics_message,
        *(result.referrals or ()),
    )
    return " ".join(part.strip("\0 ") for part in parts if part)[:500]


# --- refused sign-ins ---------------------------------------------------------------------------

_DATA: Final = re.compile(r"\bdata ([0-9a-f]{1,8})\b", re.IGNORECASE)
_ACCOUNT_SENTENCES: Final = {
    # Active Directory puts the Windows error, in hexadecimal, into its diagnostic message.
    # [MS-ERREF] 2.2 has the meanings.
    # Samba's answer to a wrong password with a user@domain name. Seen with 4.17.
    0x490: "refused the user name or the password of {who}",
    0x525: "knows no user {who}",
    0x52E: "refused the user name or the password of {who}",
    0x52F: "does not let {who} sign in, because of a restriction of the account",
    0x530: "does not let {who} sign in at this time",
    0x531: "does not let {who} sign in from this computer",
    0x532: "says that the password of {who} has expired",
    0x533: "says that the account of {who} is disabled",
    0x569: "does not grant {who} this kind of sign-in",
    0x701: "says that the account of {who} has expired",
    0x773: "says that {who} must change the password first",
    0x775: "says that the account of {who} is locked out",
}
_NAME_OR_PASSWORD: Final = frozenset({0x490, 0x525, 0x52E})
"""Where the name itself may be what is wrong."""
_ACCOUNT_UNKNOWN: Final = "does not let {who} sign in, and gave only a number as reason"
_OTHER_SENTENCES: Final = {
    # The way of signing in, not the account; [MS-ERREF] 2.2 and 2.1.
    0x57: "cannot make sense of this way of signing in",
    0x51F: "reaches nobody who knows the account",
    0x80090346: "finds that the sign-in belongs to another TLS connection (channel binding): "
    "perhaps something between this PC and the directory opens TLS",
}


def of_bind_result(
    result: sansldap.LDAPResult, place: str, who: str, *, by_ticket: bool = False
) -> Failure:
    """Say why a directory let nobody in: with kind sign-in-refused if that is the account's doing.

    `who` names the account in a sentence; `by_ticket`: no password was sent, but Kerberos' proof.
    """
    if ldap_code(result) != _Code.INVALID_CREDENTIALS:
        return of_ldap_result(result, place)
    origin = result.diagnostics_message.strip("\0 ")[:500]
    told = _DATA.search(origin)
    number = int(told.group(1), 16) if told else 0x52E
    other = _OTHER_SENTENCES.get(number)
    if other is not None:
        return Failure(
            kind=FailureKind.DIRECTORY, detail=f"The directory {place} {other}.", origin=origin
        )
    sentence = _ACCOUNT_SENTENCES.get(number, _ACCOUNT_UNKNOWN).format(who=who)
    if by_ticket and number == 0x52E:
        sentence = f"did not accept the Kerberos ticket of {who}"
    detail = f"The directory {place} {sentence}."
    # A distinguished name has no other form.
    if number in _NAME_OR_PASSWORD and not by_ticket and "=" not in who:
        detail = f"{detail} {name_hint(who)}"
    return Failure(kind=FailureKind.SIGN_IN_REFUSED, detail=detail, origin=origin)


def dropped_in_sign_in(said: Failure, place: str) -> Failure:
    """Say that the connection went away before the sign-in was answered."""
    return Failure(
        kind=FailureKind.RESET,
        detail=f"The directory {place} broke the connection off in the middle of the sign-in.",
        origin=said.origin or said.detail,
    )


def dropped_after_sign_in(place: str) -> Failure:
    """Say that the connection went away at the first message after the sign-in."""
    # servers.md 1: Samba does so where what follows a Kerberos sign-in is not as was agreed.
    return Failure(
        kind=FailureKind.RESET,
        detail=f"The directory {place} accepted the sign-in and broke the connection off at the "
        "first message after it, as a domain controller does that misses its signature.",
    )


def not_sealed(place: str) -> Failure:
    """Say that the sign-in was broken off on this side, before it was complete."""
    return Failure(
        kind=FailureKind.DIRECTORY,
        detail=f"The directory {place} did not agree to encrypt what follows the sign-in, "
        "so that this program broke it off.",
    )


def not_proven(place: str) -> Failure:
    """Say that a directory claims success without the proof that belongs to it."""
    return Failure(
        kind=FailureKind.PROTOCOL,
        detail=f"The directory {place} claims that the sign-in is complete, and it is not.",
    )


def endless(place: str) -> Failure:
    """Say that a sign-in was given up that came to no end."""
    return Failure(
        kind=FailureKind.PROTOCOL,
        detail=f"The sign-in at the directory {place} comes to no end.",
    )


def not_possible(why: str) -> Failure:
    """Say, in one sentence, why a way of signing in is none here."""
    return Failure(kind=FailureKind.DIRECTORY, detail=why)


def no_frame(place: str, origin: str) -> Failure:
    """Say that what came is not sealed as was agreed."""
    return Failure(
        kind=FailureKind.PROTOCOL,
        detail=f"What the directory {place} sent after the sign-in is damaged, forged, "
        "or not encrypted.",
        origin=origin[:500],
    )
