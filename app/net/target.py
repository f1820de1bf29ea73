"""Where a URL leads: host, port, and whether TLS comes first."""

import ipaddress
from dataclasses import dataclass

import httpx

from app.domain.failures import Failure, FailureKind

DEFAULT_PORTS = {"http": 80, "https": 443, "ldap": 389, "ldaps": 636}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One end of a connection to make."""

    host: str
    """In A-labels and lower case; an IPv6 address without brackets."""
    port: int
    tls: bool
    """Whether the handshake comes before anything else."""

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def read_target(url: str, *schemes: str) -> Target | Failure:
    """Read a URL, which a server may have sent, as one of the schemes."""
    try:
        parsed = httpx.URL(url)
        host = parsed.raw_host.decode("ascii").lower()
    except (httpx.InvalidURL, UnicodeError) as error:
        return _unusable(url, str(error))
    if parsed.scheme not in schemes:
        return _unusable(url, f"the scheme is none of {', '.join(schemes)}")
    port = DEFAULT_PORTS[parsed.scheme] if parsed.port is None else parsed.port
    if not host or not 0 < port < 65536:
        return _unusable(url, "no host, or no such port")
    return Target(host=host, port=port, tls=parsed.scheme in {"https", "ldaps"})


def is_address(host: str) -> bool:
    """Tell whether the host is an IP address, so that there is no name to resolve or to send."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _unusable(url: str, origin: str) -> Failure:
    return Failure(
        kind=FailureKind.PROTOCOL, detail=f"{url[:200]!r} is no address to ask.", origin=origin
    )
