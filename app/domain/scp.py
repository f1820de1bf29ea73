"""What a directory's service connection points come to: which to ask, in what order, and why."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class PointReason(StrEnum):
    """Why a service connection point was chosen at its rank, or passed over."""

    IN_SITE = "in-site"
    NO_SITE_SCOPE = "no-site-scope"
    """It names no site, and so serves all."""
    OTHER_SITE = "other-site"
    SITE_UNKNOWN = "site-unknown"
    """The PC's site is not known, so that sites cannot decide."""
    DUPLICATE = "duplicate"
    """An earlier one has the same URL."""
    NO_URL = "no-url"
    """serviceBindingInformation is empty."""
    NOT_HTTPS = "not-https"
    MALFORMED_URL = "malformed-url"
    UNKNOWN_KEYWORDS = "unknown-keywords"
    """It has neither of the two GUIDs of Autodiscover."""


class ServicePoint(Struct, frozen=True, kw_only=True):
    """One URL of one object; rank 1 is asked first, rank 0 never."""

    name: str
    """The object's distinguished name."""
    url: str
    """As stored; empty where nothing is."""
    sites: tuple[str, ...]
    created: datetime | None
    rank: int
    reason: PointReason


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


class ScpPointer(Struct, frozen=True, kw_only=True):
    """An object that names another directory; `url` as stored, mostly LDAP://host[:port]."""

    name: str
    url: str
    domains: tuple[str, ...]
    created: datetime | None
    reason: PointerReason


class ScpChoice(Struct, frozen=True, kw_only=True):
    """All objects that a directory gave, each with the reason for what becomes of it."""

    site: str
    """The PC's site; empty where not known."""
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

    @property
    def site_unknown(self) -> bool:
        """Whether the order was made without knowing the PC's site."""
        return not self.site
