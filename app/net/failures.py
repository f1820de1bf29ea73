"""Exceptions of libraries become Failures here, and in directory_failures, only."""

import errno
import socket
from typing import Final

import dns.exception
import dns.message
import dns.name
import dns.resolver
import httpcore
from OpenSSL import SSL

from app.domain.failures import Failure, FailureKind


class AttemptFailedError(Exception):
    """Carries a Failure out of a library that knows exceptions only; never leaves app.net."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.kind, failure.detail)
        self.failure = failure


_UNREACHABLE: Final = {
    errno.ENETUNREACH,
    errno.EHOSTUNREACH,
    errno.ENETDOWN,
    errno.EHOSTDOWN,
    errno.EADDRNOTAVAIL,
    errno.EAFNOSUPPORT,
    errno.EACCES,
    errno.EPERM,
    10013,  # WSAEACCES: Windows' own numbers, where asyncio does not translate them.
    10047,  # WSAEAFNOSUPPORT
    10049,  # WSAEADDRNOTAVAIL
    10050,  # WSAENETDOWN
    10051,  # WSAENETUNREACH
    10065,  # WSAEHOSTUNREACH
}
_REFUSED: Final = {errno.ECONNREFUSED, 10061, 1225}  # WSAECONNREFUSED, ERROR_CONNECTION_REFUSED
_TIMED_OUT: Final = {errno.ETIMEDOUT, 10060, 121}  # WSAETIMEDOUT, ERROR_SEM_TIMEOUT
_RESET: Final = {
    errno.ECONNRESET,
    errno.ECONNABORTED,
    errno.EPIPE,
    10053,  # WSAECONNABORTED
    10054,  # WSAECONNRESET
    64,  # ERROR_NETNAME_DELETED: how Windows' proactor tells of a reset
}


def of_os_error(error: BaseException, place: str) -> Failure:
    """Say why there is no connection to a place, or no longer one."""
    system = _system_error(error)
    number = _number(system)
    origin = str(system) if system is not None else type(error).__name__
    if number in _REFUSED:
        kind, detail = FailureKind.REFUSED, f"{place} refuses connections: nothing listens there."
    elif number in _TIMED_OUT:
        kind, detail = FailureKind.TIMED_OUT, f"{place} does not answer."
    elif number in _RESET:
        kind, detail = FailureKind.RESET, f"{place} broke the connection off."
    elif number in _UNREACHABLE:
        kind, detail = FailureKind.UNREACHABLE, f"There is no way to {place} from this PC."
    elif system is None:
        kind, detail = FailureKind.RESET, f"The connection to {place} is gone."
    else:
        kind, detail = FailureKind.UNREACHABLE, f"{place} cannot be reached."
    return Failure(kind=kind, detail=detail, origin=origin)


def _system_error(error: BaseException | None) -> OSError | None:
    # anyio wraps what the system says into errors of its own, which have no number.
    found = None
    while error is not None:
        if isinstance(error, OSError) and _number(error) is not None:
            found = error
        error = error.__cause__
    return found


def _number(error: OSError | None) -> int | None:
    if error is None:
        return None
    return getattr(error, "winerror", None) or error.errno


# --- names --------------------------------------------------------------------------------------

_NO_SUCH_NAME: Final = {
    socket.EAI_NONAME,
    getattr(socket, "EAI_NODATA", socket.EAI_NONAME),
    getattr(socket, "EAI_ADDRFAMILY", socket.EAI_NONAME),
    11004,  # WSANO_DATA
}


def of_system_resolver(error: OSError | UnicodeError, host: str) -> Failure:
    """Say why the operating system gives no address."""
    if isinstance(error, UnicodeError):
        return no_such_name(host, "it is no possible name", str(error))
    if error.errno in _NO_SUCH_NAME:
        return no_such_name(host, "the operating system knows no address of it", str(error))
    return Failure(
        kind=FailureKind.NO_ANSWER_FROM_DNS,
        detail=f"The operating system could not find out the address of {host}.",
        origin=str(error),
    )


def no_such_name(name: str, because: str, origin: str = "") -> Failure:
    """Say that a name is not there."""
    return Failure(
        kind=FailureKind.NAME_NOT_FOUND, detail=f"{name} was not found: {because}.", origin=origin
    )


def dns_silent(name: str, limit_s: float) -> Failure:
    """Say that nobody answered in time."""
    return Failure(
        kind=FailureKind.NO_ANSWER_FROM_DNS,
        detail=f"No DNS server answered about {name} within {limit_s:g} s.",
    )


def dns_settings(error: Exception) -> Failure:
    """Say that nobody can be asked, since it cannot be found out whom."""
    return Failure(
        kind=FailureKind.NO_ANSWER_FROM_DNS,
        detail="This PC's DNS settings cannot be read.",
        origin=f"{type(error).__name__}: {error}"[:500],
    )


# Written out for the catalogue of translations.
_LACKS: Final = {
    "address": "DNS knows the name, but no address for it",
    "SRV record": "DNS knows the name, but no SRV record for it",
}


def of_dns_error(
    error: dns.exception.DNSException, name: str, what: str, limit_s: float
) -> Failure:
    """Say what DNS said, or did not say; `what` names the records that were asked for."""
    origin = str(error)[:500]
    match error:
        case dns.resolver.NXDOMAIN():
            return no_such_name(name, "DNS says that there is no such name", origin)
        case dns.resolver.NoAnswer():
            return no_such_name(name, _LACKS[what], origin)
        case dns.exception.SyntaxError() | dns.name.LabelTooLong() | dns.name.NameTooLong():
            return no_such_name(name, "it is no possible name", origin)
        case dns.name.EmptyLabel() | dns.name.IDNAException():
            return no_such_name(name, "it is no possible name", origin)
        case dns.resolver.NoResolverConfiguration():
            detail = "This PC has no DNS server set up that could be asked."
        case dns.resolver.NoNameservers() if _is_circle(error):
            # It did answer: what the operating system, too, takes for a name without an address.
            return no_such_name(name, "its aliases lead in a circle", origin)
        case dns.resolver.NoNameservers():
            codes = _response_codes(error)
            detail = f"The DNS server could not answer about {name}: {codes}."
        case dns.exception.Timeout():
            return dns_silent(name, limit_s)
        case _:
            detail = f"The DNS server's answer about {name} is of no use."
    return Failure(kind=FailureKind.NO_ANSWER_FROM_DNS, detail=detail, origin=origin)


def _is_circle(error: dns.resolver.NoNameservers) -> bool:
    return any(isinstance(one, dns.message.ChainTooLong) for one in _said(error))


def _response_codes(error: dns.resolver.NoNameservers) -> str:
    codes = [_code(one) for one in _said(error)]
    return ", ".join(dict.fromkeys(codes)) or "it cannot be reached"


def _code(said: object) -> str:
    if isinstance(said, str):
        return said
    if isinstance(said, dns.message.Truncated):
        # What it was asked next, over TCP, stands behind this.
        return "its answer was truncated"
    return "it cannot be reached" if isinstance(said, OSError) else "its answer cannot be read"


def _said(error: dns.resolver.NoNameservers) -> list[object]:
    # Each of dnspython's tuples: server, over TCP, port, exception or response code, response.
    return [one[3] for one in error.kwargs.get("errors", ())]


# --- TLS ----------------------------------------------------------------------------------------

_TLS_SENTENCES: Final = (
    # OpenSSL's reasons change between versions in small ways: parts of them are looked for.
    # servers.md and tls.md, section 6: seen with real servers.
    ("wrong version number", "{place} does not speak TLS; perhaps it is plain HTTP."),
    ("packet length too long", "{place} does not speak TLS; perhaps it is plain HTTP."),
    ("http request", "{place} does not speak TLS; perhaps it is plain HTTP."),
    ("unsupported protocol", "{place} speaks only versions of TLS that are no longer safe."),
    ("protocol version", "{place} does not accept any TLS version that this program speaks."),
    ("unrecognized name", "{place} has no web site for this host name."),
    ("insufficient security", "{place} finds this program's TLS too weak."),
    # KB 948963 brings AES to Windows Server 2003; RC4 and 3DES are in no OpenSSL of today. tls.md 6
    (
        "handshake failure",
        (
            "{place} and this program have no way of encrypting in common. It speaks perhaps only"
            " RC4 or 3DES, as Windows Server 2003 does without KB 948963; this program never does."
        ),
    ),
    ("certificate required", "{place} wants a certificate of the client."),
    ("excessive message size", "{place} sent a TLS message that is too large to be a real one."),
    (
        "bad record",
        "What {place} sent is no longer sound TLS: it was damaged or forged on the way.",
    ),
    ("renegotiation", "{place} wants to begin TLS anew in mid-connection, which is not allowed."),
    ("eof", "{place} closed the connection in the middle of the TLS handshake."),
)


def of_tls_error(error: SSL.Error, place: str) -> Failure:
    """Say what went wrong with TLS."""
    reasons = _tls_reasons(error)
    folded = reasons.lower()
    detail = next(
        (sentence for part, sentence in _TLS_SENTENCES if part in folded),
        "The TLS connection with {place} failed.",
    )
    return Failure(kind=FailureKind.TLS, detail=detail.format(place=place), origin=reasons)


def _tls_reasons(error: SSL.Error) -> str:
    if isinstance(error, SSL.SysCallError):
        return str(error.args[-1])
    # OpenSSL's queue: (library, function, reason) each.
    queue = error.args[0] if error.args and isinstance(error.args[0], list) else []
    return "; ".join(str(entry[-1]) for entry in queue) or type(error).__name__


def handshake_broken(error: BaseException, place: str) -> Failure:
    """Say that the connection went away under the handshake."""
    said = of_os_error(error, place)
    return Failure(
        kind=FailureKind.TLS,
        detail=f"{place} broke the connection off in the middle of the TLS handshake.",
        origin=said.origin,
    )


def timed_out(detail: str) -> Failure:
    """Say that a limit ran out."""
    return Failure(kind=FailureKind.TIMED_OUT, detail=detail)


# --- HTTP ---------------------------------------------------------------------------------------


def of_http_error(error: Exception, place: str, *, heard: bool) -> Failure:
    """Say what was wrong with the conversation; `heard`: whether any byte of an answer came."""
    origin = str(error)[:500]
    # httpcore hands h11's error on as its argument; its cause is lost on the way (from None).
    parser = next((one for one in error.args if isinstance(one, Exception)), None)
    # h11 hints at 431 where the head of a message does not fit into its buffer.
    if getattr(parser, "error_status_hint", 400) == 431:
        return Failure(
            kind=FailureKind.TOO_LARGE,
            detail=f"The header lines of {place}'s answer are too long.",
            origin=origin,
        )
    ended = isinstance(error, httpcore.RemoteProtocolError) and parser is None
    if ended and not heard:
        detail = f"{place} closed the connection without an answer."
    elif ended or "peer closed" in origin:
        detail = f"{place} closed the connection in the middle of its answer."
    elif isinstance(error, httpcore.LocalProtocolError):
        detail = f"This request cannot be written as HTTP for {place}."
    else:
        detail = f"What {place} sent is not HTTP."
    return Failure(kind=FailureKind.PROTOCOL, detail=detail, origin=origin)


def too_large(place: str, limit: int) -> Failure:
    """Say that an answer was given up because of its size."""
    return Failure(
        kind=FailureKind.TOO_LARGE,
        detail=f"The answer of {place} is longer than {limit:,} bytes; the rest was not read.",
    )
