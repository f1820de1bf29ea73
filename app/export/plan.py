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
from app.wording.language import _

_CHECK_WIDTH = 48
_TICK_WIDTH = 10


def as_plan(session: Session) -> str:
    """Give the whole plan in plain characters: names, check-list, and every method's blocks."""
    plan = certificate_plan(session)
    if plan is None:
        return _("No certificate plan: this session names no mail domain.") + "\n"
    return "\n".join(_plan(plan)) + "\n"


def _plan(plan: CertificatePlan) -> Iterator[str]:
    yield _("Certificate plan for {domain}").format(domain=plan.domain)
    mail = _("mail. is {host} (proposed)") if plan.is_proposed else _("mail. is {host}")
    yield f"  {mail.format(host=plan.published)}"
    server = _("Client Access server: {server}").format(server=one_line(plan.server))
    yield f"  {server}"
    follows = (
        method_title(plan.follows) if plan.follows else _("none, as far as this session shows")
    )
    yield f"  {_('Followed: {method}').format(method=follows)}"
    if plan.principal:
        wants = f"{principal_text(plan.principal)}{events_text(plan.principal.evidence)}"
        wanted = _("Outlook Anywhere wants: {name}").format(name=one_line(wants))
        yield f"  {wanted}"
    recommended = _("Recommended: {method}").format(method=method_title(plan.recommended))
    yield f"  {recommended}"
    yield f"    {plan.because}"
    yield ""
    yield _("Names that certificates have to cover")
    for name in plan.names:
        yield from _name(name)
    yield ""
    yield from _check_list(plan)
    yield ""
    yield from (f"* {one_line(remark)}" for remark in plan.remarks)
    if plan.remarks:
        yield ""
    yield from _method(plan.of(plan.recommended))
    yield _("Not recommended")
    yield ""
    for method in Method:
        if method is not plan.recommended:
            yield from _method(plan.of(method))


def _name(name: NeededName) -> Iterator[str]:
    kind = "" if name.is_public else f" ({_('inside only')})"
    yield f"  {name.host}{kind}: {tick_title(name.covered)} - {one_line(name.why)}"
    for used in name.uses:
        yield f"    {use_title(used.use)}{events_text(used.evidence)}"


def _check_list(plan: CertificatePlan) -> Iterator[str]:
    heads = "".join(f"{method_name(one.method):<{_TICK_WIDTH}}" for one in plan.methods)
    yield f"{_('Check-list'):<{_CHECK_WIDTH}}{heads}".rstrip()
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
    yield _("State: {state}").format(state=state_title(plan.state))
    yield from _listed(_("Missing"), plan.missing)
    yield from _listed(_("Not seen"), plan.not_seen)
    for wanted in plan.certificates:
        yield _("Certificate (there already: {tick}): {names}").format(
            tick=tick_title(wanted.at_hand), names=", ".join(wanted.names)
        )
    yield _("To change: {changes}").format(changes=", ".join(plan.changes) or _("nothing"))
    if plan.perhaps:
        yield _("Not seen, to be looked at: {changes}").format(changes=", ".join(plan.perhaps))
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
