"""The options of a run as a person typed them, before anybody has checked or converted them."""

from msgspec import Struct
from msgspec.structs import replace

from app.domain.secret import Secret


class WrongUseError(ValueError):
    """An option cannot be taken as it stands; the message is one line that says what to do."""


class RunOptions(Struct, frozen=True, kw_only=True):
    """What `check` takes, what a practice scenario starts with, and what the window's form holds.

    Text as typed: an empty text, an empty tuple and None mean "not given", so that a
    scenario's options can be told from those that win over them.
    The account's password is not in here.
    """

    address: str = ""
    username: str = ""
    """Empty: the address."""
    current_user: bool = False
    """Whether the signed-in user's own credentials may be used, before those that were given."""
    profile: str = ""
    """The name of a profile; empty: outlook-2007."""
    mode: str = ""
    """outlook or survey; empty: outlook."""
    sign_in: bool = True
    """Whether credentials may be used at all, those of a practice scenario included."""
    authentication: tuple[str, ...] | None = None
    """Of negotiate, ntlm, basic; None: all of them, strongest first, none of them named."""
    joined: str = ""
    """auto, yes or no; empty: auto."""
    asks_machine: bool = True
    """Whether this PC is asked what it knows; a practice scenario brings a PC of its own."""
    scenario: str = ""
    """The practice scenario that these options reach; for the session to tell."""
    outside: bool = False
    """In practice: from outside, as its scenario sees it. Elsewhere `joined` and `resolvers` say
    what that is."""
    directory: str = ""
    """ldap://HOST[:PORT] or ldaps://HOST[:PORT]."""
    site: str = ""
    policies: tuple[str, ...] = ()
    """Each NAME=VALUE, with a name that the registry has."""
    local_xml: str = ""
    """The file that the local XML step reads."""
    resolvers: tuple[str, ...] = ()
    """Each ADDRESS[:PORT]; an IPv6 address with a port stands in brackets."""
    connects: tuple[str, ...] = ()
    """Each HOST:PORT=ADDRESS[:PORT]."""
    proxy: str = ""
    """http://[USER@]HOST[:PORT]; empty: as the system says."""
    no_proxy: bool = False
    """Whether everything is asked directly, whatever the system says."""
    proxy_password: Secret | None = None
    """For the user whom `proxy` names."""
    proxy_current_user: bool = False
    """Whether a proxy that asks may have the signed-in user's own credentials."""
    trust_files: tuple[str, ...] = ()
    system_trust: bool = True
    at: str = ""
    """The day, in ISO 8601, as of which certificates are judged; empty: today."""
    consent: str = ""
    """ask, allow or deny, for redirects; empty: ask where somebody can answer, else deny."""
    security_alert: str = ""
    """skip or accept; empty: skip."""
    revocation: bool = False
    """Whether OCSP and CRLs are asked too."""
    old_tls: str = ""
    """allow or look; empty: allow."""
    path_case: str = ""
    """lower or spec; empty: lower."""
    timeout: float | None = None
    """Seconds for one connection; None: as the profile says."""
    probes: bool = True
    """Whether the URLs that come back are tried."""
    save: str = ""
    """The file that takes the session log; empty: none besides the program's own."""


def merged(options: RunOptions, overrides: RunOptions) -> RunOptions:
    """Let every option that was given win; one that has its default was not given."""
    blank = RunOptions()
    given = {
        name: getattr(overrides, name)
        for name in overrides.__struct_fields__
        if getattr(overrides, name) != getattr(blank, name)
    }
    return replace(options, **given)
