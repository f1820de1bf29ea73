"""The hosts that a run asked, as a report lists them."""

from collections.abc import Iterator

from msgspec import Struct

from app.domain.connections import Dial, Resolution
from app.domain.session import Session
from app.wording.connections import resolver_title
from app.wording.language import _


class Asked(Struct, frozen=True, kw_only=True):
    host: str
    by: str
    addresses: str
    ports: str


def asked(session: Session) -> Iterator[Asked]:
    """Give each host that was looked up or connected to, with what told its addresses."""
    hosts: dict[str, tuple[dict[str, None], dict[str, None], dict[str, None]]] = {}
    for row in session.rows:
        match row.subject:
            case Resolution() as resolution:
                by, addresses, _ports = hosts.setdefault(resolution.host, ({}, {}, {}))
                by.setdefault(resolver_title(resolution.by))
                addresses.update(dict.fromkeys(resolution.addresses))
            case Dial(host=host, port=port, tried=tried):
                _by, addresses, ports = hosts.setdefault(host, ({}, {}, {}))
                addresses.update(dict.fromkeys(one.address for one in tried))
                ports.setdefault(str(port))
            case _:
                continue
    for host, (by, addresses, ports) in hosts.items():
        yield Asked(
            host=host,
            by=", ".join(by),
            addresses=", ".join(addresses) or _("none"),
            ports=", ".join(ports) or _("not connected"),
        )
