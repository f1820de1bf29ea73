"""Service connection points and pointers in words: rank, reason, and what became of each."""

from typing import assert_never

from app.domain.events import PointsChosen
from app.domain.rows import PointerState, PointState, Turn
from app.domain.scp import PointerReason, PointReason, ScpChoice
from app.wording.lines import Line, Mark, line


def points_line(chosen: PointsChosen) -> Line:
    """Tell in one line what a directory holds."""
    choice = chosen.choice
    counted = (
        (len(choice.chosen), "to ask", "to ask"),
        (len(choice.passed_over), "passed over", "passed over"),
        (len(choice.pointers), "pointer", "pointers"),
    )
    found = [f"{count} {one if count == 1 else more}" for count, one, more in counted if count]
    text = f"{', '.join(found) or 'none'}; {site_text(choice)}"
    mark = Mark.INFORMATION if choice.chosen or choice.follow else Mark.WARNING
    return line(f"Service connection points of {chosen.directory}", text, mark)


def site_text(choice: ScpChoice) -> str:
    """Tell for which AD site the order was made."""
    if choice.site is None:
        return "the AD site of this PC is not known"
    return f"this PC is in site {choice.site}" if choice.site else "this PC is in no AD site"


def point_line(state: PointState, *, over: bool) -> Line:
    """Tell a service connection point: why it has its place, and whether it was asked."""
    point = state.point
    reason = point_reason(point.reason)
    sites = f" ({', '.join(point.sites)})" if point.sites else ""
    created = f", created {point.created:%Y-%m-%d}" if point.created else ""
    rank = f"rank {point.rank}: " if point.rank else "passed over: "
    what = f"{point.server}: {point.url}" if point.url else point.server
    turn = turn_text(state.turn, over=over) if point.rank else ""
    verdict = f"{rank}{reason}{sites}{created}{'; ' if turn else ''}{turn}"
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
        PointReason.IN_SITE: "for the site of this PC",
        PointReason.NO_SITE_SCOPE: "for every site",
        PointReason.OTHER_SITE: "for other sites",
        PointReason.SITE_UNKNOWN: "the site of this PC is not known",
        PointReason.DUPLICATE: "an earlier one has the same URL",
        PointReason.NO_URL: "it names no URL",
        PointReason.NOT_HTTPS: "its URL is not https",
        PointReason.MALFORMED_URL: "its URL cannot be asked",
        PointReason.BEYOND_LIMIT: "this program asks no more than so many",
        PointReason.UNKNOWN_KEYWORDS: "it lacks the keywords of Autodiscover",
    }[reason]


def turn_text(turn: Turn, *, over: bool) -> str:
    """Tell whether a point was asked; `over`: nothing more will come."""
    match turn:
        case Turn.ASKED:
            return "asked"
        case Turn.TO_COME if not over:
            return "still to come"
        case Turn.TO_COME | Turn.NOT_REACHED:
            return "never reached"
        case Turn.NEVER:
            return "not asked"
        case _:
            assert_never(turn)


def pointer_line(state: PointerState) -> Line:
    """Tell a pointer to another directory."""
    pointer = state.pointer
    what = f"Pointer {pointer.object_name}: {pointer.url}"
    mark = Mark.INFORMATION if state.turn is Turn.ASKED else Mark.SKIPPED
    if pointer.reason is PointerReason.NO_TARGET:
        mark = Mark.WARNING
    return line(what.rstrip(": "), pointer_reason(state), mark)


def pointer_reason(state: PointerState) -> str:
    """Tell what a pointer means for this address."""
    domains = ", ".join(state.pointer.domains)
    match state.pointer.reason:
        case PointerReason.DOMAIN_MATCHES if state.turn is Turn.ASKED:
            return f"for {domains}: that directory is asked instead"
        case PointerReason.DOMAIN_MATCHES if state.turn is Turn.NEVER:
            return f"for {domains}: an older pointer counts"
        case PointerReason.DOMAIN_MATCHES:
            return f"for {domains}: never asked"
        case PointerReason.FALL_BACK if state.turn is Turn.ASKED:
            return "asked, since there is no URL here"
        case PointerReason.FALL_BACK:
            return "only for where there is no URL: not asked"
        case PointerReason.OTHER_DOMAIN:
            return f"for {domains or 'something else'}: not asked"
        case PointerReason.NO_TARGET:
            return "names no directory: not asked"
        case _:
            assert_never(state.pointer.reason)
