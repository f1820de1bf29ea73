"""Checks the server's names against the name constraints of the CAs above it.

OpenSSL and cryptography do it too, but both let a wildcard pass over an excluded name below it, and
cryptography does not look at the common name, which the rules of 2007 take for a host name.
"""

import ipaddress
import re
from collections.abc import Iterable, Iterator, Sequence

from cryptography import x509
from msgspec import Struct

from app.certificates.objections import Objection, called, one_line
from app.certificates.reading import CertificateNames, Parsed, as_address
from app.domain.verdict import Problem

MOST_COMPARISONS = 50_000
"""Names times constraints; beyond, a chain is made to keep us busy. Real ones have hundreds."""

_COULD_BE_A_HOST = re.compile(r"[A-Za-z0-9_*.-]+", re.ASCII)

# RFC 5280 4.2.1.10 has neither wildcards nor the dot at the beginning, which companies write a lot.
_COULD_BE_A_BASE = re.compile(r"\.?([A-Za-z0-9_-]+\.)*[A-Za-z0-9_-]*", re.ASCII)

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class _Names(Struct, frozen=True):
    hosts: tuple[str, ...]
    addresses: tuple[_Address, ...]


class _Subtrees(Struct, frozen=True):
    hosts: tuple[str, ...]
    networks: tuple[_Network, ...]

    @classmethod
    def of(cls, subtrees: Iterable[x509.GeneralName] | None) -> "_Subtrees":
        known = tuple(subtrees or ())
        return cls(
            tuple(
                each.value.lower().strip(".") for each in known if isinstance(each, x509.DNSName)
            ),
            tuple(
                each.value
                for each in known
                if isinstance(each, x509.IPAddress) and isinstance(each.value, _Network)
            ),
        )

    @property
    def size(self) -> int:
        return len(self.hosts) + len(self.networks)


def constraint_objection(path: Sequence[Parsed], serving: str = "") -> Objection | None:
    """Look for a name of the leaf that a certificate above it forbids. RFC 5280 4.2.1.10

    `serving`: the common name by which the host is recognised, if that is how.
    """
    names = _names_in_use(path[0].names, serving)
    comparisons_left = MOST_COMPARISONS
    for authority in path[1:]:
        constraints = authority.extension(x509.NameConstraints)
        if constraints is None:
            continue
        odd = next((each for each in _bases(constraints) if not _could_be_a_base(each)), None)
        if odd is not None:
            return Objection(
                problem=Problem.NAME_CONSTRAINT,
                reason=f"{called(authority)} constrains names by {one_line(odd)}, which is none.",
            )
        permitted = _Subtrees.of(constraints.permitted_subtrees)
        excluded = _Subtrees.of(constraints.excluded_subtrees)
        count = len(names.hosts) + len(names.addresses)
        comparisons_left -= count * (permitted.size + excluded.size)
        if comparisons_left < 0:
            return Objection(
                problem=Problem.NAME_CONSTRAINT,
                reason=f"{called(authority)} has too many name constraints to be checked.",
            )
        name = _forbidden(names, permitted, excluded)
        if name:
            return Objection(
                problem=Problem.NAME_CONSTRAINT,
                reason=f"{called(authority)} must not issue certificates for {one_line(name)}.",
            )
    return None


def binds_only_hosts(path: Sequence[Parsed]) -> bool:
    """Tell whether the CAs constrain no other kinds of names than those understood here."""
    for authority in path[1:]:
        constraints = authority.extension(x509.NameConstraints)
        subtrees = [] if constraints is None else _all_subtrees(constraints)
        if not all(isinstance(each, x509.DNSName | x509.IPAddress) for each in subtrees):
            return False
    return True


def _bases(constraints: x509.NameConstraints) -> Iterator[str]:
    subtrees = _all_subtrees(constraints)
    return (each.value for each in subtrees if isinstance(each, x509.DNSName))


def _could_be_a_base(base: str) -> bool:
    return _COULD_BE_A_BASE.fullmatch(base) is not None


def _all_subtrees(constraints: x509.NameConstraints) -> list[x509.GeneralName]:
    return [*(constraints.permitted_subtrees or ()), *(constraints.excluded_subtrees or ())]


def _forbidden(names: _Names, permitted: _Subtrees, excluded: _Subtrees) -> str:
    """Give the first forbidden name; empty where all may stand."""
    for host in names.hosts:
        if any(_touches(host, base) for base in excluded.hosts):
            return host
        if permitted.hosts and not any(_is_within(host, base) for base in permitted.hosts):
            return host
    for address in names.addresses:
        if any(address in base for base in excluded.networks):
            return str(address)
        if permitted.networks and not any(address in base for base in permitted.networks):
            return str(address)
    return ""


def _names_in_use(names: CertificateNames, serving: str) -> _Names:
    """Collect what a client of either era could take for the host, common names included."""
    texts = list(names.dns)
    if not names.dns:
        texts += [
            name
            for name in names.common
            if (_COULD_BE_A_HOST.fullmatch(name) or as_address(name) is not None)
            and (not names.addresses or name == serving)
        ]
    hosts = []
    addresses = []
    for text in (*texts, *names.addresses):
        address = as_address(text)
        if address is None:
            hosts.append(text.lower().removesuffix("."))
        else:
            addresses.append(address)
    return _Names(tuple(hosts), tuple(addresses))


def _is_within(host: str, base: str) -> bool:
    return not base or host == base or host.endswith(f".{base}")


def _touches(host: str, base: str) -> bool:
    """Tell whether the entry covers any host of the excluded subtree."""
    if _is_within(host, base):
        return True
    # A wildcard stands for one label: *.example.com covers foo.example.com itself, and nothing
    # below it (RFC 9525 6.3), so that only a base one label longer can be touched.
    first, _, rest = host.partition(".")
    return "*" in first and base.partition(".")[2] == rest
