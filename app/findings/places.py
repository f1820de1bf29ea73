"""Tells kinds of hosts and addresses apart, and reads names out of subjects."""

import ipaddress
from collections.abc import Iterable


def is_inside_name(host: str, domains: Iterable[str] = ()) -> bool:
    """Tell whether only an inside DNS can know a name: one label, a private suffix, these domains.

    RFC 6762 G lists the suffixes that are in private use.
    """
    private = (".local", ".lan", ".intranet", ".internal", ".private", ".corp", ".home")
    if not host or ":" in host or host.replace(".", "").isdigit():
        return False
    return (
        "." not in host
        or host.endswith(private)
        or any(host.endswith(f".{domain.lower()}") for domain in domains if domain)
    )


def is_private_address(text: str) -> bool:
    """Tell whether an address is for use inside only. RFC 1918, RFC 4193"""
    networks = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return any(
        address in network
        for network in map(ipaddress.ip_network, networks)
        if network.version == address.version
    )


def common_name(subject: str) -> str:
    """Give the common name out of a subject as it is shown."""
    for part in subject.split(","):
        key, _, value = part.strip().partition("=")
        if key.strip().upper() == "CN":
            return value.strip()
    return ""


def is_plain_name(host: str) -> bool:
    """Tell whether a host is of letters, digits, dots and hyphens, and so safe in a zone file."""
    return host.isascii() and host.replace(".", "").replace("-", "").isalnum()
