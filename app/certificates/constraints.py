"""Checks the server's names against the name constraints of the CAs above it.

OpenSSL and cryptography do it too, but both let a wildcard pass over an excluded name below it, and
cryptography does not look at the common name, which the rules of 2007 take for a host name.
"""

import ipaddress
import re
from collections.abc import Iterable, Sequence

from cryptography import x509

from app.certificates.objections import Objection, called, one_line
from app.certificates.reading import CertificateNames, Parsed, as_address
from app.domain.verdict import Problem

_COULD_BE_A_HOST = re.compile(r"[A-Za-z0-9_*.-]+", re.ASCII)

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def constraint_objection(path: Sequence[Parsed]) -> Objection | None:
    """Look for a name of the leaf that a certificate above it forbids. RFC 5280 4.2.1.10"""
    for authority in path[1:]:
        constraints = authority.extension(x509.NameConstraints)
        if constraints is None:
            continue
        name = _forbidden(path[0].names, constraints)
        if name:
            return Objection(
                problem=Problem.NAME_CONSTRAINT,
                reason=f"{called(authority)} must not issue certificates for {one_line(name)}.",
            )
    return None


def _forbidden(names: CertificateNames, constraints: x509.NameConstraints) -> str:
    """Give the first forbidden name; empty where all may stand."""
    hosts, addresses = _names_in_use(names)
    excluded = list(_values(constraints.excluded_subtrees))
    permitted = list(_values(constraints.permitted_subtrees))
    for host in hosts:
        inside = [_is_within(host, base) for base in permitted if isinstance(base, str)]
        if any(_touches(host, base) for base in excluded if isinstance(base, str)):
            return host
        if inside and not any(inside):
            return host
    for address in addresses:
        inside = [address in base for base in permitted if not isinstance(base, str)]
        if any(address in base for base in excluded if not isinstance(base, str)):
            return str(address)
        if inside and not any(inside):
            return str(address)
    return ""


def _names_in_use(names: CertificateNames) -> tuple[list[str], list[_Address]]:
    """Collect what a client of either era could take for the host, common names included."""
    texts = list(names.dns)
    if not names.dns:
        texts += [name for name in names.common if _COULD_BE_A_HOST.fullmatch(name)]
    hosts = []
    addresses = []
    for text in (*texts, *names.addresses):
        address = as_address(text)
        if address is None:
            hosts.append(text.lower().removesuffix("."))
        else:
            addresses.append(address)
    return hosts, addresses


def _values(subtrees: Iterable[x509.GeneralName] | None) -> Iterable[str | _Network]:
    for subtree in subtrees or ():
        if isinstance(subtree, x509.DNSName):
            yield subtree.value.lower().strip(".")
        elif isinstance(subtree, x509.IPAddress) and isinstance(subtree.value, _Network):
            yield subtree.value


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
