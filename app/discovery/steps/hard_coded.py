"""The two hard-coded URLs: https://DOMAIN/... and https://autodiscover.DOMAIN/... [SEED]."""

from app.discovery.circumstances import Circumstances
from app.discovery.follow import GoTo
from app.discovery.pursue import pursue
from app.domain.steps import StepResult


async def take(here: Circumstances) -> StepResult:
    """Ask the one URL of the plan. [OXDISCO-3.1.5], protocol.md 1.3 S2, S3."""
    (url,) = here.planned.targets
    return await pursue(GoTo(url=url), here)
