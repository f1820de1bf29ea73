"""All that a run is asked to do, known before anything is sent."""

from enum import StrEnum

from msgspec import Struct

from app.domain.address import EmailAddress
from app.domain.authentication import Authentication
from app.domain.profile import Limits, Profile
from app.domain.proxies import ProxySettings
from app.domain.steps import StepName


class Mode(StrEnum):
    """As Outlook does, stopping at the first success; or every step, at the same time."""

    OUTLOOK = "outlook"
    SURVEY = "survey"


class Policies(Struct, frozen=True, kw_only=True):
    """The registry values that steer Autodiscover. protocol.md 1.7 [KB2212902] [KB2480582]"""

    excluded: tuple[StepName, ...] = ()
    prefer_local_xml: bool = False
    redirect_servers: tuple[str, ...] = ()
    """Hosts for which no redirect consent is asked; lower case."""


class LocalXml(Struct, frozen=True, kw_only=True):
    """The registry value named like a mail domain: the file that answers for it."""

    domain: str
    """In lower case."""
    path: str


class Machine(Struct, frozen=True, kw_only=True):
    """What the PC knows."""

    joined: bool = False
    dns_domain: str = ""
    """The directory's domain, to find a domain controller by; empty where not known."""
    directory: str = ""
    """ldap:// or ldaps:// URL of the directory to ask; empty: find one."""
    controller: str = ""
    """The domain controller that the operating system named; empty: DNS is asked for one."""
    site: str = ""
    """The AD site; empty where not known."""
    policies: Policies = Policies()
    local_xml: str = ""
    """The file that the local XML step reads, whatever the domain; empty where none is given."""
    local_xml_files: tuple[LocalXml, ...] = ()
    proxies: ProxySettings = ProxySettings()
    """What decides about proxies, for HTTP alone."""

    def local_xml_for(self, domain: str, *, by_option: bool) -> str:
        """Give the file that the local XML step reads for a mail domain; empty: none is set.

        `by_option`: whether a file that was given for the run may stand for the registry's.
        """
        named = (one.path for one in self.local_xml_files if one.domain == domain.lower())
        given = self.local_xml if by_option else ""
        return given or next(named, "")


class Task(Struct, frozen=True, kw_only=True):
    """Plan and run rest on this alone; credentials travel apart, in a SignIn."""

    address: EmailAddress
    profile: Profile
    mode: Mode
    machine: Machine
    limits: Limits
    path: str
    """The path of the hard-coded URLs, in the case that was asked for."""
    authentication: Authentication = Authentication()
    probes: bool = True
    """Whether the URLs that come back are tried."""
