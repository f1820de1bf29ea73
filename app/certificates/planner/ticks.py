"""Goes through the check-list of the methods, and says of each line what the session showed."""

from types import MappingProxyType
from typing import Final

from app.certificates.planner.observation import Observation, Observations
from app.certificates.planner.seen_certificates import (
    all_covered,
    autodiscover_covered,
    inside_covered,
    scp_covered,
    valid,
)
from app.certificates.planner.seen_hosts import (
    for_outside,
    https_open,
    mail_resolves,
    redirects,
    resolves,
    srv,
)
from app.certificates.planner.sightings import Sightings
from app.domain.deployment import Check, Method, Tick, Ticked
from app.wording.language import _

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


def observe(sightings: Sightings, published: str) -> Observations:
    """Look at every line of the check-list."""
    here, there = mail_resolves(sightings, published)
    return {
        Check.MAIL_RESOLVES_OUTSIDE: there if sightings.is_inside else here,
        Check.MAIL_RESOLVES_INSIDE: here if sightings.is_inside else there,
        Check.AUTODISCOVER_RESOLVES: for_outside(
            sightings, resolves(sightings, sightings.autodiscover)
        ),
        Check.AUTODISCOVER_443_OPEN: for_outside(sightings, https_open(sightings)),
        Check.AUTODISCOVER_REDIRECTS: for_outside(sightings, redirects(sightings)),
        Check.CERTIFICATE_HAS_MAIL: all_covered(sightings, (published,)),
        Check.CERTIFICATE_HAS_AUTODISCOVER: autodiscover_covered(sightings),
        Check.SRV_RECORD: for_outside(sightings, srv(sightings)),
        Check.SCP_HOST_IN_CERTIFICATE: scp_covered(sightings),
        Check.INSIDE_HOSTS_IN_CERTIFICATE: inside_covered(sightings),
        Check.CERTIFICATES_VALID: valid(sightings),
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
    its_name = (
        _("{autodiscover} resolves, to an address of its own")
        if method in SECOND_ADDRESS
        else _("{autodiscover} resolves")
    )
    is_wanted = WANTED[check][method]
    return {
        Check.MAIL_RESOLVES_OUTSIDE: _("{published} resolves outside").format(published=published),
        Check.MAIL_RESOLVES_INSIDE: _("{published} resolves inside").format(published=published),
        Check.AUTODISCOVER_RESOLVES: its_name.format(autodiscover=autodiscover)
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
