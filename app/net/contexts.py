"""Security contexts out of pyspnego: made and stepped in threads that can be left behind."""

import importlib
import logging
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import anyio
import anyio.to_thread
import spnego
from spnego import ContextReq, NegotiateOptions
from spnego._context import GSSMech
from spnego.channel_bindings import GssChannelBindings
from spnego.exceptions import SpnegoError

from app.domain.authentication import Mechanism
from app.domain.failures import FailureKind
from app.domain.secret import Credentials
from app.net.context_failures import (
    context_silent,
    kerberos_missing,
    no_realm,
    of_context_error,
)
from app.net.failures import AttemptFailedError

T = TypeVar("T")

LDAP = "ldap"
HTTP = "HTTP"
"""The classes of service principal names. [MS-ADTS] 3.1.1.5.1.3.1, RFC 4559 4.1"""
_SEALED = (
    ContextReq.mutual_auth
    | ContextReq.replay_detect
    | ContextReq.sequence_detect
    | ContextReq.integrity
    | ContextReq.confidentiality
)
# [MS-ADTS] 5.1.1.1.2: inside TLS a domain controller refuses a second layer of protection.
_IN_TLS = ContextReq.mutual_auth | ContextReq.no_integrity

# At its level DEBUG pyspnego logs every token.
logging.getLogger("spnego").setLevel(logging.WARNING)


class Context(Protocol):
    """What is used of a security context."""

    @property
    def complete(self) -> bool: ...
    @property
    def lacks_seal(self) -> bool: ...
    @property
    def negotiated_protocol(self) -> str | None: ...
    def step(self, in_token: bytes | None = None) -> bytes | None: ...
    def wrap(self, data: bytes) -> spnego.WrapResult: ...
    def unwrap(self, data: bytes) -> spnego.UnwrapResult: ...


class Negotiated:
    """SPNEGO with Kerberos or NTLM inside, both of which have to be content."""

    def __init__(self, outer: spnego.ContextProxy, inner: spnego.ContextProxy) -> None:
        """On Windows the two are one."""
        self._outer = outer
        self._inner = inner

    @property
    def complete(self) -> bool:
        """Whether the sign-in is proven; the other side's word for it is not enough."""
        return bool(self._outer.complete and self._inner.complete)

    @property
    def lacks_seal(self) -> bool:
        """Whether it has become clear that nothing will be signed and encrypted.

        For NTLM that is so before the proof of the password goes out.
        """
        needed = ContextReq.integrity | ContextReq.confidentiality
        return bool(self._inner.complete and self._inner.context_attr & needed != needed)

    @property
    def negotiated_protocol(self) -> str | None:
        return self._inner.negotiated_protocol

    def step(self, in_token: bytes | None = None) -> bytes | None:
        return self._outer.step(in_token)

    def wrap(self, data: bytes) -> spnego.WrapResult:
        return self._outer.wrap(data)

    def unwrap(self, data: bytes) -> spnego.UnwrapResult:
        return self._outer.unwrap(data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """For whom and for what a context is made."""

    mechanism: Mechanism
    host: str
    credentials: Credentials | None
    """None: the signed-in user's own, from the ticket cache or from Windows."""
    binding: GssChannelBindings | None
    """None: without TLS, so that the context itself has to seal."""
    service: str = LDAP
    bare: bool = False
    """Whether NTLM goes without SPNEGO around it, as HTTP's own scheme NTLM wants it."""

    @property
    def principal(self) -> str:
        """Give the name of the service that a ticket has to be for."""
        return f"{self.service}/{self.host}"

    @property
    def requirements(self) -> ContextReq:
        """What the context has to be good for."""
        # HTTP seals nothing by it; NTLM has a session key to agree on only where something is to
        # be signed, and acceptors want one.
        return _SEALED if self.binding is None or self.service == HTTP else _IN_TLS

    @property
    def kind(self) -> FailureKind:
        """The kind of failure where this way ends on this side."""
        return FailureKind.DIRECTORY if self.service == LDAP else FailureKind.SIGN_IN_NEEDED

    @property
    def who(self) -> str:
        """Name the account in a sentence."""
        return self.credentials.username if self.credentials else "the signed-in user"


async def begin(wanted: Wanted, limit_s: float) -> tuple[Context, bytes]:
    """Make a context with its first token; it may have to ask a KDC for tickets."""

    def first() -> tuple[Context, bytes]:
        context = make_context(wanted)
        return context, context.step() or b""

    return await _aside(first, wanted, limit_s)


async def go_on(context: Context, token: bytes, wanted: Wanted, limit_s: float) -> bytes | None:
    """Take the other side's token, and give the next one; None where there is none."""
    return await _aside(lambda: context.step(token), wanted, limit_s)


def make_context(wanted: Wanted) -> Context:
    """Make a context, with SPNEGO around Kerberos or NTLM; called in a thread."""
    common: dict[str, Any] = {
        "hostname": wanted.host,
        "service": wanted.service,
        "channel_bindings": wanted.binding,
        "context_req": wanted.requirements,
    }
    who = _identity(wanted)
    match wanted.mechanism:
        case Mechanism.KERBEROS:
            inner = spnego.client(who, protocol="kerberos", **common)
            mechanism = GSSMech.kerberos
        case Mechanism.NTLM if wanted.credentials is None:
            # Only Windows keeps what NTLM needs.
            alone = spnego.client(who, protocol="ntlm", **common)
            return Negotiated(alone, alone)
        case Mechanism.NTLM:
            # Its own form: Windows' cannot be put into SPNEGO from outside.
            options = NegotiateOptions.use_ntlm
            inner = spnego.client(who, protocol="ntlm", options=options, **common)
            if wanted.bare:
                return Negotiated(inner, inner)
            mechanism = GSSMech.ntlm
        case _:
            # Windows: Negotiate as it is.
            whole = spnego.client(who, protocol="negotiate", **common)
            return Negotiated(whole, whole)
    # Left to itself, pyspnego goes from Kerberos to NTLM without a word about the reason.
    outer = spnego.client(
        who,
        protocol="negotiate",
        options=NegotiateOptions.use_negotiate,
        _negotiate_contexts={mechanism: inner},
        **common,
    )
    return Negotiated(outer, inner)


def _identity(wanted: Wanted) -> spnego.Credential:
    if wanted.credentials is None:
        return spnego.CredentialCache()
    username = wanted.credentials.username
    if wanted.mechanism is Mechanism.KERBEROS:
        username = _principal(username, wanted.kind)
    return spnego.Password(username, wanted.credentials.password.reveal())


def _principal(username: str, kind: FailureKind) -> str:
    """Give a user name as a Kerberos principal; a realm of Active Directory is in capitals."""
    if "\\" in username:
        raise AttemptFailedError(no_realm(username, kind))
    name, at, realm = username.rpartition("@")
    return f"{name}@{realm.upper()}" if at else username


async def _aside(step: Callable[[], T], wanted: Wanted, limit_s: float) -> T:
    """Take a step in a thread, which is abandoned when time is up or the run cancelled."""

    def guarded() -> T:
        try:
            return step()
        except ImportError as error:
            raise AttemptFailedError(kerberos_missing(wanted.kind)) from error
        except expected_errors() as error:
            failure = of_context_error(error, wanted.principal, wanted.who, wanted.kind)
            raise AttemptFailedError(failure) from error

    try:
        with anyio.fail_after(limit_s):
            return await anyio.to_thread.run_sync(guarded, abandon_on_cancel=True)
    except TimeoutError as error:
        raise AttemptFailedError(context_silent(limit_s)) from error


def expected_errors() -> tuple[type[Exception], ...]:
    """Give what a context raises: about the world, and over damaged tokens."""
    return (
        SpnegoError,
        # NTLM_USER_FILE and the like, and Windows' own errors.
        OSError,
        # A token that breaks off, or holds what pyspnego does not know. Fuzzed.
        ValueError,
        LookupError,
        struct.error,
        TypeError,
        AttributeError,
        ArithmeticError,
        NotImplementedError,
        *_of_libraries(),
    )


def _of_libraries() -> list[type[Exception]]:
    # Both lack wheels for Linux, and need not be there; what pyspnego lets through is theirs.
    found: list[type[Exception]] = []
    for module, name in (("krb5", "Krb5Error"), ("gssapi.raw", "GSSError")):
        try:
            found.append(getattr(importlib.import_module(module), name))
        except ImportError:
            continue
    return found
