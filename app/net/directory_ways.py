"""Which ways of signing in to a directory are tried, and in which order."""

from dataclasses import dataclass

from app.domain.authentication import Authentication, Mechanism, Scheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way of signing in."""

    mechanism: Mechanism
    current_user: bool = False
    """Whether with the signed-in user's own credentials."""


def directory_ways(
    authentication: Authentication, *, given: bool, current_user: bool, windows: bool
) -> tuple[Way, ...]:
    """Give the ways that are allowed, strongest first.

    `given`: there are a user name and a password. What the options call basic is a simple bind
    here: the password itself goes out. On Windows, Negotiate chooses by itself.
    """
    negotiate = Scheme.NEGOTIATE in authentication.schemes
    mechanisms: list[Way] = []
    strongest = Mechanism.NEGOTIATE if windows else Mechanism.KERBEROS
    if current_user and negotiate:
        mechanisms.append(Way(mechanism=strongest, current_user=True))
    if given and negotiate:
        mechanisms.append(Way(mechanism=strongest))
    # [MS-SPNG] 1.3: Negotiate is Kerberos, else NTLM.
    ntlm = Scheme.NTLM in authentication.schemes or negotiate
    if given and ntlm and not (windows and negotiate):
        mechanisms.append(Way(mechanism=Mechanism.NTLM))
    if given and Scheme.BASIC in authentication.schemes:
        mechanisms.append(Way(mechanism=Mechanism.SIMPLE))
    return tuple(mechanisms)
