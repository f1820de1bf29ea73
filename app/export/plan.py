"""A certificate plan as a text to read, and as JSON."""

from collections.abc import Iterator
from typing import Any

import msgspec

from app.certificates.planner import certificate_plan
from app.domain.deployment import (
    Block,
    CertificatePlan,
    Method,
    MethodPlan,
    NeededName,
)
from app.domain.session import Session
from app.wording import one_line
from app.wording.deployment import (
    block_kind_title,
    check_title,
    events_text,
    method_name,
    method_title,
    principal_text,
    state_title,
    tick_title,
    use_title,
)

_CHECK_WIDTH = 48
_TICK_WIDTH = 10


def as_plan(session: Session) -> str:
    """Give the whole plan in plain characters: names, check-list, and every method's blocks."""
    plan = certificate_plan(session)
    if plan is None:
        return "No certificate plan: this session names no mail domain.\n"
    return "\n".join(_plan(plan)) + "\n"


def _plan(plan: CertificatePlan) -> Iterator[str]:
    yield f"Certificate plan for {plan.domain}"
    yield f"  mail. is {plan.published}{' (proposed)' if plan.is_proposed else ''}"
    yield f"  Client Access server: {one_line(plan.server)}"
    follows = method_title(plan.follows) if plan.follows else "none, as far as this session shows"
    yield f"  Followed: {follows}"
    if plan.principal:
        wants = f"{principal_text(plan.principal)}{events_text(plan.principal.evidence)}"
        yield f"  Outlook Anywhere wants: {one_line(wants)}"
    yield f"  Recommended: {method_title(plan.recommended)}"
    yield f"    {plan.because}"
    yield ""
    yield "Names that certificates have to cover"
    for name in plan.names:
        yield from _name(name)
    yield ""
    yield from _check_list(plan)
    yield ""
    yield from (f"* {one_line(remark)}" for remark in plan.remarks)
    if plan.remarks:
        yield ""
    yield from _method(plan.of(plan.recommended))
    yield "Not recommended"
    yield ""
    for method in Method:
        if method is not plan.recommended:
            yield from _method(plan.of(method))


def _name(name: NeededName) -> Iterator[str]:
    kind = "" if name.is_public else " (inside only)"
    yield f"  {name.host}{kind}: {tick_title(name.covered)} - {one_line(name.why)}"
    for used in name.uses:
        yield f"    {use_title(used.use)}{events_text(used.evidence)}"


def _check_list(plan: CertificatePlan) -> Iterator[str]:
    heads = "".join(f"{method_name(one.method):<{_TICK_WIDTH}}" for one in plan.methods)
    yield f"{'Check-list':<{_CHECK_WIDTH}}{heads}".rstrip()
    for lines in zip(*(one.ticks for one in plan.methods), strict=True):
        ticks = "".join(f"{tick_title(one.tick):<{_TICK_WIDTH}}" for one in lines)
        yield f"{check_title(lines[0].check):<{_CHECK_WIDTH}}{ticks}".rstrip()
        for why in dict.fromkeys(
            f"{one.why}{events_text(one.evidence)}" for one in lines if one.why
        ):
            yield f"  {one_line(why)}"


def _method(plan: MethodPlan) -> Iterator[str]:
    title = method_title(plan.method)
    yield title
    yield "=" * len(title)
    yield f"State: {state_title(plan.state)}"
    yield from _listed("Missing", plan.missing)
    yield from _listed("Not seen", plan.not_seen)
    for wanted in plan.certificates:
        hand = f" (there already: {tick_title(wanted.at_hand)})"
        yield f"Certificate{hand}: {', '.join(wanted.names)}"
    yield f"To change: {', '.join(plan.changes) or 'nothing'}"
    if plan.perhaps:
        yield f"Not seen, to be looked at: {', '.join(plan.perhaps)}"
    yield ""
    for block in plan.blocks:
        yield from _block(block)


def _listed(title: str, items: tuple[str, ...]) -> Iterator[str]:
    if items:
        yield f"{title}:"
        yield from (f"  - {one_line(item)}" for item in items)


def _block(block: Block) -> Iterator[str]:
    yield f"--- {block.title} ({block_kind_title(block.kind)})"
    yield from block.text.splitlines()
    yield ""


def plan_document(session: Session) -> dict[str, Any] | None:
    """Give the plan for the JSON of a run: the fields of the domain's values, by their names."""
    plan = certificate_plan(session)
    if plan is None:
        return None
    document: dict[str, Any] = msgspec.to_builtins(plan)
    for method, written in zip(plan.methods, document["methods"], strict=True):
        written |= {"missing": list(method.missing), "not_seen": list(method.not_seen)}
    return document
