"""Says what the session showed of certificates: the names in them, and whether they are good."""

from app.certificates.planner.names import coverage, inside_hosts, scp_hosts
from app.certificates.planner.observation import Observation
from app.certificates.planner.sightings import Sightings
from app.domain.deployment import Tick
from app.domain.verdict import Problem
from app.wording.language import _


def autodiscover_covered(sightings: Sightings) -> Observation:
    host = sightings.autodiscover
    if host not in sightings.shown:
        return Observation(
            is_so=None, why=_("{host} showed no certificate in this session").format(host=host)
        )
    return all_covered(sightings, (host,))


def all_covered(sightings: Sightings, hosts: tuple[str, ...]) -> Observation:
    found = [coverage(sightings, host) for host in hosts]
    evidence = tuple(dict.fromkeys(event for one in found for event in one.evidence))
    for tick, is_so in ((Tick.NO, False), (Tick.NOT_SEEN, None)):
        bad = [one.why for one in found if one.tick is tick]
        if bad:
            return Observation(is_so=is_so, why="; ".join(bad[:4]), evidence=evidence)
    return Observation(is_so=True, why="; ".join(one.why for one in found[:4]), evidence=evidence)


def scp_covered(sightings: Sightings) -> Observation:
    hosts = scp_hosts(sightings)
    if not hosts:
        return Observation(
            is_so=None, why=_("no service connection point was seen in this session")
        )
    return all_covered(sightings, hosts)


def inside_covered(sightings: Sightings) -> Observation:
    if sightings.settings is None:
        return Observation(is_so=None, why=_("no settings were seen in this session"))
    hosts = inside_hosts(sightings)
    if not hosts:
        return Observation(is_so=None, why=_("the settings name no https address for inside"))
    return all_covered(sightings, hosts)


def valid(sightings: Sightings) -> Observation:
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
