"""Tells what a person does in IIS Manager, where no command of Exchange 2007 does it."""

from collections.abc import Iterator

from app.certificates.planner import commands
from app.certificates.planner.observation import Observations
from app.certificates.planner.sightings import Sightings
from app.domain.deployment import Block, BlockKind, Check, Method
from app.wording.language import _


def recycle_block() -> Block:
    """Make Autodiscover read its settings anew. [KB940726], protocol.md 6.2"""
    return _steps(
        _("Have Autodiscover take it up"),
        _("In IIS Manager, Application Pools: MSExchangeAutodiscoverAppPool, Recycle."),
    )


def intermediate_block() -> Block:
    """Have the server send the whole chain. [RCA-INTERMEDIATE], protocol.md 9 line 10"""
    return _steps(
        _("Install the intermediate certificate"),
        _("1. Get the intermediate certificate from the authority that issued the certificate."),
        _(
            "2. On the server, and on what stands in front of it, put it into the"
            " computer's store of intermediate certification authorities, and"
            " restart the web service."
        ),
    )


def site_blocks(
    method: Method, observations: Observations, sightings: Sightings, published: str
) -> Iterator[Block]:
    """Give what makes the second site of a method, unless it was seen to be there."""
    https_open = observations[Check.AUTODISCOVER_443_OPEN].is_so
    if method is Method.TWO and not _is_served_apart(observations, sightings, published):
        yield _second_site(sightings)
        yield commands.second_site_block()
    elif method is Method.THREE:
        redirects = bool(observations[Check.AUTODISCOVER_REDIRECTS].is_so)
        if https_open is not False or not redirects:
            yield _redirect_site(sightings, published)


def _is_served_apart(observations: Observations, sightings: Sightings, published: str) -> bool:
    own = sightings.resolved.get(sightings.autodiscover)
    mail = sightings.resolved.get(published)
    is_apart = not (own and mail and set(own.addresses) & set(mail.addresses))
    named = observations[Check.CERTIFICATE_HAS_AUTODISCOVER].is_so
    return bool(observations[Check.AUTODISCOVER_443_OPEN].is_so) and bool(named) and is_apart


def _second_site(sightings: Sightings) -> Block:
    # [WP2007], protocol.md 6.3; the trap: [1ASK2]
    return _steps(
        _("A second web site"),
        _("1. Give the server, or what stands in front of it, a second address."),
        _(
            "2. In IIS Manager make a web site named Autodiscover on that address,"
            " port 443, with the certificate of {autodiscover}. Keep the default web"
            " site on the first."
        ).format(autodiscover=sightings.autodiscover),
        _(
            "3. Do not remove the Autodiscover directory of the default web site:"
            " clients inside would lose automatic replies, the address book and"
            " free/busy times."
        ),
    )


def _redirect_site(sightings: Sightings, published: str) -> Block:
    # [KSDIT] [HMC], protocol.md 6.4
    return _steps(
        _("A web site that redirects"),
        _(
            "1. In IIS Manager make a web site on a second address, for the host"
            " {autodiscover}, on port 80 only. Nothing may answer on port 443 of"
            " that address: Outlook would meet a wrong certificate there first."
        ).format(autodiscover=sightings.autodiscover),
        _("2. In it make the virtual directory Autodiscover with an empty file Autodiscover.xml."),
        _(
            "3. In the properties of the file choose: A redirection to a URL, the"
            " exact URL entered above:"
        ),
        f"   https://{published}/autodiscover/autodiscover.xml",
    )


def _steps(title: str, *lines: str) -> Block:
    return Block(title=title, kind=BlockKind.STEPS, text="\n".join(lines))
