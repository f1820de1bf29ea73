"""What the commands of a method rest on: the certificates that it wants, and which are at hand."""

from msgspec import Struct

from app.certificates.planner.hosts import host_name, is_public
from app.certificates.planner.names import coverage, inside_hosts, scp_hosts
from app.certificates.planner.sightings import Shown, Sightings
from app.domain.deployment import Method, Tick, WantedCertificate
from app.domain.verdict import Problem


class Rests(Struct, frozen=True, kw_only=True):
    """What the commands of a method rest on."""

    certificates: tuple[WantedCertificate, ...]
    covered: tuple[str, ...]
    """Hosts inside that the method's certificates hold."""
    common: str
    """The common name of the certificate that the services show."""
    lacks_intermediate: bool
    """Whether a server does not send what stands between its certificate and the root."""


def is_usable(shown: Shown) -> bool:
    """Tell whether a certificate will do; an intermediate that is not sent can be installed."""
    verdict = shown.judged.verdict
    can_be_trusted = verdict.trusted or Problem.MISSING_INTERMEDIATE in verdict.problems
    return verdict.in_date and can_be_trusted


def rests_of(method: Method, sightings: Sightings, published: str) -> Rests:
    """Choose the certificates of a method, each from those that were seen where one will do."""
    used_inside = tuple(dict.fromkeys((*scp_hosts(sightings), *inside_hosts(sightings))))
    public_inside = tuple(host for host in used_inside if is_public(host))
    wanted: list[tuple[str, ...]] = [(published,)]
    if method is Method.ONE:
        both = (published, sightings.autodiscover)
        wanted = [tuple(dict.fromkeys((*both, *public_inside)))]
    elif method is Method.TWO:
        wanted.append((sightings.autodiscover,))
    required = [names[:2] if method is Method.ONE else names for names in wanted]
    found = [_at_hand(sightings, names) for names in required]
    first = found[0]
    if first is None:
        covered = tuple(host for host in used_inside if host in wanted[0])
        common = published
    else:
        covered = tuple(
            host
            for host in used_inside
            if first.holds(host) or coverage(sightings, host).tick is Tick.YES
        )
        common = _common_name(first) or published
    return Rests(
        certificates=tuple(
            WantedCertificate(names=names, at_hand=_tick(sightings, names, shown))
            for names, shown in zip(wanted, found, strict=True)
        ),
        covered=covered,
        common=common,
        lacks_intermediate=any(
            Problem.MISSING_INTERMEDIATE in one.judged.verdict.problems for one in found if one
        ),
    )


def _at_hand(sightings: Sightings, names: tuple[str, ...]) -> Shown | None:
    own = sightings.shown.get(names[0])
    others = sightings.certificates()
    return next(
        (
            one
            for one in ((own, *others) if own else others)
            if is_usable(one) and all(one.holds(name) for name in names)
        ),
        None,
    )


def _tick(sightings: Sightings, names: tuple[str, ...], found: Shown | None) -> Tick:
    if found is not None:
        return Tick.YES
    # Services and Autodiscover of the default web site show one and the same certificate.
    hosts = {*names}
    if names != (sightings.autodiscover,):
        hosts |= {*scp_hosts(sightings), *inside_hosts(sightings)}
    return Tick.NO if hosts & set(sightings.shown) else Tick.NOT_SEEN


def _common_name(shown: Shown) -> str:
    """Give the common name where it is a host or a wildcard; it goes into a command."""
    common = shown.names.common[0].lower() if shown.names.common else ""
    star = "*." if common.startswith("*.") else ""
    host = host_name(common.removeprefix("*."))
    return f"{star}{host}" if host else ""
