"""What a domain controller says of itself, and of where it sees this PC."""

from msgspec import Struct


class Controller(Struct, frozen=True, kw_only=True):
    """The answer to a NetLogon ping; names without a trailing dot. [MS-ADTS] 6.3.1.9"""

    host: str
    """Its own DNS name."""
    domain: str
    forest: str
    netbios_domain: str = ""
    netbios_host: str = ""
    site: str = ""
    """The AD site that it stands in."""
    client_site: str = ""
    """The AD site of the address that the ping came from; empty where its subnet is mapped to
    none."""
