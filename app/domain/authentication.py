"""Which way of signing in is taken where several are offered."""

from enum import StrEnum

from msgspec import Struct

from app.domain.acceptance import Ground


class Scheme(StrEnum):
    """The ways of signing in over HTTP that this client knows, strongest first."""

    NEGOTIATE = "negotiate"
    NTLM = "ntlm"
    BASIC = "basic"


class Authentication(Struct, frozen=True, kw_only=True):
    """What the user allows."""

    schemes: tuple[Scheme, ...] = tuple(Scheme)
    named: bool = False
    """Whether the user named the schemes; Basic on a merely tolerated certificate wants that."""


def offered_schemes(challenges: tuple[str, ...]) -> tuple[str, ...]:
    """Name the schemes of WWW-Authenticate header values, as sent, each once."""
    # RFC 9110 11.6.1 allows several challenges in one value; IIS and Apache send one a header.
    names = [
        challenge.split(None, 1)[0].rstrip(",") for challenge in challenges if challenge.strip()
    ]
    return tuple(dict.fromkeys(names))


def choose_scheme(
    offered: tuple[str, ...],
    supported: tuple[Scheme, ...],
    authentication: Authentication,
    ground: Ground,
) -> Scheme | None:
    """Choose the strongest scheme that all sides allow; None where there is none.

    [OXDSCLI], protocol.md 8.2 rule 4; on a tolerated certificate the password itself
    (Basic) goes out only where the user named it.
    """
    on_offer = {name.lower() for name in offered}
    for scheme in Scheme:
        if (
            scheme.value not in on_offer
            or scheme not in supported
            or scheme not in authentication.schemes
        ):
            continue
        if scheme is Scheme.BASIC and ground is Ground.TOLERATED and not authentication.named:
            continue
        return scheme
    return None
