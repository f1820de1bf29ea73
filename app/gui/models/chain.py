"""A certificate chain as titles and facts, in the order from the server's own to the anchor."""

from collections.abc import Mapping

from msgspec import Struct

from app.domain.inspection import CertificateDetails
from app.domain.verdict import Certificate, Verdict
from app.wording.inspection import certificate_facts, certificate_role


class Link(Struct, frozen=True, kw_only=True):
    """One certificate of the chain: its title, and what a person wants to know of it."""

    title: str
    facts: tuple[tuple[str, str], ...]


def chain_links(
    verdict: Verdict, details: Mapping[str, CertificateDetails] | None = None
) -> tuple[Link, ...]:
    """Give what the server showed, then what was found elsewhere to complete the chain.

    `details`: what is known beyond the certificates themselves, by their SHA-256.
    """
    shown = {one.sha256 for one in verdict.presented}
    chain = (*verdict.presented, *(one for one in verdict.path if one.sha256 not in shown))
    known = details or {}
    return tuple(
        Link(
            title=f"{one.subject or 'no subject'} — {_role(verdict, place, one)}",
            facts=certificate_facts(one, known.get(one.sha256)),
        )
        for place, one in enumerate(chain)
    )


def _role(verdict: Verdict, place: int, certificate: Certificate) -> str:
    # A certificate that is sent twice is the server's own in its first place alone.
    if 0 < place < len(verdict.presented):
        return "sent by the server"
    return certificate_role(verdict, certificate)
