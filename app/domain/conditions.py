"""What a session keeps of how its run was made, so that its services can be tried again so."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from app.domain.authentication import Scheme
from app.domain.options import RunOptions


class Conditions(Struct, frozen=True, kw_only=True):
    """The options of a run that count for its services; no password is among them.

    In practice without the addresses of the servers, which are others the next time.
    """

    username: str = ""
    current_user: bool = False
    scenario: str = ""
    """The practice scenario; empty: the run went to the world."""
    outside: bool = False
    """In practice: from outside."""
    authentication: tuple[str, ...] = ()
    joined: str = ""
    resolvers: tuple[str, ...] = ()
    connects: tuple[str, ...] = ()
    proxy: str = ""
    no_proxy: bool = False
    trust_files: tuple[str, ...] = ()
    """Their names, without the folders."""
    system_trust: bool = True
    at: str = ""
    revocation: bool = False
    old_tls: str = ""
    timeout: float | None = None


class Continued(Struct, frozen=True, kw_only=True):
    """The earlier run whose services a run tries again."""

    log: str
    """The name of its file, without the folder; empty where it has none."""
    started_at: datetime


_AS_THEY_ARE: Final = (
    *("username", "current_user", "scenario", "outside", "at", "revocation", "old_tls", "timeout"),
    *("proxy", "no_proxy"),
)
_OF_THE_WORLD: Final = ("joined", "resolvers", "connects", "system_trust")


def conditions_of(options: RunOptions) -> Conditions:
    """Give what is kept of the options of a run."""
    names = _AS_THEY_ARE if options.scenario else (*_AS_THEY_ARE, *_OF_THE_WORLD)
    files = () if options.scenario else options.trust_files
    return Conditions(
        **{name: getattr(options, name) for name in names},
        authentication=options.authentication or (),
        trust_files=tuple(map(_file_name, files)),
    )


def options_again(conditions: Conditions) -> RunOptions:
    """Give the options that hold again because the session says so.

    A session may come from anybody. So nothing that lets more pass is taken from it: no file of
    trust anchors, no day on which a certificate was good, no Basic by name (which goes out on a
    tolerated certificate), no joined PC (whose services need no trusted certificate), and no
    leave to use the credentials of whoever is signed in. Those have to be given again.
    """
    named = conditions.authentication
    user, at_sign, place = conditions.proxy.rpartition("@")
    scheme = user.partition("://")[0]
    return RunOptions(
        username=conditions.username,
        authentication=named if named and Scheme.BASIC not in named else None,
        joined=conditions.joined if conditions.joined == "no" else "",
        resolvers=conditions.resolvers,
        connects=conditions.connects,
        # Its user would want a password.
        proxy=f"{scheme}://{place}" if at_sign else conditions.proxy,
        no_proxy=conditions.no_proxy,
        system_trust=conditions.system_trust,
        revocation=conditions.revocation,
        old_tls=conditions.old_tls if conditions.old_tls == "look" else "",
        timeout=conditions.timeout,
        outside=conditions.outside,
    )


def _file_name(path: str) -> str:
    # Of either system, whichever this one is.
    return path.replace("\\", "/").rpartition("/")[2]
