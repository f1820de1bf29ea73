"""Whether a server shows another certificate to a client that does not say whom it wants."""

from msgspec import Struct

from app.domain.failures import Failure
from app.domain.verdict import Certificate


class SniComparison(Struct, frozen=True, kw_only=True):
    """The certificate of a host asked for by name (SNI), and without the name.

    Clients of Windows XP's time send no name: they get what the server shows to anybody.
    RFC 6066 3, protocol.md 5.6
    """

    host: str
    port: int
    with_name: str
    """SHA-256 of the certificate that the name brings."""
    without_name: Certificate | None = None
    """None where there was none: then the failure says why."""
    failure: Failure | None = None

    @property
    def is_same(self) -> bool:
        return self.without_name is not None and self.without_name.sha256 == self.with_name
