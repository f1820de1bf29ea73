"""Whether a PC belongs to a domain."""

from msgspec import Struct

from app.domain.task import JoinedBecause


class Membership(Struct, frozen=True, kw_only=True):
    """As the operating system tells it; by default it tells nothing, and counts as not joined."""

    joined: bool = False
    dns_domain: str = ""
    """The directory's domain; empty where not known."""
    because: JoinedBecause = JoinedBecause.UNKNOWN
