"""Goes through the check-list of the methods, and says of each line what the session showed."""

import ipaddress
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from app.certificates.planner.hosts import scheme_of
from app.certificates.planner.names import coverage, inside_hosts, scp_hosts
from app.certificates.planner.sightings import HTTPS_PORT, Sightings
from app.domain.deployment import Check, Method, Tick, Ticked
from app.domain.verdict import Problem
from app.wording.language import _

_INSIDE_ADDRESSES: Final = tuple(
    # RFC 1918, RFC 4193. ip_address.is_private means more than that.
    map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"))
)

# protocol.md 6.6: True where the method wants it, False where it must not be; else no matter.
WANTED: Final = MappingProxyType(
    {
        Check.MAIL_RESOLVES_OUTSIDE: dict.fromkeys(Method, True),
        Check.MAIL_RESOLVES_INSIDE: dict.fromkeys(Method, True),
        Check.AUTODISCOVER_RESOLVES: {
            Method.ONE: True,
            Method.TWO: True,
            Method.THREE: True,
            Method.SRV: False,
        },
        Check.AUTODISCOVER_443_OPEN: {Method.ONE: True, Method.TWO: True, Method.THREE: False},
        Check.AUTODISCOVER_REDIRECTS: {Method.THREE: True},
        Check.CERTIFICATE_HAS_MAIL: dict.fromkeys(Method, True),
        Check.CERTIFICATE_HAS_AUTODISCOVER: {Method.ONE: True, Method.TWO: True},
        Check.SRV_RECORD: {Method.SRV: True},
        Check.SCP_HOST_IN_CERTIFICATE: dict.fromkeys(Method, True),
        Check.INSIDE_HOSTS_IN_CERTIFICATE: dict.fromkeys(Method, True),
        Check.CERTIFICATES_VALID: dict.fromkeys(Method, True),
    }
)

SECOND_ADDRESS: Final = (Method.TWO, Method.THREE)
"""protocol.md 6.6: autodiscover. has an address of its own."""


class Observation(Struct, frozen=True, kw_only=True):
    """What the session showed on one line, whatever a method makes of it; None: not seen."""

    is_so: bool | None
    why: str
    evidence: tuple[int, ...] = ()


Observations = dict[Check, Observation]


def observe(sightings: Sightings, published: str) -> Observations:
    """Look at every line of the check-list."""
    here, there = _mail_resolves(sightings, published)
    return {
        Check.MAIL_RESOLVES_OUTSIDE: there if sightings.is_inside else here,
        Check.MAIL_RESOLVES_INSIDE: here if sightings.is_inside else there,
        Check.AUTODISCOVER_RESOLVES: _for_outside(
            sightings, _resolves(sightings, sightings.autodiscover)
        ),
        Check.AUTODISCOVER_443_OPEN: _for_outside(sightings, _https_open(sightings)),
        Check.AUTODISCOVER_REDIRECTS: _for_outside(sightings, _redirects(sightings)),
        Check.CERTIFICATE_HAS_MAIL: _all_covered(sightings, (published,)),
        Check.CERTIFICATE_HAS_AUTODISCOVER: _autodiscover_covered(sightings),
        Check.SRV_RECORD: _for_outside(sightings, _srv(sightings)),
        Check.SCP_HOST_IN_CERTIFICATE: _scp_covered(sightings),
        Check.INSIDE_HOSTS_IN_CERTIFICATE: _inside_covered(sightings),
        Check.CERTIFICATES_VALID: _valid(sightings),
    }


def ticks_of(
    method: Method, observations: Observations, sightings: Sightings, published: str
) -> tuple[Ticked, ...]:
    """Give the check-list of one method."""
    return tuple(
        _ticked(check, method, observations[check], sightings, published) for check in Check
    )


def _ticked(
    check: Check, method: Method, seen: Observation, sightings: Sightings, published: str
) -> Ticked:
    wanted = WANTED[check].get(method)
    if wanted is None:
        return Ticked(check=check, tick=Tick.NOT_PART, requirement="", why="")
    if check is Check.AUTODISCOVER_RESOLVES and method in SECOND_ADDRESS:
        seen = _has_own_address(sightings, seen, published)
    elif check is Check.CERTIFICATE_HAS_MAIL and method is Method.ONE:
        seen = _is_one_for_all(sightings, seen, published)
    tick = Tick.NOT_SEEN
    if seen.is_so is not None:
        tick = Tick.YES if seen.is_so is wanted else Tick.NO
    return Ticked(
        check=check,
        tick=tick,
        requirement=_requirement(check, method, sightings, published),
        why=seen.why,
        evidence=seen.evidence,
    )


def _requirement(check: Check, method: Method, sightings: Sightings, published: str) -> str:
    autodiscover = sightings.autodiscover
    resolves = (
        _("{autodiscover} resolves, to an address of its own")
        if method in SECOND_ADDRESS
        else _("{autodiscover} resolves")
    )
    is_wanted = WANTED[check][method]
    return {
        Check.MAIL_RESOLVES_OUTSIDE: _("{published} resolves outside").format(published=published),
        Check.MAIL_RESOLVES_INSIDE: _("{published} resolves inside").format(published=published),
        Check.AUTODISCOVER_RESOLVES: resolves.format(autodiscover=autodiscover)
        if is_wanted
        else _("{autodiscover} does not resolve").format(autodiscover=autodiscover),
        Check.AUTODISCOVER_443_OPEN: _("port 443 is open on {autodiscover}").format(
            autodiscover=autodiscover
        )
        if is_wanted
        else _("port 443 is closed on {autodiscover}").format(autodiscover=autodiscover),
        Check.AUTODISCOVER_REDIRECTS: _(
            "http://{autodiscover} redirects (301 or 302) to https"
        ).format(autodiscover=autodiscover),
        Check.CERTIFICATE_HAS_MAIL: _("the one certificate holds {published}").format(
            published=published
        )
        if method is Method.ONE
        else _("a certificate holds {published}").format(published=published),
        Check.CERTIFICATE_HAS_AUTODISCOVER: _(
            "the certificate of {autodiscover} holds that name"
        ).format(autodiscover=autodiscover),
        Check.SRV_RECORD: _("an SRV record {srv_name} names port 443 of a host").format(
            srv_name=sightings.srv_name
        ),
        Check.SCP_HOST_IN_CERTIFICATE: _(
            "the hosts of the service connection points are in their certificates"
        ),
        Check.INSIDE_HOSTS_IN_CERTIFICATE: _(
            "the hosts of the addresses for clients inside are in their certificates"
        ),
        Check.CERTIFICATES_VALID: _("every certificate is trusted and in date"),
    }[check]


# --- names ----------------------------------------------------------------------------------


def _mail_resolves(sightings: Sightings, published: str) -> tuple[Observation, Observation]:
    """Give what holds on this side of the firewall, and what is known of the other."""
    seen = _resolves(sightings, published)
    other = Observation(
        is_so=None,
        why=_("this PC is inside: from outside nothing was seen")
        if sightings.is_inside
        else _("this PC is outside: from inside nothing was seen"),
    )
    return seen, other


def _for_outside(sightings: Sightings, seen: Observation) -> Observation:
    """What is missing inside may be there outside, for whose clients it is meant."""
    if not sightings.is_inside or seen.is_so is not False:
        return seen
    return Observation(
        is_so=None,
        why=_("{why}, inside; outside was not seen").format(why=seen.why),
        evidence=seen.evidence,
    )


def _resolves(sightings: Sightings, host: str) -> Observation:
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


def _has_own_address(sightings: Sightings, seen: Observation, published: str) -> Observation:
    own = sightings.resolved.get(sightings.autodiscover)
    mail = sightings.resolved.get(published)
    if not seen.is_so or own is None:
        return seen
    if mail is None or mail.failed:
        return Observation(
            is_so=True,
            why=_("{why}; where {published} leads was not seen").format(
                why=seen.why, published=published
            ),
            evidence=seen.evidence,
        )
    if set(own.addresses) & set(mail.addresses):
        return Observation(
            is_so=False,
            why=_("{autodiscover} resolves to the same address as {published}").format(
                autodiscover=sightings.autodiscover, published=published
            ),
            evidence=(own.event, mail.event),
        )
    return seen


def _is_one_for_all(sightings: Sightings, seen: Observation, published: str) -> Observation:
    """What sets method One apart from Two: the same certificate holds both names."""
    host = sightings.autodiscover
    shown = sightings.shown.get(host)
    if shown is None or shown.holds(published):
        return seen
    return Observation(
        is_so=False,
        why=_("the certificate of {host} does not hold {published}").format(
            host=host, published=published
        ),
        evidence=(shown.event,),
    )


# --- doors ----------------------------------------------------------------------------------


def _https_open(sightings: Sightings) -> Observation:
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


def _redirects(sightings: Sightings) -> Observation:
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


def _srv(sightings: Sightings) -> Observation:
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


# --- certificates ---------------------------------------------------------------------------


def _autodiscover_covered(sightings: Sightings) -> Observation:
    host = sightings.autodiscover
    if host not in sightings.shown:
        return Observation(
            is_so=None, why=_("{host} showed no certificate in this session").format(host=host)
        )
    return _all_covered(sightings, (host,))


def _all_covered(sightings: Sightings, hosts: tuple[str, ...]) -> Observation:
    found = [coverage(sightings, host) for host in hosts]
    evidence = tuple(dict.fromkeys(event for one in found for event in one.evidence))
    for tick, is_so in ((Tick.NO, False), (Tick.NOT_SEEN, None)):
        bad = [one.why for one in found if one.tick is tick]
        if bad:
            return Observation(is_so=is_so, why="; ".join(bad[:4]), evidence=evidence)
    return Observation(is_so=True, why="; ".join(one.why for one in found[:4]), evidence=evidence)


def _scp_covered(sightings: Sightings) -> Observation:
    hosts = scp_hosts(sightings)
    if not hosts:
        return Observation(
            is_so=None, why=_("no service connection point was seen in this session")
        )
    return _all_covered(sightings, hosts)


def _inside_covered(sightings: Sightings) -> Observation:
    if sightings.settings is None:
        return Observation(is_so=None, why=_("no settings were seen in this session"))
    hosts = inside_hosts(sightings)
    if not hosts:
        return Observation(is_so=None, why=_("the settings name no https address for inside"))
    return _all_covered(sightings, hosts)


def _valid(sightings: Sightings) -> Observation:
    # What the root domain shows is its web site's matter. protocol.md 5.2
    hosts = sorted(host for host in sightings.shown if host != sightings.domain)
    relevant = [sightings.shown[host] for host in hosts]
    if not relevant:
        return Observation(is_so=None, why=_("no certificate was seen in this session"))
    bad: list[str] = []
    for one in relevant:
        verdict = one.judged.verdict
        faults = [] if verdict.in_date else [_("out of date")]
        if not verdict.trusted:
            is_self_signed = Problem.SELF_SIGNED in verdict.problems
            faults.append(_("self-signed") if is_self_signed else _("not trusted here"))
        if faults:
            bad.append(
                _("the certificate of {host} is {faults}").format(
                    host=one.judged.host, faults=f" {_('and')} ".join(faults)
                )
            )
    return Observation(
        is_so=not bad,
        why="; ".join(bad[:4]) if bad else _("every certificate that was seen is"),
        evidence=tuple(one.event for one in relevant[:20]),
    )
