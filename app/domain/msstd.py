"""Compares the principal name of Outlook Anywhere (msstd:) with a certificate. protocol.md 5.5"""

from enum import StrEnum

from msgspec import Struct

_PREFIX = "msstd:"
_NONE = "none"


class PrincipalMatch(StrEnum):
    """Which versions of Windows find the principal in the certificate."""

    NOT_ASKED = "not-asked"
    """CertPrincipalName is "none": the certificate is not compared."""
    COMMON_NAME = "common-name"
    """All of them."""
    OTHER_NAME_ONLY = "other-name-only"
    """Only Windows Vista SP1 and later look at the subjectAltName; XP and Vista RTM fail."""
    NO_NAME = "no-name"
    """None of them."""


class Principal(Struct, frozen=True, kw_only=True):
    """What Outlook Anywhere wants to see in the certificate, and whether it is there."""

    wanted: str
    """With its prefix, as in CertPrincipalName; empty where nothing is asked."""
    match: PrincipalMatch


class PrincipalNames(Struct, frozen=True, kw_only=True):
    """The names in a certificate that a principal is looked for among."""

    common: tuple[str, ...] = ()
    dns: tuple[str, ...] = ()


def match_principal(names: PrincipalNames, *, server: str, principal: str = "") -> Principal:
    """Compare as text: `msstd:*.contoso.com` is found in a wildcard certificate, and only there.

    `server` is the proxy's host, whose name is wanted where Outlook was given no principal.
    """
    wanted = principal.strip() or f"{_PREFIX}{server}"
    if wanted.lower() == _NONE:
        return Principal(wanted="", match=PrincipalMatch.NOT_ASKED)
    if not wanted.lower().startswith(_PREFIX):
        wanted = f"{_PREFIX}{wanted}"
    name = wanted[len(_PREFIX) :].strip().lower()
    return Principal(wanted=wanted, match=_match(names, name))


def _match(names: PrincipalNames, name: str) -> PrincipalMatch:
    if not name:
        return PrincipalMatch.NO_NAME
    if name in (each.lower() for each in names.common):
        return PrincipalMatch.COMMON_NAME
    if name in (each.lower() for each in names.dns):
        return PrincipalMatch.OTHER_NAME_ONLY
    return PrincipalMatch.NO_NAME
