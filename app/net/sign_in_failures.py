"""Why a web server let nobody in, as Failures in plain sentences."""

from typing import Final

from msgspec.structs import replace

from app.domain.authentication import name_hint
from app.domain.failures import Failure, FailureKind
from app.domain.tokens import Token

LOCKED: Final = 456
"""Account locked, or password change needed. protocol.md 1.5 [EWSMA]"""


def refused(place: str, username: str, ticket_for: str = "", status: int | None = 401) -> Failure:
    """Say that the server turned the proof down; `ticket_for`: that was a ticket for this name."""
    who = username or "the signed-in user"
    if status == LOCKED:
        detail = (
            f"{place} does not let {who} in: the account is locked, or its password must be "
            f"changed first (status {LOCKED})."
        )
    elif ticket_for:
        detail = (
            f"{place} did not accept the Kerberos ticket of {who} for {ticket_for}: does that name "
            "(SPN) belong to the account that the server runs as?"
        )
    else:
        detail = f"{place} refused the user name or the password of {who}."
        if username:
            detail = f"{detail} {name_hint(username)}"
    return Failure(kind=FailureKind.SIGN_IN_REFUSED, detail=detail)


def refused_before(place: str) -> Failure:
    """Say that nothing is left to sign in with."""
    return Failure(
        kind=FailureKind.SIGN_IN_REFUSED,
        detail=f"{place} asks for a sign-in; the credentials were refused before in this run, "
        "and are not sent again.",
    )


def sign_in_needed(place: str, offered: tuple[str, ...], because: str = "") -> Failure:
    """Say that the server wants a sign-in, by which ways, and why none is made."""
    ways = ", ".join(offered) or "no way that it names"
    return Failure(
        kind=FailureKind.SIGN_IN_NEEDED,
        detail=f"{place} asks for a sign-in by {ways}{': ' if because else ''}{because}.",
    )


def no_challenge(place: str) -> Failure:
    """Say that a server does not go on with a way that it offers."""
    return Failure(
        kind=FailureKind.SIGN_IN_REFUSED,
        detail=f"{place} gives no challenge when NTLM asks for one.",
    )


def not_carried_on(place: str, token: Token | None, origin: str = "") -> Failure:
    """Say that the server's challenge makes no sense."""
    why = f" {token.detail}" if isinstance(token, Failure) else ""
    return Failure(
        kind=FailureKind.PROTOCOL,
        detail=f"{place} answers the sign-in with something that cannot be gone on with.{why}",
        origin=origin,
    )


def declined(place: str, failure: Failure) -> Failure:
    """Say why the server did not take a ticket, in Kerberos' words."""
    return replace(
        failure,
        kind=FailureKind.SIGN_IN_REFUSED,
        detail=f"{place} did not accept the Kerberos ticket. {failure.detail}",
    )


def lost_in_sign_in(place: str) -> Failure:
    """Say that the connection went away between two legs."""
    return Failure(
        kind=FailureKind.RESET,
        detail=f"{place} closes the connection in the middle of the sign-in, which belongs to one "
        "connection: does something between this PC and the server open TLS?",
    )


def endless(place: str) -> Failure:
    """Say that a sign-in was given up that came to no end."""
    return Failure(kind=FailureKind.PROTOCOL, detail=f"The sign-in at {place} comes to no end.")


def not_proven(place: str, origin: str) -> Failure:
    """Say that a server's own proof is none."""
    return Failure(
        kind=FailureKind.PROTOCOL,
        detail=f"{place} let this client in, and did not prove itself by Kerberos or NTLM.",
        origin=origin,
    )
