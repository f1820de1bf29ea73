"""What was found out about the PC, each fact with its origin, and what a run makes of it."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from app.domain.proxies import (
    DIRECT,
    NONE,
    ProxyAt,
    ProxySettings,
    WrongProxyError,
    read_proxy,
)
from app.domain.steps import StepName
from app.domain.task import LocalXml, Machine, Policies

# The names of the registry values. [KB2212902] [KB2480582], protocol.md 1.7
EXCLUSIONS: Final = MappingProxyType(
    {
        "ExcludeScpLookup": StepName.SCP,
        "ExcludeHttpsRootDomain": StepName.HTTPS_ROOT,
        "ExcludeHttpsAutoDiscoverDomain": StepName.HTTPS_AUTODISCOVER,
        "ExcludeHttpRedirect": StepName.HTTP_REDIRECT,
        "ExcludeSrvRecord": StepName.DNS_SRV,
    }
)
PREFER_LOCAL: Final = "PreferLocalXML"
REDIRECT_SERVERS: Final = "RedirectServers"

YES: Final = "yes"
NO: Final = "no"


class FactName(StrEnum):
    """What a fact is about."""

    JOINED = "joined"
    """Whether the PC belongs to a domain: yes or no."""
    DOMAIN = "domain"
    FOREST = "forest"
    CONTROLLER = "controller"
    """The domain controller that the operating system would ask."""
    SITE = "site"
    DIRECTORY = "directory"
    """The URL of the directory to ask."""
    POLICY = "policy"
    """A registry value that steers Autodiscover; `about` is its name."""
    LOCAL_XML = "local-xml"
    """The file of the local XML step; `about` is the mail domain, empty for any."""
    PROXY = "proxy"
    """HOST:PORT or direct; `about` is the scheme of the URLs that it is for, https or http."""
    PROXY_EXCEPTIONS = "proxy-exceptions"
    """Patterns of hosts that are reached directly, with semicolons between them; or none."""
    PROXY_SCRIPT = "proxy-script"
    """The URL of the script that chooses (PAC), or none."""
    PROXY_DETECTION = "proxy-detection"
    """Whether such a script is looked for in the network (WPAD): yes or no."""
    CACHED_ANSWER = "cached-answer"
    """An answer that Outlook keeps; `about` is the name of the file."""
    STORED_CREDENTIAL = "stored-credential"
    """The name under which Windows keeps credentials; what it keeps is never read."""


class Fact(Struct, frozen=True, kw_only=True):
    """One thing that was found out or given."""

    name: FactName
    value: str
    origin: str
    """What told it: a call, a file, a registry key or an option, as an expert knows it."""
    about: str = ""
    used: bool = True
    """False where another origin that counts more says something about the same."""


def settled(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Mark which facts count: of several about the same, the first."""
    known: set[tuple[str, ...]] = set()
    marked: list[Fact] = []
    for fact in facts:
        sameness = _sameness(fact)
        marked.append(replace(fact, used=sameness not in known))
        known.add(sameness)
    return tuple(marked)


def machine_of(facts: Iterable[Fact]) -> Machine:
    """Give the machine that the facts in use describe."""
    used = [fact for fact in facts if fact.used]
    policies = [fact for fact in used if fact.name is FactName.POLICY]
    on = {fact.about for fact in policies if fact.value == "1"}
    files = [fact for fact in used if fact.name is FactName.LOCAL_XML]
    is_joined = _value(used, FactName.JOINED) == YES
    return Machine(
        joined=is_joined,
        dns_domain=_value(used, FactName.DOMAIN) if is_joined else "",
        directory=_value(used, FactName.DIRECTORY),
        controller=_value(used, FactName.CONTROLLER) if is_joined else "",
        site=_value(used, FactName.SITE),
        policies=Policies(
            excluded=tuple(step for name, step in EXCLUSIONS.items() if name in on),
            prefer_local_xml=PREFER_LOCAL in on,
            redirect_servers=tuple(
                fact.value.lower() for fact in policies if fact.about == REDIRECT_SERVERS
            ),
        ),
        local_xml=next((fact.value for fact in files if not fact.about), ""),
        local_xml_files=tuple(
            LocalXml(domain=fact.about.lower(), path=fact.value) for fact in files if fact.about
        ),
        proxies=_proxies(used),
    )


def _proxies(facts: Sequence[Fact]) -> ProxySettings:
    https = _first(facts, FactName.PROXY, "https")
    http = _first(facts, FactName.PROXY, "http")
    exceptions = _first(facts, FactName.PROXY_EXCEPTIONS)
    script = _first(facts, FactName.PROXY_SCRIPT)
    detection = _first(facts, FactName.PROXY_DETECTION)
    named = https or http
    return ProxySettings(
        https=_proxy(https),
        http=_proxy(http),
        origin=named.origin if named else "",
        exceptions=_patterns(exceptions),
        exceptions_origin=exceptions.origin if exceptions else "",
        script=script.value if script and script.value != NONE else "",
        script_origin=script.origin if script else "",
        detects=detection is not None and detection.value == YES,
        detects_origin=detection.origin if detection else "",
    )


def _proxy(fact: Fact | None) -> ProxyAt | None:
    if fact is None or fact.value == DIRECT:
        return None
    try:
        return read_proxy(fact.value)
    except WrongProxyError:
        # Only in a log that somebody has changed: what is no proxy never becomes a fact.
        return None


def _patterns(fact: Fact | None) -> tuple[str, ...]:
    if fact is None or fact.value == NONE:
        return ()
    return tuple(part.strip() for part in fact.value.split(";") if part.strip())


def _first(facts: Sequence[Fact], name: FactName, about: str = "") -> Fact | None:
    return next((one for one in facts if one.name is name and one.about == about), None)


def _sameness(fact: Fact) -> tuple[str, ...]:
    # RedirectServers is a list: each host in it is a fact of its own.
    member = fact.value.casefold() if fact.about == REDIRECT_SERVERS else ""
    return fact.name, fact.about.casefold(), member


def _value(facts: Iterable[Fact], name: FactName) -> str:
    return next((fact.value for fact in facts if fact.name is name), "")
