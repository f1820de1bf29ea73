"""What was found out about the PC, in words, each fact with its origin."""

from app.domain.events import MachineDetected
from app.domain.machine import Fact, FactName
from app.wording.lines import Line, Mark, line


def machine_line(detected: MachineDetected) -> Line:
    """Tell in one line what the run rests on."""
    mark = Mark.WARNING if detected.troubles else Mark.INFORMATION
    return line("This PC", membership(detected), mark)


def membership(detected: MachineDetected) -> str:
    """Tell whether the PC is joined, to which domain, and where it is."""
    machine = detected.machine
    told = next((one for one in detected.facts if one.name is FactName.JOINED and one.used), None)
    if told is None:
        return "not known to be joined to a domain, so taken for not joined"
    if not machine.joined:
        return f"not joined to a domain ({told.origin})"
    domain = machine.dns_domain or "a domain"
    site = f", AD site {machine.site}" if machine.site else ""
    return f"joined to {domain}{site} ({told.origin})"


def fact_title(fact: Fact) -> str:
    """Name what a fact is about."""
    match fact.name:
        case FactName.POLICY:
            return f"Policy {fact.about}"
        case FactName.CACHED_ANSWER:
            return f"Settings that Outlook keeps, {fact.about}"
        case FactName.PROXY:
            return f"Proxy for {fact.about} addresses" if fact.about else "Proxy"
        case FactName.LOCAL_XML:
            return f"Local XML file for {fact.about}" if fact.about else "Local XML file"
        case _:
            return {
                FactName.JOINED: "Joined to a domain",
                FactName.DOMAIN: "Domain",
                FactName.FOREST: "Forest",
                FactName.CONTROLLER: "Domain controller",
                FactName.SITE: "AD site",
                FactName.DIRECTORY: "Directory",
                FactName.PROXY_EXCEPTIONS: "Reached without the proxy",
                FactName.PROXY_SCRIPT: "Script that chooses the proxy (PAC)",
                FactName.STORED_CREDENTIAL: "Windows keeps credentials for",
                FactName.PROXY_DETECTION: "Script looked for in the network (WPAD)",
            }[fact.name]


def fact_origin(fact: Fact) -> str:
    """Tell what told a fact, and whether it counts."""
    return f"from {fact.origin}" if fact.used else f"from {fact.origin}; does not count"


def fact_line(fact: Fact) -> Line:
    """Tell a fact in one line."""
    mark = Mark.INFORMATION if fact.used else Mark.SKIPPED
    return line(f"{fact_title(fact)}: {fact.value}", fact_origin(fact), mark)
