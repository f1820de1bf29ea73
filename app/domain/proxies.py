"""Which way a connection takes: directly, or through which proxy, and who says so."""

import fnmatch
import ipaddress
import re
from enum import StrEnum
from typing import Final

from msgspec import Struct

DIRECT: Final = "direct"
NONE: Final = "none"
LOCAL: Final = "<local>"
"""In a list of exceptions: every host whose name has no dot."""
MOST_PROXIES: Final = 4
"""Of those that a script names one after the other."""
_UNPRINTABLE: Final = re.compile(r"[^\x21-\x7e]")
"""A script may give anything, line ends among it; the words of its answers are ASCII."""
DEFAULT_PORT: Final = 80
"""Where a proxy is named without a port, as WinINet and PAC scripts have it."""


class ProxyAt(Struct, frozen=True, kw_only=True):
    """Where a proxy is."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


class ProxySettings(Struct, frozen=True, kw_only=True):
    """What decides about proxies in a run; all of it empty: every connection is direct."""

    https: ProxyAt | None = None
    http: ProxyAt | None = None
    origin: str = ""
    """What named them."""
    exceptions: tuple[str, ...] = ()
    """Patterns of hosts that are reached directly; see `exception_for`."""
    exceptions_origin: str = ""
    script: str = ""
    """The URL of a proxy auto-configuration script, which counts more."""
    script_origin: str = ""
    detects: bool = False
    """Whether a script is looked for by DNS (WPAD), which counts most."""
    detects_origin: str = ""

    @property
    def are_given(self) -> bool:
        """Whether anything but a direct connection can come of them."""
        return bool(self.https or self.http or self.script or self.detects)


class Because(StrEnum):
    """What a choice rests on."""

    SETTING = "setting"
    EXCEPTION = "exception"
    SCRIPT = "script"
    CONNECT_OPTION = "connect-option"
    """--connect names the target, which is then reached there and nowhere else."""
    NO_SCRIPT = "no-script"
    """The script could not be had or did not work out; the settings behind it hold."""


class Route(Struct, frozen=True, kw_only=True):
    """The way to a target, with its reason."""

    target: str
    """HOST:PORT."""
    because: Because
    proxies: tuple[ProxyAt, ...] = ()
    """In the order in which they are tried; none of them: directly."""
    then_direct: bool = False
    """Whether the last resort is a direct connection."""
    origin: str = ""
    """The option, variable or setting that decided, or the exception that matched."""
    detail: str = ""
    """What went wrong with a script, in one sentence."""

    @property
    def is_direct(self) -> bool:
        """Whether no proxy is asked at all."""
        return not self.proxies


class ProxyAnswer(Struct, frozen=True, kw_only=True):
    """What a proxy answered to one request that was meant for itself to decide."""

    proxy: ProxyAt
    method: str
    """CONNECT; for plain HTTP the method of the request."""
    target: str
    status: int | None = None
    """None where no answer could be read."""
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    title: str = ""
    """Of its error page."""
    scheme: str = ""
    """The way of signing in that the request carried; empty for an anonymous one."""
    username: str = ""
    duration_ms: float = 0.0

    @property
    def is_good(self) -> bool:
        """Whether the proxy let the request through."""
        return self.status is not None and 200 <= self.status < 300

    def header(self, name: str) -> tuple[str, ...]:
        """Give all values of a header; names are compared without case."""
        return tuple(value for key, value in self.headers if key.lower() == name.lower())


class WrongProxyError(ValueError):
    """A text names no proxy; the message says why."""


def read_proxy(text: str) -> ProxyAt:
    """Read HOST[:PORT] or http://HOST[:PORT]; raises WrongProxyError. A user's name is cut off."""
    scheme, separator, rest = text.strip().rpartition("://")
    if separator and scheme.lower() != "http":
        raise WrongProxyError(f"proxies are asked over http only, not {scheme.lower()[:20]}")
    place = rest.partition("/")[0].rpartition("@")[2]
    found = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[^\s:\[\]@?#]+)(?::([0-9]{1,5}))?", place)
    if not found:
        raise WrongProxyError("a proxy is named by HOST:PORT")
    port = int(found[2]) if found[2] else DEFAULT_PORT
    if not 0 < port < 65536:
        raise WrongProxyError(f"{port} is no port")
    return ProxyAt(host=_ascii(found[1].strip("[]").lower()), port=port)


def _ascii(host: str) -> str:
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise WrongProxyError("the name of a proxy's host is no possible name") from error


def choose(settings: ProxySettings, host: str, port: int, *, tls: bool) -> Route:
    """Choose the way to a host by the fixed settings, leaving scripts aside."""
    target = str(ProxyAt(host=host, port=port))
    exception = exception_for(host, port, settings.exceptions)
    proxy = settings.https if tls else settings.http
    if proxy is None or not exception:
        return Route(
            target=target,
            because=Because.SETTING,
            proxies=(proxy,) if proxy else (),
            origin=settings.origin,
        )
    return Route(
        target=target,
        because=Because.EXCEPTION,
        origin=f"{exception} ({settings.exceptions_origin})",
    )


def exception_for(host: str, port: int, exceptions: tuple[str, ...]) -> str:
    """Give the first pattern that takes a host from the proxy; empty where none does.

    *, *.contoso.com, mail.contoso.com:443, 192.168.*, 10.0.0.0/8, [fe80::1], <local>
    """
    return next((one for one in exceptions if _matches(host, port, one)), "")


def _matches(host: str, port: int, exception: str) -> bool:
    pattern = exception.strip().lower().rpartition("://")[2]
    host = host.rstrip(".").lower()
    if pattern == LOCAL:
        return "." not in host and ":" not in host
    if "/" in pattern:
        return _is_within(host, pattern)
    if pattern.count(":") == 1 or "]:" in pattern:
        pattern, _, only = pattern.rpartition(":")
        if only not in {str(port), "*"}:
            return False
    return fnmatch.fnmatchcase(host, _literal_brackets(pattern.strip("[]").rstrip(".")))


def _literal_brackets(pattern: str) -> str:
    # Only * means something in the lists of Windows; fnmatch knows more.
    return re.sub(r"[\[?]", lambda found: f"[{found[0]}]", pattern)


def _is_within(host: str, network: str) -> bool:
    # Addresses only: no name is resolved to find out, as curl and Go have it.
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


def of_environment_exceptions(text: str) -> tuple[str, ...]:
    """Give no_proxy as patterns: a name there stands for itself and all below it. curl(1)"""
    patterns: list[str] = []
    for item in re.split(r"[,\s]+", text):
        name = item.lower().strip().lstrip(".")
        if not name:
            continue
        patterns.append(name)
        host = name.partition(":")[0]
        if "*" not in name and "/" not in name and not _is_numeric(host) and "[" not in name:
            patterns.append(f"*.{name}")
    return tuple(dict.fromkeys(patterns))


def of_windows_exceptions(text: str) -> tuple[str, ...]:
    """Give ProxyOverride, a list with semicolons or blanks between its parts, as patterns."""
    return tuple(dict.fromkeys(part.lower() for part in re.split(r"[;\s]+", text) if part))


def _is_numeric(host: str) -> bool:
    return all(part.isdigit() for part in host.split("."))


def read_directives(text: str) -> tuple[tuple[ProxyAt, ...], bool]:
    """Read what FindProxyForURL gave: the proxies in order, and whether it ends in DIRECT.

    Raises WrongProxyError where nothing in it can be used. SOCKS and HTTPS proxies are passed
    over, as WinHTTP does with what it does not know.
    """
    proxies: list[ProxyAt] = []
    passed: list[str] = []
    for part in text.split(";"):
        kind, _, place = part.strip().partition(" ")
        match kind.upper():
            case "":
                continue
            case "DIRECT":
                return tuple(proxies[:MOST_PROXIES]), True
            case "PROXY" | "HTTP":
                proxies.append(read_proxy(place))
            case _:
                passed.append(_UNPRINTABLE.sub("?", kind[:20]))
    if not proxies:
        named = ", ".join(dict.fromkeys(passed[:MOST_PROXIES]))
        used = f": {named} cannot be used here" if named else ""
        raise WrongProxyError(f"it names no proxy{used}")
    return tuple(proxies[:MOST_PROXIES]), False


def wpad_hosts(domain: str, registrable: str) -> tuple[str, ...]:
    """Give the hosts to look for a script at, nearest first.

    They end at the organisation's own registrable domain: whoever owns wpad.com must not get a
    say. [MS Security Advisory 945713]
    """
    labels = domain.lower().rstrip(".").split(".")
    names = [".".join(labels[at:]) for at in range(len(labels))]
    own = registrable.lower()
    return tuple(f"wpad.{name}" for name in names if own and f".{name}".endswith(f".{own}"))
