"""Makes a certificate plan out of a session, and recommends a method."""

from typing import assert_never

from app.certificates.planner.commands import Target
from app.certificates.planner.methods import plan_method
from app.certificates.planner.names import needed_names, published_name, server_name
from app.certificates.planner.observation import Observations
from app.certificates.planner.principal import principal_seen
from app.certificates.planner.remarks import remarks_of
from app.certificates.planner.sightings import Sightings
from app.certificates.planner.ticks import observe
from app.domain.deployment import (
    CertificatePlan,
    Check,
    Method,
    MethodPlan,
    MethodState,
    PrincipalSeen,
)
from app.domain.session import Session
from app.wording.language import _

_PREFERENCE = (Method.ONE, Method.SRV, Method.THREE, Method.TWO)
"""Among equal efforts: first what asks users nothing and wants one address only."""

_ASKS_USERS = (Method.THREE, Method.SRV)
"""Outlook asks each user for consent. [KB2480582] [GROMOX-DOC], protocol.md 6.4, 6.5"""


def certificate_plan(session: Session) -> CertificatePlan | None:
    """Plan from what a session showed; None where it names no mail domain to plan for."""
    sightings = Sightings(session)
    if not sightings.domain:
        return None
    published = published_name(sightings)
    target = Target(server=server_name(sightings), published=published.host)
    observations = observe(sightings, published.host)
    methods = tuple(plan_method(one, sightings, observations, target) for one in Method)
    followed = [one for one in methods if one.state is not MethodState.NOT_FOLLOWED]
    recommended = followed[0] if followed else _least(methods)
    return CertificatePlan(
        domain=sightings.domain,
        published=published.host,
        is_proposed=published.is_proposed,
        server=target.server,
        names=needed_names(sightings),
        principal=principal_seen(sightings),
        methods=methods,
        follows=followed[0].method if followed else None,
        recommended=recommended.method,
        because=_because(recommended, observations),
        remarks=tuple(remarks_of(sightings, published)),
    )


def outlook_anywhere_principal(session: Session) -> PrincipalSeen | None:
    """Give what Outlook Anywhere wants of its certificate; None where it is not switched on."""
    return principal_seen(Sightings(session))


def _least(methods: tuple[MethodPlan, ...]) -> MethodPlan:
    def key(plan: MethodPlan) -> tuple[int, int]:
        return plan.effort + (plan.method in _ASKS_USERS), _PREFERENCE.index(plan.method)

    return min(methods, key=key)


def _because(plan: MethodPlan, observations: Observations) -> str:
    changes = ", ".join(plan.changes)
    perhaps = ""
    if plan.perhaps:
        looked_at = ", ".join(plan.perhaps)
        perhaps = "; " + _("not seen, to be looked at: {changes}").format(changes=looked_at)
    match plan.state:
        case MethodState.FOLLOWED if not plan.changes:
            told = _("it is followed already, and this session shows nothing to change")
        case MethodState.FOLLOWED:
            told = _("it is followed already; to complete: {changes}").format(changes=changes)
        case MethodState.UNFINISHED if not plan.changes:
            told = _("it is begun already; what is missing stands in its list")
        case MethodState.UNFINISHED:
            told = _("it is begun already; to complete: {changes}").format(changes=changes)
        case MethodState.NOT_FOLLOWED:
            told = _("it is the smallest change from what was seen: {changes}").format(
                changes=changes or _("none")
            )
            users = (
                _("each user is asked once whether to follow it")
                if plan.method in _ASKS_USERS
                else _("users are asked nothing")
            )
            perhaps = f"{perhaps}; {users}"
            if observations[Check.AUTODISCOVER_RESOLVES].is_so is None:
                perhaps += ". " + _(
                    "How clients outside look for Autodiscover was not seen: look from there"
                )
        case _:
            assert_never(plan.state)
    return told + perhaps
