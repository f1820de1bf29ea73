"""What a look at one server's certificate, or at a file of certificates, came to."""

from msgspec import Struct

from app.domain.connections import Connection, Judged
from app.domain.failures import Failure
from app.domain.sni import SniComparison
from app.domain.verdict import Certificate


class InspectionWish(Struct, frozen=True, kw_only=True):
    """What to look at, as a person typed it."""

    target: str
    """HOST[:PORT], an https URL, or the path of a PEM, DER or P7B file."""
    name: str = ""
    """The host name to judge for; empty: the one that is asked, or the file's own."""


class CertificateDetails(Struct, frozen=True, kw_only=True):
    """What a certificate says beyond what a session keeps of it; empty where it says nothing."""

    sha1: str
    version: str = ""
    constraints: str = ""
    """Basic constraints in words."""
    usages: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    """The extended key usages."""
    issuer_urls: tuple[str, ...] = ()
    """Where the issuer's certificate lies (AIA)."""
    ocsp_urls: tuple[str, ...] = ()
    crl_urls: tuple[str, ...] = ()
    subject_key: str = ""
    authority_key: str = ""


class Inspection(Struct, frozen=True, kw_only=True):
    """The result; `judged` is None where no certificate came, and `failure` then says why."""

    target: str
    """As it was understood: HOST:PORT, or the path of the file."""
    is_file: bool
    judged: Judged | None = None
    failure: Failure | None = None
    connections: tuple[Connection, ...] = ()
    without_name: SniComparison | None = None
    """What the server shows to a client that does not name it; None where no name was sent."""
    details: tuple[tuple[str, CertificateDetails], ...] = ()
    """By the SHA-256 of each certificate that was presented or is part of the path."""

    @property
    def accepted(self) -> bool:
        """Whether this client would go on with the certificate."""
        return self.judged is not None and self.judged.acceptance.accepted

    @property
    def chain(self) -> tuple[Certificate, ...]:
        """What was presented, then what completes the path."""
        if self.judged is None:
            return ()
        verdict = self.judged.verdict
        shown = {one.sha256 for one in verdict.presented}
        return (*verdict.presented, *(one for one in verdict.path if one.sha256 not in shown))

    def details_of(self, certificate: Certificate) -> CertificateDetails | None:
        """Give the details of one certificate of the chain."""
        return next((one for sha256, one in self.details if sha256 == certificate.sha256), None)
