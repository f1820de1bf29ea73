"""What the real network is set up with for one run."""

import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.domain.examination import Examine
from app.domain.proxies import ProxySettings
from app.domain.sign_in import SignIn
from app.domain.verdict import Verdict
from app.net.crowd import Crowd
from app.net.target import is_address

_NO_PROXIES = ProxySettings()

Judge = Callable[[Sequence[bytes], str], Verdict]
"""The chain as presented (DER, leaf first) and the host as asked for; gives the verdict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectRule:
    """--connect HOST:PORT=ADDRESS[:PORT]: reach this host, or this address, there."""

    host: str
    """A name, which then need not resolve; or an address that DNS gave."""
    port: int
    address: str
    to_port: int | None = None
    """None: the same port."""

    def __post_init__(self) -> None:
        if not is_address(self.address):
            raise ValueError(f"{self.address!r} is no IP address to connect to")


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkOptions:
    """How to reach the world, and who judges what it shows."""

    judge: Judge
    """Called in a thread, since on Windows it may wait for CryptoAPI."""
    user_agent: str
    examine: Examine | None = None
    """Looks further than the handshake; None: the verdict on what was shown is the last word."""
    wants_staple: bool = False
    """Whether servers are asked for an OCSP response in the handshake. RFC 6066 8"""
    resolvers: tuple[tuple[str, int], ...] = ()
    """DNS servers; where there are any, nothing else is asked for names."""
    connect: tuple[ConnectRule, ...] = ()
    old_tls: bool = True
    """Whether credentials may go over TLS 1.0 and 1.1; without it they are only looked at."""
    proxies: ProxySettings = _NO_PROXIES
    proxy_sign_in: SignIn | None = None
    """For proxies alone, and never for a server; None: no proxy gets any."""
    dns_domain: str = ""
    """The PC's own, below which WPAD looks for a script."""
    crowd: Crowd | None = None
    """What runs at the same time keep to; None: this one is alone."""

    def rule_for(self, host: str, port: int) -> ConnectRule | None:
        """Give the first rule for a name or an address at a port."""
        wanted = _plain(host)
        return next(
            (rule for rule in self.connect if rule.port == port and _plain(rule.host) == wanted),
            None,
        )


@lru_cache(maxsize=8192)
def _plain(host: str) -> str:
    # An IPv6 address has many spellings, a name may end in a dot.
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return host.rstrip(".").lower()
