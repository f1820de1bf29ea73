"""How a name became a connection with a certificate, each stage in one line."""

from typing import assert_never

from app.domain.acceptance import Ground
from app.domain.connections import AddressOutcome, Dial, Judged, Resolution, ResolvedBy
from app.wording.certificates import accepted_because, problem_title
from app.wording.course import black_hole_text, overtaken_text
from app.wording.failures import failure_text
from app.wording.language import _
from app.wording.lines import Line, Mark, line


def resolution_line(resolution: Resolution) -> Line:
    """Describe how a name was resolved."""
    what = (
        _("Name {host} ({resolver}, for comparison)")
        if resolution.beside
        else _("Name {host} ({resolver})")
    ).format(host=resolution.host, resolver=resolver_title(resolution.by))
    if resolution.failure:
        text = failure_text(resolution.failure, duration_ms=resolution.duration_ms)
        return line(what, text, Mark.INFORMATION if resolution.beside else Mark.BAD)
    mark = Mark.INFORMATION if resolution.beside else Mark.GOOD
    addresses = ", ".join(resolution.addresses)
    if resolution.canonical_name:
        addresses = _("{addresses}, an alias of {name}").format(
            addresses=addresses, name=resolution.canonical_name
        )
    return line(what, addresses, mark)


def dial_line(dial: Dial) -> Line:
    """Describe the race for a connection."""
    what = _("Connect to {host}:{port}").format(host=dial.host, port=dial.port)
    if dial.is_black_hole:
        return line(what, black_hole_text(dial), Mark.BAD)
    if dial.failure:
        waited = max((one.started_ms + one.duration_ms for one in dial.tried), default=None)
        return line(what, failure_text(dial.failure, duration_ms=waited), Mark.BAD)
    vias = (one.via for one in dial.tried if one.outcome is AddressOutcome.CONNECTED)
    via = next(vias, "")
    connected = (
        _("connected to {address}, reached at {via}") if via else _("connected to {address}")
    ).format(address=dial.address, via=via)
    count = len(dial.tried)
    if count > 1:
        connected += " " + _("(of {count} addresses tried)").format(count=count)
    if slower := overtaken_text(dial):
        mark = Mark.WARNING if dial.unanswered else Mark.INFORMATION
        return line(what, f"{connected}; {slower}", mark)
    return line(what, connected, Mark.GOOD)


def judged_line(judged: Judged) -> Line:
    """Describe a certificate's verdict."""
    what = _("Certificate of {host}:{port}").format(host=judged.host, port=judged.port)
    verdict = accepted_because(judged)
    match judged.acceptance.ground:
        case Ground.GOOD:
            problems = "; ".join(problem_title(one) for one in judged.verdict.problems)
            if problems:
                return line(
                    what,
                    _("{verdict}; but: {problems}").format(verdict=verdict, problems=problems),
                    Mark.WARNING,
                )
            return line(what, verdict, Mark.GOOD)
        case Ground.TOLERATED | Ground.GRANTED:
            return line(what, verdict, Mark.WARNING)
        case Ground.REJECTED:
            return line(what, verdict, Mark.BAD)
        case _:
            assert_never(judged.acceptance.ground)


def resolver_title(by: ResolvedBy) -> str:
    match by:
        case ResolvedBy.OPERATING_SYSTEM:
            return _("operating system")
        case ResolvedBy.DNS:
            return "DNS"
        case ResolvedBy.GIVEN:
            return _("as given")
        case _:
            assert_never(by)
