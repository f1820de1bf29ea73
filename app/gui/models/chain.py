"""A certificate chain as titles and facts, in the order from the server's own to the anchor."""

from datetime import datetime

from msgspec import Struct

from app.domain.verdict import Certificate, Verdict


class Link(Struct, frozen=True, kw_only=True):
    """One certificate of the chain: its title, and what a person wants to know of it."""

    title: str
    facts: tuple[tuple[str, str], ...]


def chain_links(verdict: Verdict) -> tuple[Link, ...]:
    """Give what the server showed, then what was found elsewhere to complete the chain."""
    shown = {one.sha256 for one in verdict.presented}
    links = [_link(_role(place), one) for place, one in enumerate(verdict.presented)]
    found = [one for one in verdict.path if one.sha256 not in shown]
    anchor = verdict.anchor
    for one in found:
        if anchor and one.sha256 == anchor.sha256:
            role = f"trusted here (store: {', '.join(anchor.stores)})"
        else:
            role = "not sent by the server"
        links.append(_link(role, one))
    return tuple(links)


def _role(place: int) -> str:
    return "the server's own" if place == 0 else "sent by the server"


def _link(role: str, certificate: Certificate) -> Link:
    facts = (
        ("Names", ", ".join(certificate.names) or "none"),
        ("Subject", certificate.subject),
        ("Issuer", certificate.issuer),
        ("Valid from", _date(certificate.not_before)),
        ("Valid until", _date(certificate.not_after)),
        ("Key", certificate.key),
        ("Signature", certificate.signature),
        ("Serial number", certificate.serial),
        ("SHA-256", _fingerprint(certificate.sha256)),
    )
    return Link(
        title=f"{certificate.subject or 'no subject'} — {role}",
        facts=tuple((caption, value) for caption, value in facts if value),
    )


def _date(value: datetime | None) -> str:
    return value.strftime("%Y-%m-%d %H:%M UTC") if value else "cannot be read"


def _fingerprint(sha256: str) -> str:
    return ":".join(sha256[at : at + 2] for at in range(0, len(sha256), 2)).upper()
