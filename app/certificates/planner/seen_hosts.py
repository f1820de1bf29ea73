"""Says what the session showed of hosts: addresses, ports, the redirect, the SRV record."""

import ipaddress
from typing import Final

from app.certificates.planner.hosts import scheme_of
from app.certificates.planner.observation import Observation
from app.certificates.planner.sightings import HTTPS_PORT, Sightings
from app.wording.language import _

_INSIDE_ADDRESSES: Final = tuple(
    # RFC 1918, RFC 4193. ip_address.is_private means more than that.
    map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"))
)


def mail_resolves(sightings: Sightings, published: str) -> tuple[Observation, Observation]:
    """Give what holds on this side of the firewall, and what is known of the other."""
    seen = resolves(sightings, published)
    other = Observation(
        is_so=None,
        why=_("this PC is inside: from outside nothing was seen")
        if sightings.is_inside
        else _("this PC is outside: from inside nothing was seen"),
    )
    return seen, other


def for_outside(sightings: Sightings, seen: Observation) -> Observation:
    """What is missing inside may be there outside, for whose clients it is meant."""
    if not sightings.is_inside or seen.is_so is not False:
        return seen
    return Observation(
        is_so=None,
        why=_("{why}, inside; outside was not seen").format(why=seen.why),
        evidence=seen.evidence,
    )


def resolves(sightings: Sightings, host: str) -> Observation:
    resolved = sightings.resolved.get(host)
    if resolved is None:
        return Observation(
            is_so=None, why=_("{host} was not asked for in this session").format(host=host)
        )
    if resolved.failed:
        return Observation(
            is_so=False,
            why=_("{host} does not resolve here").format(host=host),
            evidence=(resolved.event,),
        )
    shown = ", ".join(resolved.addresses[:4])
    why = (
        _("{host} resolves to {addresses}, an inside address here")
        if all(map(is_inside_address, resolved.addresses))
        else _("{host} resolves to {addresses} here")
    )
    return Observation(
        is_so=True,
        why=why.format(host=host, addresses=shown),
        evidence=(resolved.event,),
    )


def is_inside_address(address: str) -> bool:
    """Tell whether an address is of those that networks use inside."""
    literal = ipaddress.ip_address(address)
    return any(literal in network for network in _INSIDE_ADDRESSES)


def https_open(sightings: Sightings) -> Observation:
    host = sightings.autodiscover
    door = sightings.doors.get((host, HTTPS_PORT))
    if door is not None:
        why = (
            _("port 443 of {host} takes connections")
            if door.is_open
            else _("port 443 of {host} does not ({why})")
        )
        return Observation(
            is_so=door.is_open,
            why=why.format(host=host, why=door.why),
            evidence=(door.event,),
        )
    resolved = sightings.resolved.get(host)
    if resolved is not None and resolved.failed:
        return Observation(
            is_so=False,
            why=_("{host} does not resolve here").format(host=host),
            evidence=(resolved.event,),
        )
    return Observation(
        is_so=None, why=_("port 443 of {host} was not tried in this session").format(host=host)
    )


def redirects(sightings: Sightings) -> Observation:
    seen = sightings.redirect
    if seen is None:
        return Observation(
            is_so=None,
            why=_("http://{autodiscover} was not asked in this session").format(
                autodiscover=sightings.autodiscover
            ),
        )
    # 301 and 302 alone. protocol.md 1.4
    is_so = seen.status in {301, 302} and scheme_of(seen.target) == "https"
    why = (
        _("status {status} to {target}").format(status=seen.status, target=seen.target[:200])
        if seen.status
        else _("no redirect came back")
    )
    return Observation(is_so=is_so, why=why, evidence=(seen.event,))


def srv(sightings: Sightings) -> Observation:
    seen = sightings.srv
    if seen is None or seen.failed:
        return Observation(
            is_so=None,
            why=_("DNS gave no answer")
            if seen
            else _("the record was not asked for in this session"),
            evidence=(seen.event,) if seen else (),
        )
    if not seen.targets:
        return Observation(is_so=False, why=_("there is no such record"), evidence=(seen.event,))
    target, port = seen.targets[0]
    # Outlook 2007 goes to 443 whatever the record says. [GROMOX-DOC]
    problems = []
    if port != HTTPS_PORT:
        problems.append(_("port {port}: Outlook 2007 ignores it").format(port=port))
    resolved = sightings.resolved.get(target)
    if resolved is not None and resolved.failed:
        problems.append(_("which does not resolve here"))
    named = ", ".join((target or _("no usable host"), *problems))
    return Observation(
        is_so=bool(target) and not problems,
        why=_("the record names {host}").format(host=named),
        evidence=(seen.event,),
    )
