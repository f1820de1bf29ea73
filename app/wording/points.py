"""Service connection points and pointers in words: rank, reason, and what became of each."""

from typing import assert_never

from app.domain.events import PointsChosen
from app.domain.rows import PointerState, PointState, Turn
from app.domain.scp import PointerReason, PointReason, ScpChoice
from app.wording.forms import day_text
from app.wording.language import _, ngettext
from app.wording.lines import Line, Mark, line


def points_line(chosen: PointsChosen) -> Line:
    """Tell in one line what a directory holds."""
    choice = chosen.choice
    asked, passed_over = len(choice.chosen), len(choice.passed_over)
    pointers = len(choice.pointers)
    found = (
        _("{count} to ask").format(count=asked) if asked else "",
        _("{count} passed over").format(count=passed_over) if passed_over else "",
        ngettext("{count} pointer", "{count} pointers", pointers).format(count=pointers)
        if pointers
        else "",
    )
    text = f"{', '.join(filter(None, found)) or _('none')}; {site_text(choice)}"
    mark = Mark.INFORMATION if choice.chosen or choice.follow else Mark.WARNING
    return line(
        _("Service connection points of {directory}").format(directory=chosen.directory), text, mark
    )


def site_text(choice: ScpChoice) -> str:
    """Tell for which AD site the order was made."""
    if choice.site is None:
        return _("the AD site of this PC is not known")
    return (
        _("this PC is in site {site}").format(site=choice.site)
        if choice.site
        else _("this PC is in no AD site")
    )


def point_line(state: PointState, *, over: bool) -> Line:
    """Tell a service connection point: why it has its place, and whether it was asked."""
    point = state.point
    reason = point_reason(point.reason)
    sites = f" ({', '.join(point.sites)})" if point.sites else ""
    day = day_text(point.created) if point.created else ""
    created = ", " + _("created {day}").format(day=day) if day else ""
    rank = _("rank {rank}").format(rank=point.rank) if point.rank else _("passed over")
    what = f"{point.server}: {point.url}" if point.url else point.server
    turn = turn_text(state.turn, over=over) if point.rank else ""
    verdict = f"{rank}: {reason}{sites}{created}{'; ' if turn else ''}{turn}"
    return line(what, verdict, _point_mark(state))


def _point_mark(state: PointState) -> Mark:
    if state.turn is Turn.ASKED:
        return Mark.INFORMATION
    usual = {PointReason.DUPLICATE}
    is_odd = not state.point.rank and state.point.reason not in usual
    return Mark.WARNING if is_odd else Mark.SKIPPED


def point_reason(reason: PointReason) -> str:
    """Tell why a point has its rank, or none. protocol.md 2.4"""
    return {
        PointReason.IN_SITE: _("for the site of this PC"),
        PointReason.NO_SITE_SCOPE: _("for every site"),
        PointReason.OTHER_SITE: _("for other sites"),
        PointReason.SITE_UNKNOWN: _("the site of this PC is not known"),
        PointReason.DUPLICATE: _("an earlier one has the same URL"),
        PointReason.NO_URL: _("it names no URL"),
        PointReason.NOT_HTTPS: _("its URL is not https"),
        PointReason.MALFORMED_URL: _("its URL cannot be asked"),
        PointReason.BEYOND_LIMIT: _("this program asks no more than so many"),
        PointReason.UNKNOWN_KEYWORDS: _("it lacks the keywords of Autodiscover"),
    }[reason]


def turn_text(turn: Turn, *, over: bool) -> str:
    """Tell whether a point was asked; `over`: nothing more will come."""
    match turn:
        case Turn.ASKED:
            return _("asked")
        case Turn.TO_COME if not over:
            return _("still to come")
        case Turn.TO_COME | Turn.NOT_REACHED:
            return _("never reached")
        case Turn.NEVER:
            return _("not asked")
        case _:
            assert_never(turn)


def pointer_line(state: PointerState) -> Line:
    """Tell a pointer to another directory."""
    pointer = state.pointer
    what = _("Pointer {object_name}: {url}").format(
        object_name=pointer.object_name, url=pointer.url
    )
    mark = Mark.INFORMATION if state.turn is Turn.ASKED else Mark.SKIPPED
    if pointer.reason is PointerReason.NO_TARGET:
        mark = Mark.WARNING
    return line(what.rstrip(": "), pointer_reason(state), mark)


def pointer_reason(state: PointerState) -> str:
    """Tell what a pointer means for this address."""
    domains = ", ".join(state.pointer.domains)
    match state.pointer.reason:
        case PointerReason.DOMAIN_MATCHES if state.turn is Turn.ASKED:
            return _("for {domains}: that directory is asked instead").format(domains=domains)
        case PointerReason.DOMAIN_MATCHES if state.turn is Turn.NEVER:
            return _("for {domains}: an older pointer counts").format(domains=domains)
        case PointerReason.DOMAIN_MATCHES:
            return _("for {domains}: never asked").format(domains=domains)
        case PointerReason.FALL_BACK if state.turn is Turn.ASKED:
            return _("asked, since there is no URL here")
        case PointerReason.FALL_BACK:
            return _("only for where there is no URL: not asked")
        case PointerReason.OTHER_DOMAIN:
            if not domains:
                return _("for something else: not asked")
            return _("for {domains}: not asked").format(domains=domains)
        case PointerReason.NO_TARGET:
            return _("names no directory: not asked")
        case _:
            assert_never(state.pointer.reason)
