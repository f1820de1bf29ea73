"""The seam to the network: all that discovery and probes know of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from app.domain.acceptance import CertificatePolicy
from app.domain.attempts import Exchange, Lookup, Ping, Search
from app.domain.authentication import Authentication
from app.domain.profile import Limits
from app.domain.questions import DnsQuestion, HttpQuestion, LdapQuestion, PingQuestion
from app.domain.recorder import Reporter
from app.domain.sign_in import SignIn


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms one attempt may go out."""

    limits: Limits
    policy: CertificatePolicy
    authentication: Authentication
    sign_in: SignIn | None
    """None: anonymous only, whatever the server wants."""
    domain: str = ""
    """The domain that this PC belongs to, or knows; empty where there is none."""
    keep: Callable[[bytes, str], bytes] | None = None
    """Where answers may hold what is the user's alone: gives the part of a body (and media type)
    that may be kept. Nothing else of the body is in any event, nor in the attempt."""


class Network(Protocol):
    """Asks one target once.

    Each method reports the events of an attempt, from AttemptStarted to AttemptFinished, to
    `report`, which is bound to a new attempt; and gives the attempt as folded from them.
    Expected failures stand in the attempt; nothing but cancellation is raised.
    """

    async def exchange(self, question: HttpQuestion, terms: Terms, report: Reporter) -> Exchange:
        """Ask over HTTP: anonymously, then signed in where the server wants it and the terms allow.

        Redirects are not followed. A certificate that the policy does not accept ends the
        attempt with certificate-rejected before a byte of HTTP goes out.
        """
        ...

    async def lookup(self, question: DnsQuestion, terms: Terms, report: Reporter) -> Lookup:
        """Ask for SRV records; they come best first: lowest priority, then highest weight."""
        ...

    async def search(self, question: LdapQuestion, terms: Terms, report: Reporter) -> Search:
        """Search below a directory's configuration naming context.

        Strongest first: Kerberos and NTLM, signed and sealed, or tied to the certificate inside
        TLS; then the password itself, over LDAPS or StartTLS only. Where none of it is
        possible, the search is anonymous, and says why.
        """
        ...

    async def ping(self, question: PingQuestion, terms: Terms, report: Reporter) -> Ping:
        """Ask a domain controller over UDP for itself and for the client's AD site.

        Nothing of the user goes out, and nothing that comes in is proven.
        """
        ...
