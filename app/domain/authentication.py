"""Which ways of signing in are taken where several are offered."""

import re
from enum import StrEnum

from msgspec import Struct

from app.domain.acceptance import Ground


class Scheme(StrEnum):
    """The ways of signing in over HTTP that this client knows, strongest first."""

    NEGOTIATE = "negotiate"
    NTLM = "ntlm"
    BASIC = "basic"


class Mechanism(StrEnum):
    """What proves who the user is, to a directory or to a web server."""

    NEGOTIATE = "negotiate"
    """Windows chooses between Kerberos and NTLM, or neither of them was come to."""
    KERBEROS = "kerberos"
    NTLM = "ntlm"
    SIMPLE = "simple"
    """The password itself, inside TLS."""


class Authentication(Struct, frozen=True, kw_only=True):
    """What the user allows."""

    schemes: tuple[Scheme, ...] = tuple(Scheme)
    named: bool = False
    """Whether the user named the schemes; Basic on a merely tolerated certificate wants that."""


class HttpWay(Struct, frozen=True, kw_only=True):
    """One way of signing in over HTTP."""

    scheme: Scheme
    mechanism: Mechanism
    current_user: bool = False
    """Whether with the signed-in user's own credentials."""


# RFC 9110 5.6.2, 11.2, 11.6.1: challenges and their parameters are both set apart by commas.
_PIECE = re.compile(r'\s*((?:[^",]|"(?:[^"\\]|\\.)*"|")*)(?:,|$)')
_BEGINNING = re.compile(
    r"(?P<scheme>[!#$%&'*+\-.^_`|~0-9A-Za-z]+)(?![ \t]*=)"
    r"(?:[ \t]+(?P<token>[A-Za-z0-9\-._~+/]+=*)?(?P<rest>.*))?",
    re.DOTALL,
)


LONGEST_QUOTED = 4096
"""Characters of a value with quotes that are read: those of a hostile one may not fit each other,
and then each of them is looked for up to the end."""


class Challenge(Struct, frozen=True, kw_only=True):
    """One way of signing in that a server offers, or goes on with."""

    scheme: str
    """As sent."""
    token: str = ""
    """In Base64; empty for a mere offer, and where it has parameters instead."""


def challenges(values: tuple[str, ...]) -> tuple[Challenge, ...]:
    """Read the values of WWW-Authenticate."""
    found: list[Challenge] = []
    for value in values:
        pieces = _PIECE.findall(value[:LONGEST_QUOTED]) if '"' in value else value.split(",")
        for piece in pieces:
            begun = _BEGINNING.fullmatch(piece.strip())
            # `realm="x"` behind a comma belongs to the challenge before it.
            if begun:
                whole = not (begun["rest"] or "").strip()
                token = (begun["token"] or "") if whole else ""
                found.append(Challenge(scheme=begun["scheme"], token=token))
    return tuple(found)


def offered_schemes(values: tuple[str, ...]) -> tuple[str, ...]:
    """Name the schemes of WWW-Authenticate header values, as sent, each once."""
    return tuple(dict.fromkeys(one.scheme for one in challenges(values)))


def http_ways(
    offered: tuple[str, ...],
    authentication: Authentication,
    *,
    given: bool,
    current_user: bool,
    windows: bool,
) -> tuple[HttpWay, ...]:
    """Give the ways that all sides allow, in the order in which they are tried.

    Outlook takes the desktop's credentials first, and those that were typed when they fail
    [OLKDISC], protocol.md 3.4; for each the strongest scheme comes first, protocol.md 8.2 rule 4.
    On Windows, Negotiate chooses between Kerberos and NTLM by itself.
    """
    on_offer = {name.lower() for name in offered}
    schemes = [one for one in Scheme if one in on_offer and one in authentication.schemes]
    ways: list[HttpWay] = []
    if current_user:
        for scheme in schemes:
            ways += _ways_of_the_current_user(scheme, windows=windows)
    if given:
        for scheme in schemes:
            ways += _ways_with_a_password(scheme, windows=windows)
    return tuple(ways)


def _ways_of_the_current_user(scheme: Scheme, *, windows: bool) -> list[HttpWay]:
    if scheme is Scheme.NEGOTIATE:
        mechanism = Mechanism.NEGOTIATE if windows else Mechanism.KERBEROS
        return [HttpWay(scheme=scheme, mechanism=mechanism, current_user=True)]
    if scheme is Scheme.NTLM and windows:
        # Elsewhere nobody keeps what NTLM needs.
        return [HttpWay(scheme=scheme, mechanism=Mechanism.NTLM, current_user=True)]
    return []


def _ways_with_a_password(scheme: Scheme, *, windows: bool) -> list[HttpWay]:
    match scheme:
        case Scheme.NEGOTIATE if windows:
            mechanisms = [Mechanism.NEGOTIATE]
        case Scheme.NEGOTIATE:
            # [MS-SPNG] 1.3: Negotiate is Kerberos, else NTLM.
            mechanisms = [Mechanism.KERBEROS, Mechanism.NTLM]
        case Scheme.NTLM:
            mechanisms = [Mechanism.NTLM]
        case _:
            mechanisms = [Mechanism.SIMPLE]
    return [HttpWay(scheme=scheme, mechanism=one) for one in mechanisms]


def may_send_password(authentication: Authentication, ground: Ground) -> bool:
    """Tell whether the password itself may go out: on a tolerated certificate only where named."""
    allowed = Scheme.BASIC in authentication.schemes
    return allowed and (ground is not Ground.TOLERATED or authentication.named)


def may_ask_kdc(username: str, domain: str) -> bool:
    """Tell whether the password of a typed name may be proven to a domain controller (KDC).

    That proof goes out without TLS, and can be guessed at by whoever gets it. So it is only for
    the domain that the PC itself knows, and not for one that unsigned DNS names for a mail domain.
    """
    realm = username.rpartition("@")[2].lower().rstrip(".") if "@" in username else ""
    known = domain.lower().rstrip(".")
    if not known or not realm:
        # Without a realm it is the PC's own.
        return bool(known)
    return realm == known or realm.endswith(f".{known}") or known.endswith(f".{realm}")


def name_hint(username: str) -> str:
    """Advise to try the other form of a user name, in one sentence. protocol.md 3.4 [ANDROID]"""
    if "\\" in username:
        account = username.partition("\\")[2]
        return f"If the password is right, try the name in the other form: {account}@DOMAIN."
    if "@" in username:
        account = username.partition("@")[0]
        return f"If the password is right, try the name in the other form: DOMAIN\\{account}."
    return f"If the password is right, try the name as DOMAIN\\{username} or {username}@DOMAIN."
