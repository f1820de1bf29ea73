"""Writes the DNS records that a method wants, as lines of a zone. RFC 1035 5"""

from app.certificates.planner.names import scp_hosts
from app.certificates.planner.sightings import Sightings
from app.certificates.reading import as_address
from app.domain.deployment import Block, BlockKind, Check, Method, Tick, Ticked
from app.wording.language import _

PUBLIC = "<PUBLIC-ADDRESS>"
SECOND = "<SECOND-PUBLIC-ADDRESS>"
INSIDE = "<INSIDE-ADDRESS>"
_TTL = 3600


def outside_zone(
    method: Method, ticks: tuple[Ticked, ...], sightings: Sightings, published: str
) -> Block | None:
    """Give the records that clients outside need and that were not seen to be there."""
    tick = {one.check: one.tick for one in ticks}
    lines: list[str] = []
    if tick[Check.MAIL_RESOLVES_OUTSIDE] is not Tick.YES:
        lines += _unless_seen(tick[Check.MAIL_RESOLVES_OUTSIDE])
        lines += _addresses(published, (PUBLIC,))
    autodiscover = tick[Check.AUTODISCOVER_RESOLVES]
    if method is Method.SRV:
        if tick[Check.SRV_RECORD] is not Tick.YES:
            lines += _unless_seen(tick[Check.SRV_RECORD])
            # [KB940881]: priority 0, weight 0, port 443.
            lines.append(f"{sightings.srv_name}. {_TTL} IN SRV 0 0 443 {published}.")
        if autodiscover is Tick.NO:
            # [KB940881] for A and CNAME; the wildcard by inference. protocol.md 6.5
            lines.append(
                _("; remove: A and CNAME of {autodiscover}.").format(
                    autodiscover=sightings.autodiscover
                )
            )
            lines.append(
                _("; remove: *.{domain}., where there is one").format(domain=sightings.domain)
            )
    elif autodiscover is not Tick.YES:
        lines += _unless_seen(autodiscover)
        resolved = sightings.resolved.get(sightings.autodiscover)
        if resolved is not None and not resolved.failed:
            lines.append(_("; in place of the record that is there:"))
        lines += _addresses(sightings.autodiscover, _for_autodiscover(method, sightings, published))
    if not lines:
        return None
    return Block(title=_("DNS outside"), kind=BlockKind.ZONE, text="\n".join(lines))


def inside_zone(sightings: Sightings, published: str) -> Block | None:
    """Give the record of the inside zone; None where the name was seen to resolve inside.

    Split DNS: inside, the published name leads to the server's inside address. protocol.md 6.2
    """
    resolved = sightings.resolved.get(published)
    if sightings.is_inside and resolved is not None and not resolved.failed:
        return None
    addresses: tuple[str, ...] = (INSIDE,)
    if sightings.is_inside:
        known = (sightings.resolved.get(host) for host in scp_hosts(sightings))
        addresses = next((one.addresses for one in known if one and one.addresses), addresses)
    lines = _addresses(published, addresses)
    return Block(title=_("DNS inside (split DNS)"), kind=BlockKind.ZONE, text="\n".join(lines))


def _unless_seen(tick: Tick) -> list[str]:
    if tick is not Tick.NOT_SEEN:
        return []
    return [_("; not seen in this session, perhaps there:")]


def _for_autodiscover(method: Method, sightings: Sightings, published: str) -> tuple[str, ...]:
    """Give the addresses: for one certificate the same as the published name's."""
    if method is not Method.ONE:
        return (SECOND,)
    resolved = sightings.resolved.get(published)
    if sightings.is_inside or resolved is None or resolved.failed:
        return (PUBLIC,)
    return resolved.addresses


def _addresses(host: str, addresses: tuple[str, ...]) -> list[str]:
    return [f"{host}. {_TTL} IN {_kind(one)} {one}" for one in addresses]


def _kind(address: str) -> str:
    literal = as_address(address)
    return "AAAA" if literal is not None and literal.version == 6 else "A"
