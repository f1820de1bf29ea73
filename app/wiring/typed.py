"""Reads what was typed for one option: a choice, a server, a policy, a day, a way past DNS."""

import ipaddress
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit

from app.domain.machine import EXCLUSIONS, PREFER_LOCAL, REDIRECT_SERVERS, Fact, FactName
from app.domain.options import WrongUseError
from app.net import ConnectRule

DNS_PORT = 53

Choice = TypeVar("Choice", bound=StrEnum)


class Joined(StrEnum):
    """Whether to act as a domain-joined PC."""

    AUTO = "auto"
    YES = "yes"
    NO = "no"


class OldTls(StrEnum):
    """What TLS 1.0 and 1.1 are good for."""

    ALLOW = "allow"
    LOOK = "look"


class PathCase(StrEnum):
    """How the path of the hard-coded URLs is written."""

    LOWER = "lower"
    SPEC = "spec"


class Consent(StrEnum):
    """What answers the redirect question."""

    ASK = "ask"
    ALLOW = "allow"
    DENY = "deny"


class SecurityAlert(StrEnum):
    """What answers a certificate warning."""

    SKIP = "skip"
    ACCEPT = "accept"


def one_of(kind: type[Choice], text: str, option: str, default: Choice) -> Choice:
    """Read one of a few words; an empty text is the default."""
    if not text:
        return default
    try:
        return kind(text)
    except ValueError:
        raise WrongUseError(f"{option} is {' or '.join(kind)}, not {text!r}.") from None


def directory(text: str) -> str:
    """Read the URL of a directory."""
    if not text:
        return ""
    wrong = WrongUseError(
        f"--directory is ldap://HOST[:PORT] or ldaps://HOST[:PORT], not {text!r}."
    )
    try:
        parts = urlsplit(text.strip())
        is_good = parts.scheme in {"ldap", "ldaps"} and parts.hostname and parts.port != 0
    except ValueError:
        raise wrong from None
    if not is_good or parts.path.strip("/") or parts.query or "@" in parts.netloc:
        raise wrong
    return f"{parts.scheme}://{parts.netloc}"


def policy(text: str) -> Fact:
    """Read a policy of Outlook, as the registry has it."""
    name, _, value = text.partition("=")
    value = value.strip()
    is_switch = name in {*EXCLUSIONS, PREFER_LOCAL} and value in {"0", "1"}
    if not is_switch and (name != REDIRECT_SERVERS or not value):
        known = ", ".join(f"{one}=1" for one in (*EXCLUSIONS, PREFER_LOCAL))
        raise WrongUseError(f"--policy is one of {known}, RedirectServers=HOST; not {text!r}.")
    return Fact(name=FactName.POLICY, about=name, value=value.lower(), origin="--policy")


def day(text: str) -> datetime | None:
    """Read the day, or the moment, for which certificates are judged; None for now."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise WrongUseError(f"--at is a day such as 2007-06-01, not {text!r}.") from None
    if len(text) <= len("2007-06-01"):
        # A day without an hour: its middle.
        found = datetime.combine(found.date(), time(hour=12))
    return found.replace(tzinfo=found.tzinfo or UTC)


def resolver(text: str) -> tuple[str, int]:
    """Read the address of a DNS server, and its port."""
    host, port = _host_and_port(text, f"--resolver is ADDRESS[:PORT], not {text!r}.")
    if not _is_address(host):
        raise WrongUseError(f"--resolver names a DNS server by its address, not {host!r}.")
    return host, port or DNS_PORT


def connect(text: str) -> ConnectRule:
    """Read where the connections to a host go in the place of its addresses."""
    wrong = f"--connect is HOST:PORT=ADDRESS[:PORT], not {text!r}."
    before, equals, after = text.partition("=")
    if not equals:
        raise WrongUseError(wrong)
    host, port = _host_and_port(before, wrong)
    address, to_port = _host_and_port(after, wrong)
    if port is None or not _is_address(address):
        raise WrongUseError(wrong)
    return ConnectRule(host=host, port=port, address=address, to_port=to_port)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _host_and_port(text: str, wrong: str) -> tuple[str, int | None]:
    text = text.strip()
    try:
        # An IPv6 address without a port needs no brackets.
        return str(ipaddress.IPv6Address(text)), None
    except ValueError:
        pass
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise WrongUseError(wrong) from None
    if not host or port == 0 or parts.netloc != text or "@" in text:
        raise WrongUseError(wrong)
    return host, port
