"""Finds the names that certificates have to cover, and the one to publish the services under."""

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from app.certificates.planner.hosts import host_name, host_of, is_public, scheme_of
from app.certificates.planner.sightings import Shown, Sightings
from app.certificates.reading import as_address
from app.domain.address import same_organisation
from app.domain.deployment import NameUse, NeededName, Tick, UsedAs
from app.domain.settings import Scope, Service
from app.wording.language import _
from app.wording.powershell import is_computer_name

SERVER = "<SERVER>"
"""Stands for the name of the Client Access server where the session does not tell it."""

MOST_EVENTS = 20
_HTTPS = "https"


class Covered(Struct, frozen=True, kw_only=True):
    """Whether a certificate that was seen holds a name."""

    tick: Tick
    why: str
    evidence: tuple[int, ...] = ()


class Published(Struct, frozen=True, kw_only=True):
    """The name for the services outside."""

    host: str
    is_proposed: bool


def coverage(sightings: Sightings, host: str) -> Covered:
    """Tell what the session says of a name: first by what its own host showed."""
    own = sightings.shown.get(host)
    if own is not None:
        holds = own.judged.verdict.name_matches
        why = (
            _("the certificate of {host} holds the name")
            if holds
            else _("the certificate of {host} does not hold the name")
        )
        return Covered(
            tick=Tick.YES if holds else Tick.NO,
            why=why.format(host=host),
            evidence=(own.event,),
        )
    for one in sightings.certificates():
        if one.holds(host):
            return Covered(
                tick=Tick.YES,
                why=_(
                    "the certificate of {holder} holds the name; {host} itself showed none"
                    " in this session"
                ).format(holder=one.judged.host, host=host),
                evidence=(one.event,),
            )
    return Covered(
        tick=Tick.NOT_SEEN, why=_("{host} showed no certificate in this session").format(host=host)
    )


def needed_names(sightings: Sightings) -> tuple[NeededName, ...]:
    """Give each name once, with all its uses, in the order in which clients meet them."""
    uses: dict[str, dict[NameUse, list[int]]] = {}
    for host, use, event in _uses(sightings):
        if host:
            events = uses.setdefault(host, {}).setdefault(use, [])
            if event and event not in events and len(events) < MOST_EVENTS:
                events.append(event)
    return tuple(_needed(sightings, host, by_use) for host, by_use in uses.items())


def _needed(sightings: Sightings, host: str, by_use: dict[NameUse, list[int]]) -> NeededName:
    covered = coverage(sightings, host)
    return NeededName(
        host=host,
        uses=tuple(UsedAs(use=use, evidence=tuple(events)) for use, events in by_use.items()),
        is_public=is_public(host),
        covered=covered.tick,
        why=covered.why,
        evidence=covered.evidence,
    )


def _uses(sightings: Sightings) -> Iterator[tuple[str, NameUse, int]]:
    for seen in sightings.points:
        yield host_of(seen.point.url), NameUse.SCP, seen.event
    if sightings.domain:
        shown = sightings.shown.get(sightings.autodiscover)
        yield sightings.autodiscover, NameUse.AUTODISCOVER, shown.event if shown else 0
    if scheme_of(sightings.found_url) == _HTTPS:
        yield host_of(sightings.found_url), NameUse.AUTODISCOVER, sightings.settings_event
    for one in sightings.services:
        # http has no certificate, and mail protocols go by other rules. protocol.md 4.3
        if scheme_of(one.service.url) != _HTTPS:
            continue
        use = NameUse.EXTERNAL_SERVICE
        if one.service.scope is Scope.INTERNAL:
            use = NameUse.INTERNAL_SERVICE
        elif one.service.service is Service.OUTLOOK_ANYWHERE:
            use = NameUse.OUTLOOK_ANYWHERE
        yield one.host, use, one.event
    yield host_name(principal(sightings)), NameUse.PRINCIPAL, sightings.settings_event


def principal(sightings: Sightings) -> str:
    """Give the name that Outlook Anywhere wants in the certificate; empty where it wants none.

    protocol.md 5.5: CertPrincipalName, else "msstd:" and the Server; "none" asks for nothing.
    """
    block = sightings.outlook_anywhere
    if block is None:
        return ""
    text = block.text("CertPrincipalName").strip() or f"msstd:{block.text('Server').strip()}"
    if text.lower() == "none":
        return ""
    return text.partition(":")[2] if text.lower().startswith("msstd:") else text


def inside_hosts(sightings: Sightings) -> tuple[str, ...]:
    """Give the hosts of the https addresses for clients inside, the directory's URLs aside."""
    hosts = (
        one.host
        for one in sightings.services_of(Scope.INTERNAL)
        if scheme_of(one.service.url) == _HTTPS and one.host
    )
    return tuple(dict.fromkeys(hosts))


def scp_hosts(sightings: Sightings) -> tuple[str, ...]:
    """Give the hosts of the service connection points, in the order in which they are asked."""
    hosts = (host_of(seen.point.url) for seen in sightings.points)
    return tuple(dict.fromkeys(host for host in hosts if host))


# --- the name to publish --------------------------------------------------------------------


def published_name(sightings: Sightings) -> Published:
    """Give the name that the services outside have, or could have with the least change."""
    hard_coded = {sightings.domain, sightings.autodiscover}
    for host in _candidates(sightings):
        if is_public(host) and host not in hard_coded:
            return Published(host=host, is_proposed=False)
    # The name of every example of the white paper. [WP2007], protocol.md 6.0
    return Published(host=f"mail.{sightings.domain}", is_proposed=True)


def _candidates(sightings: Sightings) -> Iterator[str]:
    external = sightings.services_of(Scope.EXTERNAL)
    web = [one for one in external if scheme_of(one.service.url) == _HTTPS]
    # XP compares Outlook Anywhere's principal with the common name alone, so its host comes
    # first. [RCA-MSSTD-SAN], protocol.md 5.5
    yield from (one.host for one in web if one.service.service is Service.OUTLOOK_ANYWHERE)
    yield from (host for host, _count in Counter(one.host for one in web).most_common())
    yield host_of(sightings.found_url)
    targets = [host_of(sightings.redirect.target)] if sightings.redirect else []
    targets += [host for host, _port in sightings.srv.targets] if sightings.srv else []
    for host in (*targets, *_certified(sightings), *inside_hosts(sightings), *scp_hosts(sightings)):
        if host and same_organisation(host, sightings.domain):
            yield host


def _certified(sightings: Sightings) -> Iterator[str]:
    for one in sightings.certificates():
        if not one.holds(sightings.autodiscover) and not _is_own(one, sightings):
            continue
        yield from (host_name(name) for name in (*one.names.common, *one.names.dns))


def _is_own(shown: Shown, sightings: Sightings) -> bool:
    """Whether the certificate came from a host that Autodiscover or a service was asked at."""
    host = host_name(shown.judged.host)
    return host in {*scp_hosts(sightings), *inside_hosts(sightings), sightings.autodiscover}


# --- the server -----------------------------------------------------------------------------


def server_name(sightings: Sightings) -> str:
    """Give the short name of the Client Access server; a placeholder where it is not told."""
    return next((name for name in _servers(sightings) if is_computer_name(name)), SERVER)


def other_servers(sightings: Sightings) -> tuple[str, ...]:
    """Give the further Client Access servers that the directory names."""
    named = dict.fromkeys(seen.point.server for seen in sightings.points)
    chosen = server_name(sightings)
    return tuple(name for name in named if name != chosen and is_computer_name(name))


def _servers(sightings: Sightings) -> Iterator[str]:
    # The object of a connection point is named after its server. [UCEDSG], protocol.md 2.1
    points = sightings.points
    yield from (seen.point.server for seen in points if seen.point.url == sightings.found_url)
    yield from (seen.point.server for seen in points)
    # By default all URLs start with https://servername. [SEED]
    for host in inside_hosts(sightings):
        if not is_public(host) and as_address(host) is None:
            yield host.partition(".")[0].upper()
    # A mailbox server; in an organisation with one server, the same. [EX07-PROTOCOL]
    block = sightings.exchange
    if block is not None:
        yield host_name(block.text("Server")).partition(".")[0].upper()
