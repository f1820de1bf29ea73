"""Asks the platform everything at the same time, each inquiry within its limit."""

from collections.abc import Sequence

import anyio
import anyio.to_thread

from app.domain.machine import YES, FactName
from app.machine.platform import Inquiry, NotToldError, Platform, Told


async def detect(platform: Platform, office: str, limit_s: float) -> Told:
    """Find out what the PC knows; it takes at most twice the limit, and cancelling is immediate.

    Some calls of Windows go to the network and cannot be interrupted: their threads are left
    alone once the limit has passed.
    """
    inquiries = platform.inquiries(office)
    told = await _ask_all([one for one in inquiries if not one.only_joined], limit_s)
    facts = [fact for one in told.values() for fact in one.facts]
    is_joined = any(fact.name is FactName.JOINED and fact.value == YES for fact in facts)
    if is_joined:
        told |= await _ask_all([one for one in inquiries if one.only_joined], limit_s)
    # In the order of the inquiries, whichever came back first.
    in_order = [told[one.origin] for one in inquiries if one.origin in told]
    return Told(
        facts=tuple(fact for one in in_order for fact in one.facts),
        troubles=tuple(trouble for one in in_order for trouble in one.troubles),
    )


async def _ask_all(inquiries: Sequence[Inquiry], limit_s: float) -> dict[str, Told]:
    told: dict[str, Told] = {}

    async def ask(inquiry: Inquiry) -> None:
        told[inquiry.origin] = await _ask(inquiry, limit_s)

    async with anyio.create_task_group() as tasks:
        for inquiry in inquiries:
            tasks.start_soon(ask, inquiry)
    return told


async def _ask(inquiry: Inquiry, limit_s: float) -> Told:
    try:
        with anyio.fail_after(limit_s):
            return await anyio.to_thread.run_sync(inquiry.ask, abandon_on_cancel=True)
    except NotToldError as error:
        return Told(troubles=(str(error),))
    except TimeoutError:
        # Before OSError, of which it is one.
        return Told(troubles=(f"{inquiry.origin} gave no answer within {limit_s:g} s.",))
    except OSError as error:
        return Told(troubles=(f"{inquiry.origin}: {error.strerror or error}.",))
