"""The steps of a round in order, known before anything is sent."""

from app.domain.address import EmailAddress
from app.domain.steps import Plan, PlannedStep, SkipReason, StepName
from app.domain.task import Machine, Task


def plan(task: Task, address: EmailAddress) -> Plan:
    """List the profile's steps for this address, each with the reason if it is skipped."""
    machine = task.machine
    order = list(task.profile.steps)
    if machine.policies.prefer_local_xml and StepName.LOCAL_XML in order:
        # The registry value PreferLocalXML puts it first. [KB2212902]
        order.remove(StepName.LOCAL_XML)
        order.insert(0, StepName.LOCAL_XML)
    return tuple(
        PlannedStep(
            step=step,
            targets=targets(step, task, address),
            skipped=_skipped(step, machine),
        )
        for step in order
    )


def targets(step: StepName, task: Task, address: EmailAddress) -> tuple[str, ...]:
    """Name what the step will ask first; empty where only the step itself finds out."""
    domain, path = address.domain, task.path
    match step:
        case StepName.HTTPS_ROOT:
            return (f"https://{domain}{path}",)
        case StepName.HTTPS_AUTODISCOVER:
            return (f"https://autodiscover.{domain}{path}",)
        case StepName.HTTP_REDIRECT:
            return (f"http://autodiscover.{domain}{path}",)
        case StepName.DNS_SRV:
            return (f"_autodiscover._tcp.{domain}",)
        case StepName.LOCAL_XML:
            # The registry value is named like the domain: it is for no other; the option is for
            # the address of the run. protocol.md 1.3
            is_first = address.domain == task.address.domain
            file = task.machine.local_xml_for(domain, by_option=is_first)
            return (file,) if file else ()
        case StepName.SCP:
            machine = task.machine
            controller = f"ldap://{machine.controller}" if machine.controller else ""
            directory = machine.directory or controller
            return (directory,) if directory else ()


def _skipped(step: StepName, machine: Machine) -> SkipReason | None:
    if step in machine.policies.excluded:
        return SkipReason.EXCLUDED_BY_POLICY
    if step is StepName.SCP and not machine.joined:
        return SkipReason.NOT_JOINED
    return None
