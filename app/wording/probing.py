"""What a service told, and which features of Outlook that makes work, in words."""

from typing import assert_never

from app.domain.events import ServiceProbed
from app.domain.probing import (
    AvailabilityTold,
    OabTold,
    OofTold,
    RpcProxyTold,
    Told,
    UmTold,
    Withheld,
)
from app.wording.lines import one_line


def told_text(told: Told) -> str:
    """Tell what a service said, in a few words."""
    match told:
        case OabTold(name=name, generation=generation, size=size):
            return f"{one_line(name) or 'one book'}, generation {generation}, {size:,} bytes"
        case AvailabilityTold():
            return "it has free/busy information of today"
        case OofTold(state=state, audience=audience):
            return _oof(one_line(state), one_line(audience))
        case UmTold(enabled=True):
            return "the user has voice mail"
        case UmTold():
            return "the user has no voice mail, as most have none"
        case RpcProxyTold():
            return "the RPC proxy lets this user in"
        case _:
            assert_never(told)


def _oof(state: str, audience: str) -> str:
    now = {
        "disabled": "switched off at present",
        "enabled": "switched on at present",
        "scheduled": "switched on for a certain time",
    }.get(state.lower(), state or "state not told")
    outside = {"none": "nobody outside", "known": "contacts outside", "all": "everybody outside"}
    answered = outside.get(audience.lower(), "")
    return f"{now}, answers {answered}" if answered else now


def withheld_text(probed: ServiceProbed) -> str:
    """Say why credentials were kept from a service; empty where they were not."""
    match probed.withheld:
        case None:
            return ""
        case Withheld.OTHER_ORGANISATION:
            return "no credentials sent: the host may belong to somebody else"
        case Withheld.NO_TLS:
            return "no credentials sent, for it is not https"
        case _:
            assert_never(probed.withheld)
