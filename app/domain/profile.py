"""What distinguishes one emulated client from another, as data."""

from msgspec import Struct

from app.domain.steps import StepName


class Limits(Struct, frozen=True, kw_only=True):
    """How long and how much; no wait and no input is without one."""

    connect_s: float
    """For one address of a host."""
    handshake_s: float
    response_s: float
    """From the request to the end of the response."""
    dns_s: float
    system_names_s: float
    """For the operating system's resolver, which asks several servers by times of its own."""
    directory_s: float
    """For one bind or one page of a search."""
    prompt_s: float = 60.0
    body_bytes: int = 1 << 20
    profile_connect_s: float | None = None
    """The profile's own connect_s, where --timeout has put another in its place."""

    @property
    def outlook_connect_s(self) -> float:
        """How long the emulated client itself waits for one address."""
        return self.connect_s if self.profile_connect_s is None else self.profile_connect_s


class Profile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One emulated client. A policy that differs between clients is a field here, never an `if`."""

    name: str
    title: str
    steps: tuple[StepName, ...]
    limits: Limits
    user_agent: str
    office: str
    """The version in the paths of its registry values, such as 12.0. [KB2212902]"""
    path: str
    """Of the hard-coded URLs, such as /autodiscover/autodiscover.xml."""
    spec_path: str
    """The same as the specification and old articles capitalise it."""
    redirect_statuses: tuple[int, ...]
    most_redirects: int
    final_errors: tuple[StepName, ...]
    """Steps in which a well-formed Error answer ends the run. [EWSMA]"""
    tolerates_untrusted_when_joined: bool
    """On the SCP path and the EXCH service URLs. TechNet bb851554 [SELFSIGNED]"""
    srv_uses_port: bool
    """Outlook 2007 ignores the port of an SRV record. [GROMOX-DOC]"""
    name_rules: str
    """outlook-2007 or rfc-9525."""
    fetches_intermediates: bool
    """Whether it fetches issuers that a server did not send (AIA), as Windows does.
    protocol.md 5.6"""
