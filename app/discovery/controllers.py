"""Finds the domain controllers to ask, and the AD site that this PC is in."""

from urllib.parse import urlsplit

from msgspec import Struct

from app.discovery.circumstances import Circumstances
from app.domain.attempts import Lookup
from app.domain.controller import Controller
from app.domain.notes import NoteCode, Noted
from app.domain.questions import DnsQuestion, PingQuestion
from app.domain.steps import Nothing, Why

MOST_PINGS = 3
"""How many controllers are pinged until one answers."""
LONGEST_LABEL = 63
"""RFC 1035 2.3.4"""


class Place(Struct, frozen=True, kw_only=True):
    """Where the directory is to be asked, and from where this PC asks."""

    urls: tuple[str, ...]
    """In the order in which they are asked."""
    site: str | None
    """The PC's AD site; None where not known, empty where it is in none."""


async def other_controllers(asked: tuple[str, ...], here: Circumstances) -> tuple[str, ...]:
    """Give the URLs of further controllers, once those that were asked were not to be reached.

    Windows keeps the name of a controller for a while, also when that is gone, and looks for
    another one when told so. [MS-ADTS] 6.3.6. A directory that was given is not replaced.
    """
    if here.task.machine.directory or not here.task.machine.controller:
        return ()
    found = await _by_dns(here)
    if isinstance(found, Nothing):
        return ()
    return tuple(url for url in map(_url, found) if url not in asked)


async def find_place(here: Circumstances) -> Place | Nothing:
    """Find controllers as given, as the operating system named them, or by DNS; and the site."""
    machine = here.task.machine
    if machine.directory:
        hosts: tuple[str, ...] = (urlsplit(machine.directory).hostname or "",)
    elif machine.controller:
        hosts = (machine.controller,)
    else:
        found = await _by_dns(here)
        if isinstance(found, Nothing):
            return found
        hosts = found
    site = machine.site or await _site(hosts, here)
    if machine.directory:
        return Place(urls=(machine.directory,), site=site)
    if not machine.controller and site:
        hosts = await _nearest_first(hosts, site, here)
    return Place(urls=tuple(map(_url, hosts)), site=site)


def _url(host: str) -> str:
    return f"ldap://{host}"


async def _by_dns(here: Circumstances) -> tuple[str, ...] | Nothing:
    domain = here.task.machine.dns_domain
    if not domain:
        return Nothing(why=Why.NO_DIRECTORY)
    # [MS-ADTS] 6.3.2.3: what every domain controller of the domain registers.
    lookup = await _look_up(f"_ldap._tcp.dc._msdcs.{domain}", here)
    if lookup.failure:
        return Nothing(why=Why.NO_DIRECTORY, detail=lookup.failure.detail)
    return _hosts(lookup) or Nothing(why=Why.NO_DIRECTORY)


async def _nearest_first(hosts: tuple[str, ...], site: str, here: Circumstances) -> tuple[str, ...]:
    """Put the controllers of the PC's own site before the others."""
    # A name that is no label cannot stand in DNS; "." would make two of it.
    if "." in site or len(site.encode()) > LONGEST_LABEL:
        return hosts
    domain = here.task.machine.dns_domain
    lookup = await _look_up(f"_ldap._tcp.{site}._sites.dc._msdcs.{domain}", here)
    return tuple(dict.fromkeys((*_hosts(lookup), *hosts)))


async def _look_up(name: str, here: Circumstances) -> Lookup:
    attempt = here.report.in_new_attempt()
    return await here.network.lookup(DnsQuestion(name=name), here.terms(), attempt)


def _hosts(lookup: Lookup) -> tuple[str, ...]:
    named = (record.target.lower() for record in lookup.records)
    return tuple(dict.fromkeys(host for host in named if host != "."))


async def _site(hosts: tuple[str, ...], here: Circumstances) -> str | None:
    """Ask controllers in turn where they see this PC, until one says it."""
    for host in hosts[:MOST_PINGS]:
        controller = await _ping(host, here)
        if controller is None:
            continue
        site = controller.client_site
        if site:
            here.report(Noted(code=NoteCode.SITE_FOUND, subject=site, detail=controller.host))
        else:
            # Empty: the subnet of this PC is mapped to no site. protocol.md 2.6
            here.report(Noted(code=NoteCode.SITE_NOT_MAPPED, subject=controller.host))
        return site
    here.report(Noted(code=NoteCode.SITE_UNKNOWN, subject=""))
    return None


async def _ping(host: str, here: Circumstances) -> Controller | None:
    question = PingQuestion(host=host, domain=here.task.machine.dns_domain)
    ping = await here.network.ping(question, here.terms(), here.report.in_new_attempt())
    return ping.controller
