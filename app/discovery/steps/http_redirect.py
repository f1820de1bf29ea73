"""The HTTP redirect: a GET without credentials, whose Location is asked once the user allows it."""

from app.discovery.circumstances import Circumstances
from app.discovery.follow import GoTo
from app.discovery.pursue import pursue
from app.domain.steps import StepResult


async def take(here: Circumstances) -> StepResult:
    """Ask http://autodiscover.DOMAIN/... where to go. [OXDISCO-302], protocol.md 1.3 S4."""
    (url,) = here.planned.targets
    return await pursue(GoTo(url=url, method="GET"), here)
