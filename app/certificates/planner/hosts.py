"""Tells whether a text is a host name, and whether a public authority issues for it."""

import re
from typing import Final
from urllib.parse import urlsplit

from app.certificates.reading import as_address
from app.domain.address import ascii_host

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.ASCII)

_INSIDE_ONLY: Final = frozenset(
    {
        # RFC 6762 3 and appendix G; RFC 6761; RFC 8375; the .internal of ICANN.
        "local", "localhost", "localdomain", "internal", "intranet", "private", "corp", "home",
        "lan", "invalid", "test", "arpa",
    }
)  # fmt: skip
"""Top-level domains that nobody can register."""


def host_of(url: str) -> str:
    """Give the host of a URL in lower case and A-labels; empty where it has no usable one."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        return ""
    return host_name(host)


def scheme_of(url: str) -> str:
    """Give the scheme of a URL in lower case; empty where it has none."""
    try:
        return urlsplit(url.strip()).scheme.lower()
    except ValueError:
        return ""


def host_name(text: str) -> str:
    """Give a host as DNS and certificates write it; empty where the text is none."""
    address = as_address(text)
    if address is not None:
        return str(address)
    host = ascii_host(text.removesuffix("."))
    is_host = len(host) <= 253 and all(_LABEL.fullmatch(label) for label in host.split("."))
    return host if is_host else ""


def is_public(host: str) -> bool:
    """Tell whether a public authority can issue a certificate for the name.

    They issue for no single label, no .local and no address inside. UNSOURCED (CA/B Forum),
    protocol.md 5.4
    """
    if as_address(host) is not None or "." not in host or "_" in host:
        return False
    return host.rpartition(".")[2] not in _INSIDE_ONLY
