"""Plans one method: how far it is followed, and what has to change."""

from collections.abc import Iterator

from msgspec import Struct

from app.certificates.planner import commands, steps, zone
from app.certificates.planner.commands import Target
from app.certificates.planner.hosts import is_public
from app.certificates.planner.names import inside_hosts, scp_hosts
from app.certificates.planner.observation import Observations
from app.certificates.planner.rests import Rests, rests_of
from app.certificates.planner.sightings import Sightings
from app.certificates.planner.ticks import ticks_of
from app.domain.deployment import Block, Check, Method, MethodPlan, MethodState, Tick, Ticked
from app.wording.language import _

# What a change costs, to compare methods by: our own judgement, of no document.
CERTIFICATE = 3
SECOND_SITE = 4
REDIRECT_SITE = 3
INSIDE_ADDRESSES = 2
SMALL = 1

_RECORDS = (Check.MAIL_RESOLVES_OUTSIDE, Check.AUTODISCOVER_RESOLVES, Check.SRV_RECORD)


class _Change(Struct, frozen=True, kw_only=True):
    words: str
    effort: int
    is_certain: bool = True
    """Whether the session showed that it is wanted; else it may be there already."""


def plan_method(
    method: Method, sightings: Sightings, observations: Observations, target: Target
) -> MethodPlan:
    """Give the plan of one method."""
    ticks = ticks_of(method, observations, sightings, target.published)
    rests = rests_of(method, sightings, target.published)
    inside = commands.inside_block(sightings, target, rests.covered)
    keeps_book = inside is None or "Set-OABVirtualDirectory" not in inside.text
    outside = commands.outside_block(sightings, target, keeps_inside=keeps_book)
    anywhere = tuple(commands.outlook_anywhere_blocks(sightings, target))
    records = zone.outside_zone(method, ticks, sightings, target.published)
    parts = _Parts(
        sites=tuple(steps.site_blocks(method, observations, sightings, target.published)),
        outside=outside,
        anywhere=anywhere,
        principal=commands.principal_block(sightings, target, rests.common),
        inside=inside,
        inside_records=_inside_records(sightings, ticks, target, is_wanted=inside is not None),
        records=records,
        lacks_records=any(one.check in _RECORDS and one.tick is Tick.NO for one in ticks),
    )
    changes = tuple(_changes(method, sightings, rests, parts))
    return MethodPlan(
        method=method,
        state=_state(method, sightings, observations, ticks, target.published),
        ticks=ticks,
        certificates=rests.certificates,
        changes=tuple(one.words for one in changes if one.is_certain),
        perhaps=tuple(one.words for one in changes if not one.is_certain),
        effort=sum(one.effort for one in changes),
        blocks=tuple(_blocks(method, sightings, rests, parts)),
    )


def _inside_records(
    sightings: Sightings, ticks: tuple[Ticked, ...], target: Target, *, is_wanted: bool
) -> Block | None:
    """Split DNS: wanted where inside addresses move to the published name, or have it already."""
    is_missing = any(
        one.check is Check.MAIL_RESOLVES_INSIDE and one.tick is Tick.NO for one in ticks
    )
    uses = (*inside_hosts(sightings), *scp_hosts(sightings))
    if not is_wanted and not (is_missing and target.published in uses):
        return None
    return zone.inside_zone(sightings, target.published)


class _Parts(Struct, frozen=True, kw_only=True):
    """The blocks of a method by what they are for."""

    sites: tuple[Block, ...]
    outside: Block | None
    anywhere: tuple[Block, ...]
    principal: Block | None
    inside: Block | None
    inside_records: Block | None
    records: Block | None
    lacks_records: bool
    """Whether a record was seen to be missing or wrong."""


# --- how far it is followed -----------------------------------------------------------------


def _state(
    method: Method,
    sightings: Sightings,
    observations: Observations,
    ticks: tuple[Ticked, ...],
    published: str,
) -> MethodState:
    if not _has_marks(method, sightings, observations, published):
        return MethodState.NOT_FOLLOWED
    is_faulty = any(one.tick is Tick.NO for one in ticks)
    return MethodState.UNFINISHED if is_faulty else MethodState.FOLLOWED


def _has_marks(
    method: Method, sightings: Sightings, observations: Observations, published: str
) -> bool:
    """Tell whether a deployment bears what sets this method apart. protocol.md 6.0, 6.6"""
    seen = {check: one.is_so for check, one in observations.items()}
    shown = sightings.shown.get(sightings.autodiscover)
    is_served = bool(seen[Check.AUTODISCOVER_443_OPEN]) and shown is not None
    is_named = bool(seen[Check.CERTIFICATE_HAS_AUTODISCOVER])
    is_shared = shown is not None and shown.holds(published)
    return {
        Method.ONE: is_served and is_named and is_shared,
        Method.TWO: is_served and is_named and not is_shared,
        Method.THREE: seen[Check.AUTODISCOVER_443_OPEN] is False
        and bool(seen[Check.AUTODISCOVER_REDIRECTS]),
        Method.SRV: seen[Check.AUTODISCOVER_RESOLVES] is False and bool(seen[Check.SRV_RECORD]),
    }[method]


# --- what has to change ---------------------------------------------------------------------


def _changes(
    method: Method, sightings: Sightings, rests: Rests, parts: _Parts
) -> Iterator[_Change]:
    is_told = sightings.settings is not None
    for one in rests.certificates:
        if one.at_hand is not Tick.YES:
            yield _Change(
                words=_("a new certificate for {names}").format(
                    names=f" {_('and')} ".join(one.names[:2])
                ),
                effort=CERTIFICATE,
                is_certain=one.at_hand is Tick.NO,
            )
    site = _("a second web site") if method is Method.TWO else _("a web site that redirects")
    site_effort = SECOND_SITE if method is Method.TWO else REDIRECT_SITE
    scp_is_wrong = not set(scp_hosts(sightings)) <= set(rests.covered)
    inside_record = parts.inside_records if parts.inside is None else None
    for part, words, effort, is_certain in (
        (rests.lacks_intermediate, _("the intermediate certificate on the server"), SMALL, True),
        (parts.sites, site, site_effort, True),
        (parts.records, _("DNS records"), SMALL, parts.lacks_records),
        (inside_record, _("a DNS record inside (split DNS)"), SMALL, True),
        (parts.outside, _("the addresses for clients outside"), SMALL, is_told),
        (parts.anywhere, "Outlook Anywhere", SMALL, is_told),
        (parts.principal, _("the name that Outlook Anywhere expects"), SMALL, True),
        (
            parts.inside,
            _("the addresses for clients inside (with split DNS)"),
            INSIDE_ADDRESSES,
            is_told or scp_is_wrong,
        ),
    ):
        if part:
            yield _Change(words=words, effort=effort, is_certain=is_certain)


def _blocks(method: Method, sightings: Sightings, rests: Rests, parts: _Parts) -> Iterator[Block]:
    if sightings.settings is None:
        yield commands.current_state_block()
    for place, wanted in enumerate(rests.certificates):
        if wanted.at_hand is not Tick.YES:
            is_sure = wanted.at_hand is Tick.NO
            title = (
                _("Request the certificate for {name}")
                if is_sure
                else _("Request the certificate for {name}, unless there is one: none was seen")
            )
            yield commands.request_block(wanted.names, title.format(name=wanted.names[0]))
            yield commands.install_block(wanted.names[0], enable=place == 0)
    if rests.lacks_intermediate:
        yield steps.intermediate_block()
    if method is Method.ONE:
        yield from _own_authority(sightings, rests)
    yield from parts.sites
    yield from (one for one in (parts.outside, *parts.anywhere, parts.principal) if one)
    if parts.inside:
        yield parts.inside
        yield steps.recycle_block()
    if parts.inside_records:
        yield parts.inside_records
    if parts.records:
        yield parts.records


def _own_authority(sightings: Sightings, rests: Rests) -> Iterator[Block]:
    """Give the request with the inside names, which only an authority of one's own signs."""
    wanted = rests.certificates[0]
    used = (*scp_hosts(sightings), *inside_hosts(sightings))
    inside = tuple(dict.fromkeys(host for host in used if not is_public(host)))
    if inside and wanted.at_hand is not Tick.YES:
        yield commands.request_block(
            (*wanted.names, *inside),
            _(
                "Instead, where an authority of your own issues the certificate: then"
                " the addresses for clients inside stay as they are"
            ),
        )
