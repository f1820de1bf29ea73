"""What was found out about the PC, in words, each fact with its origin."""

from app.domain.events import MachineDetected
from app.domain.machine import NO, YES, Fact, FactName
from app.wording.language import Naming, _, said
from app.wording.lines import Line, Mark, line


def machine_line(detected: MachineDetected, named: Naming = said) -> Line:
    """Tell in one line what the run rests on; `named` says how an origin is called."""
    mark = Mark.WARNING if detected.troubles else Mark.INFORMATION
    return line(_("This PC"), membership(detected, named), mark)


def membership(detected: MachineDetected, named: Naming = said) -> str:
    """Tell whether the PC is joined, to which domain, and where it is."""
    machine = detected.machine
    told = next((one for one in detected.facts if one.name is FactName.JOINED and one.used), None)
    if told is None:
        return _("not known to be joined to a domain, so taken for not joined")
    if not machine.joined:
        return _("not joined to a domain ({origin})").format(origin=named(told.origin))
    domain = machine.dns_domain or _("a domain")
    text = (
        _("joined to {domain}, AD site {site} ({origin})")
        if machine.site
        else _("joined to {domain} ({origin})")
    )
    return text.format(domain=domain, site=machine.site, origin=named(told.origin))


def fact_title(fact: Fact) -> str:
    """Name what a fact is about."""
    match fact.name:
        case FactName.POLICY:
            return _("Policy {about}").format(about=fact.about)
        case FactName.CACHED_ANSWER:
            return _("Settings that Outlook keeps, {about}").format(about=fact.about)
        case FactName.PROXY:
            return (
                _("Proxy for {about} addresses").format(about=fact.about)
                if fact.about
                else _("Proxy")
            )
        case FactName.LOCAL_XML:
            return (
                _("Local XML file for {about}").format(about=fact.about)
                if fact.about
                else _("Local XML file")
            )
        case _:
            return {
                FactName.JOINED: _("Joined to a domain"),
                FactName.DOMAIN: _("Domain"),
                FactName.FOREST: _("Forest"),
                FactName.CONTROLLER: _("Domain controller"),
                FactName.SITE: _("AD site"),
                FactName.DIRECTORY: _("Directory"),
                FactName.PROXY_EXCEPTIONS: _("Reached without the proxy"),
                FactName.PROXY_SCRIPT: _("Script that chooses the proxy (PAC)"),
                FactName.STORED_CREDENTIAL: _("Windows keeps credentials for"),
                FactName.PROXY_DETECTION: _("Script looked for in the network (WPAD)"),
            }[fact.name]


def fact_value(fact: Fact) -> str:
    """Tell what a fact is; only yes and no are words."""
    return {YES: _("yes"), NO: _("no")}.get(fact.value, fact.value)


def fact_origin(fact: Fact, named: Naming = said) -> str:
    """Tell what told a fact, and whether it counts."""
    text = _("from {origin}") if fact.used else _("from {origin}; does not count")
    return text.format(origin=named(fact.origin))


def fact_line(fact: Fact, named: Naming = said) -> Line:
    """Tell a fact in one line."""
    mark = Mark.INFORMATION if fact.used else Mark.SKIPPED
    return line(f"{fact_title(fact)}: {fact_value(fact)}", fact_origin(fact, named), mark)
