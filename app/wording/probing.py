"""What a service told, and which features of Outlook that makes work, in words."""

from typing import assert_never

from app.domain.events import ProbeResult, ServiceProbed
from app.domain.probing import (
    AvailabilityTold,
    OabTold,
    OofTold,
    RpcProxyTold,
    Told,
    UmTold,
    Withheld,
)
from app.domain.rows import ServiceState
from app.wording.failures import failure_text
from app.wording.language import _
from app.wording.lines import number, one_line


def told_text(told: Told) -> str:
    """Tell what a service said, in a few words."""
    match told:
        case OabTold(name=name, generation=generation, size=size):
            return _("{name}, generation {generation}, {size} bytes").format(
                name=one_line(name) or _("one book"), generation=generation, size=number(size)
            )
        case AvailabilityTold():
            return _("it has free/busy information of today")
        case OofTold(state=state, audience=audience):
            return _oof(one_line(state), one_line(audience))
        case UmTold(enabled=True):
            return _("the user has voice mail")
        case UmTold():
            return _("the user has no voice mail, as most have none")
        case RpcProxyTold():
            return _("the RPC proxy lets this user in")
        case _:
            assert_never(told)


def _oof(state: str, audience: str) -> str:
    now = {
        "disabled": _("switched off at present"),
        "enabled": _("switched on at present"),
        "scheduled": _("switched on for a certain time"),
    }.get(state.lower(), state or _("state not told"))
    outside = {
        "none": _("answers nobody outside"),
        "known": _("answers contacts outside"),
        "all": _("answers everybody outside"),
    }
    answered = outside.get(audience.lower(), "")
    return f"{now}, {answered}" if answered else now


def probe_title(result: ProbeResult) -> str:
    """Tell in a word or two what the test of a service came to."""
    return {
        ProbeResult.WORKS: _("works"),
        ProbeResult.REACHABLE: _("reachable"),
        ProbeResult.FAILS: _("fails"),
        ProbeResult.NOT_TRIED: _("not tried"),
    }[result]


def short_verdict(state: ServiceState) -> str:
    """Tell in the fewest words what became of a service URL; why it failed comes last."""
    probed = state.probed
    if probed is None:
        return _("not tried yet")
    title = probe_title(probed.result)
    if probed.result is not ProbeResult.FAILS:
        return title
    if state.from_outside:
        return _not_from_here()
    return f"{title}: {failure_text(probed.failure)}" if probed.failure else title


def short_verdicts() -> tuple[str, ...]:
    """Give what a short verdict of what was tried can begin with, to be measured."""
    return (*map(probe_title, ProbeResult), _not_from_here())


def _not_from_here() -> str:
    # An address for clients inside, asked from outside.
    return _("not from here")


def withheld_text(probed: ServiceProbed) -> str:
    """Say why credentials were kept from a service; empty where they were not."""
    match probed.withheld:
        case None:
            return ""
        case Withheld.OTHER_ORGANISATION:
            return _("no credentials sent: the host may belong to somebody else")
        case Withheld.NO_TLS:
            return _("no credentials sent, for it is not https")
        case _:
            assert_never(probed.withheld)
