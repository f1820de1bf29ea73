"""Which service hosts may have the credentials that were given for Autodiscover."""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from app.domain.address import registrable_domain, same_organisation
from app.domain.probing import Withheld


def why_withheld(url: str, known_hosts: Iterable[str]) -> Withheld | None:
    """Say why nobody signs in at this service; None where one may, once its certificate is good.

    An answer may name any host. The password goes to those alone that the user has to do with
    already: the host that gave the settings (to which consent was given, where it was wanted),
    and those below the registered domain of that host, of the mail domain, or of the domain that
    the PC is joined to. Nobody is asked about others: Outlook, too, has no such question, and they
    are called reachable. protocol.md 8.2 rules 3, 5 and 10
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower().rstrip(".")
    if parts.scheme.lower() != "https":
        return Withheld.NO_TLS
    if any(_is_known(host, known.lower().rstrip(".")) for known in known_hosts if known):
        return None
    return Withheld.OTHER_ORGANISATION


def _is_known(host: str, known: str) -> bool:
    if host == known:
        return True
    # A name of one part, and an address, belong to whichever network one is in.
    has_domain = "." in host and "." in registrable_domain(host) and not _is_address(host)
    return has_domain and same_organisation(host, known)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
