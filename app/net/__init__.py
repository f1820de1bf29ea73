"""The only sockets: names, connections, TLS, HTTP, DNS and LDAP, as domain.network sees them."""

from app.net.options import ConnectRule, NetworkOptions
from app.net.real import RealNetwork

__all__ = ["ConnectRule", "NetworkOptions", "RealNetwork"]
