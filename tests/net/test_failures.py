import errno
import socket
from typing import Any

import anyio
import dns.exception
import dns.message
import dns.resolver
import h11
import httpcore
import pytest
from OpenSSL import SSL

from app.domain.failures import Failure, FailureKind
from app.net.failures import (
    AttemptFailedError,
    of_dns_error,
    of_http_error,
    of_os_error,
    of_system_resolver,
    of_tls_error,
)

PLACE = "mail.contoso.example:443"
ASKED = dns.message.make_query("a.example", "A")
EXCEPTIONS: Any = dns.exception
RESOLVER: Any = dns.resolver


class WindowsSaysError(OSError):
    """An error as Windows gives it, whose numbers are its own."""

    def __init__(self, number: int) -> None:
        super().__init__(errno.EINVAL, "something")
        self.winerror = number


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError(errno.ECONNREFUSED, "refused"), FailureKind.REFUSED),
        (WindowsSaysError(10061), FailureKind.REFUSED),
        (WindowsSaysError(1225), FailureKind.REFUSED),
        (OSError(errno.ETIMEDOUT, "timed out"), FailureKind.TIMED_OUT),
        (WindowsSaysError(10060), FailureKind.TIMED_OUT),
        (OSError(errno.ECONNRESET, "reset"), FailureKind.RESET),
        (OSError(errno.EPIPE, "broken pipe"), FailureKind.RESET),
        (WindowsSaysError(64), FailureKind.RESET),
        (OSError(errno.ENETUNREACH, "no network"), FailureKind.UNREACHABLE),
        (OSError(errno.EHOSTUNREACH, "no host"), FailureKind.UNREACHABLE),
        (WindowsSaysError(10065), FailureKind.UNREACHABLE),
        (OSError(errno.EMFILE, "too many files"), FailureKind.UNREACHABLE),
        (anyio.ClosedResourceError(), FailureKind.RESET),
        (anyio.BrokenResourceError(), FailureKind.RESET),
    ],
)
def test_errors_of_the_system_are_told_apart(error: Exception, kind: FailureKind) -> None:
    failure = of_os_error(error, PLACE)

    assert failure.kind is kind
    assert PLACE in failure.detail
    assert failure.origin


def test_the_number_is_looked_for_behind_what_anyio_says() -> None:
    error = OSError("All connection attempts failed")
    error.__cause__ = OSError(errno.ECONNREFUSED, "Connect call failed")

    failure = of_os_error(error, PLACE)

    assert failure.kind is FailureKind.REFUSED
    assert "Connect call failed" in failure.origin


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (socket.EAI_NONAME, FailureKind.NAME_NOT_FOUND),
        (11004, FailureKind.NAME_NOT_FOUND),
        (socket.EAI_AGAIN, FailureKind.NO_ANSWER_FROM_DNS),
    ],
)
def test_words_of_the_system_resolver(number: int, kind: FailureKind) -> None:
    assert of_system_resolver(socket.gaierror(number, "x"), "a.example").kind is kind


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (RESOLVER.NoResolverConfiguration(), "no DNS server set up"),
        (RESOLVER.NoNameservers(request=ASKED, errors=[]), "cannot be reached"),
        (
            RESOLVER.NoNameservers(
                request=ASKED, errors=[("192.0.2.1", False, 53, OSError("x"), None)]
            ),
            "cannot be reached",
        ),
        (
            RESOLVER.NoNameservers(
                request=ASKED, errors=[("192.0.2.1", False, 53, EXCEPTIONS.FormError(), None)]
            ),
            "cannot be read",
        ),
        (EXCEPTIONS.Timeout(timeout=2), "within 3 s"),
        (EXCEPTIONS.FormError(), "of no use"),
    ],
)
def test_dns_without_an_answer(error: dns.exception.DNSException, part: str) -> None:
    failure = of_dns_error(error, "a.example", "address", 3.0)

    assert failure.kind is FailureKind.NO_ANSWER_FROM_DNS
    assert part in failure.detail


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (SSL.Error([("SSL routines", "", "unsupported protocol")]), "no longer safe"),
        (SSL.Error([("SSL routines", "", "packet length too long")]), "plain HTTP"),
        (SSL.Error([("a", "b", "no renegotiation")]), "anew"),
        (SSL.Error(), "failed"),
        (SSL.SysCallError(-1, "Unexpected EOF"), "in the middle"),
    ],
)
def test_words_of_tls(error: SSL.Error, part: str) -> None:
    failure = of_tls_error(error, PLACE)

    assert failure.kind is FailureKind.TLS
    assert part in failure.detail
    assert failure.origin


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (httpcore.LocalProtocolError(h11.LocalProtocolError("no")), "cannot be written"),
        (httpcore.RemoteProtocolError(h11.RemoteProtocolError("bad line")), "not HTTP"),
    ],
)
def test_words_of_http(error: Exception, part: str) -> None:
    failure = of_http_error(error, PLACE, heard=True)

    assert failure.kind is FailureKind.PROTOCOL
    assert part in failure.detail


def test_the_carrier_shows_the_failure() -> None:
    failure = Failure(kind=FailureKind.TLS, detail="It broke.")

    assert "It broke." in str(AttemptFailedError(failure))
