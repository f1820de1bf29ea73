"""What a directory's service connection points come to: which to ask, in what order, and why."""

import re
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

_FIRST_PART = re.compile(r"[^=,+\\]*=((?:[^,+\\]|\\.)*)", re.DOTALL)
_ESCAPED = re.compile(r"\\([^0-9A-Fa-f])")


class PointReason(StrEnum):
    """Why a service connection point was chosen at its rank, or passed over."""

    IN_SITE = "in-site"
    NO_SITE_SCOPE = "no-site-scope"
    """It names no site, and so serves all."""
    OTHER_SITE = "other-site"
    """It is for sites that this PC is not in."""
    SITE_UNKNOWN = "site-unknown"
    """The PC's site is not known, so that sites cannot decide."""
    DUPLICATE = "duplicate"
    """An earlier one has the same URL."""
    NO_URL = "no-url"
    """serviceBindingInformation is empty."""
    NOT_HTTPS = "not-https"
    MALFORMED_URL = "malformed-url"
    BEYOND_LIMIT = "beyond-limit"
    """This program asks no more than so many: Outlook may ask on."""
    UNKNOWN_KEYWORDS = "unknown-keywords"
    """It has neither of the two GUIDs of Autodiscover."""


class ServicePoint(Struct, frozen=True, kw_only=True, tag="service-point"):
    """One URL of one object; rank 1 is asked first, rank 0 never."""

    name: str
    """The object's distinguished name."""
    url: str
    """As stored; empty where nothing is."""
    sites: tuple[str, ...]
    created: datetime | None
    rank: int
    reason: PointReason

    @property
    def server(self) -> str:
        """The Client Access server, after which the object is named. [UCEDSG], protocol.md 2.1"""
        return _first_name(self.name)


class PointerReason(StrEnum):
    """What a pointer to another directory means for this address."""

    DOMAIN_MATCHES = "domain-matches"
    """It names the domain of the address: that directory is to be asked instead."""
    FALL_BACK = "fall-back"
    """It names no domain: asked where this directory has no URL at all."""
    OTHER_DOMAIN = "other-domain"
    """It is for something else: another domain, or a keyword that is not known."""
    NO_TARGET = "no-target"
    """serviceBindingInformation is empty."""


class ScpPointer(Struct, frozen=True, kw_only=True, tag="scp-pointer"):
    """An object that names another directory; `url` as stored, mostly LDAP://host[:port]."""

    name: str
    url: str
    domains: tuple[str, ...]
    created: datetime | None
    reason: PointerReason

    @property
    def object_name(self) -> str:
        """The object's own name, without where it lies."""
        return _first_name(self.name)


class ScpChoice(Struct, frozen=True, kw_only=True):
    """All objects that a directory gave, each with the reason for what becomes of it."""

    site: str | None
    """The PC's site; None where not known, empty where it is in none."""
    chosen: tuple[ServicePoint, ...] = ()
    """In the order in which a client asks them."""
    passed_over: tuple[ServicePoint, ...] = ()
    pointers: tuple[ScpPointer, ...] = ()
    follow: ScpPointer | None = None
    """The directory that a client with pointers would ask now, in place of the URLs chosen."""

    @property
    def urls(self) -> tuple[str, ...]:
        """The URLs to ask, in order."""
        return tuple(point.url for point in self.chosen)


def _first_name(name: str) -> str:
    """Give the value of a distinguished name's first part. RFC 4514 3"""
    # A comma, a plus and a backslash in a value have a backslash before them.
    first = _FIRST_PART.match(name)
    return _ESCAPED.sub(r"\1", first[1]).strip() if first else name
