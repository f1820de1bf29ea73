"""Accepts Kerberos and NTLM by MIT's GSSAPI and gss-ntlmssp: none of it is what our client uses.

python-gssapi tells some errors only when the context is looked at, and asking gss-ntlmssp for the
target's name crashes: only the flags are asked for.
"""

from enum import StrEnum
from typing import Any, Final

from spnego.exceptions import InvalidTokenError

_CHANNEL_BOUND: Final = 0x800
"""GSS_C_CHANNEL_BOUND_FLAG of MIT Kerberos 1.19: the initiator sent the acceptor's binding."""


class Protection(StrEnum):
    """IIS' Extended Protection: what becomes of a sign-in that is not tied to its connection."""

    NONE = "none"
    ALLOW = "allow"
    REQUIRE = "require"


class Accepting:
    """One sign-in, as the servers of the tests want it (spnego.ContextProxy)."""

    def __init__(self, binding: bytes, protection: Protection) -> None:
        """`binding`: what a client is tied to that talks to this very connection."""
        # Built from source on Linux, so not everybody has it.
        import gssapi

        self._raw: Any = gssapi.raw
        self._protection = protection
        bound = self._raw.ChannelBindings(application_data=binding)
        self._context = gssapi.SecurityContext(
            usage="accept", channel_bindings=None if protection is Protection.NONE else bound
        )
        self.complete = False

    def step(self, token: bytes) -> bytes | None:
        try:
            answer = self._context.step(token)
            complete = bool(self._context.complete)
        except Exception as error:
            raise InvalidTokenError(context_msg=str(error)) from error
        if complete and self._protection is Protection.REQUIRE and not self._is_bound():
            raise InvalidTokenError(context_msg="not tied to this connection")
        self.complete = complete
        return bytes(answer) if answer else None

    def _is_bound(self) -> bool:
        told = self._raw.inquire_context(
            self._context,
            initiator_name=False,
            target_name=False,
            lifetime=False,
            mech=False,
            flags=True,
            locally_init=False,
            complete=False,
        )
        return bool(int(told.flags) & _CHANNEL_BOUND)
