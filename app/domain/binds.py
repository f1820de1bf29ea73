"""The ways of signing in that were tried, and what became of each."""

from enum import StrEnum

from msgspec import Struct

from app.domain.authentication import Mechanism, Scheme
from app.domain.failures import Failure


class BindOutcome(StrEnum):
    """What became of one way of signing in."""

    SIGNED_IN = "signed-in"
    REFUSED = "refused"
    """The credentials themselves: no other way is tried with them."""
    DECLINED = "declined"
    """The other side does not want this way."""
    NOT_POSSIBLE = "not-possible"
    """It ended on this side, or the other side does not offer it."""
    BROKEN_OFF = "broken-off"
    """The connection ended, or was given up, before there was an answer."""


class BindTry(Struct, frozen=True, kw_only=True):
    """One way of signing in to a directory or a web server that was tried."""

    mechanism: Mechanism
    scheme: Scheme | None = None
    """Over HTTP; None for a directory."""
    outcome: BindOutcome
    username: str = ""
    """Empty for the signed-in user's own credentials."""
    legs: int = 0
    """How many requests to sign in went out."""
    failure: Failure | None = None


class Bind(StrEnum):
    """How a directory let this client in."""

    ANONYMOUS = "anonymous"
    SIMPLE = "simple"
    KERBEROS_SEALED = "kerberos-sealed"
    """Every message signed and encrypted by what the sign-in agreed on."""
    NTLM_SEALED = "ntlm-sealed"
    NEGOTIATE_SEALED = "negotiate-sealed"
    """Windows does not say which of the two it was."""
    KERBEROS_IN_TLS = "kerberos-in-tls"
    """Tied to the certificate of the connection (channel binding)."""
    NTLM_IN_TLS = "ntlm-in-tls"
    NEGOTIATE_IN_TLS = "negotiate-in-tls"
