"""Each row of the tree in one line."""

from typing import assert_never

from app.domain.attempts import Exchange, Leg, Lookup, Ping, Search
from app.domain.binds import BindTry
from app.domain.conditions import Continued
from app.domain.connections import Dial, Judged, Resolution
from app.domain.events import (
    MachineDetected,
    PointsChosen,
    ProbeResult,
    RedirectFollowed,
    ServiceProbed,
)
from app.domain.machine import Fact
from app.domain.notes import NoteCode, Noted
from app.domain.probing import RpcProxyTold
from app.domain.prompts import PromptKind
from app.domain.proxies import ProxyAnswer, Route
from app.domain.retrieval import Retrieval
from app.domain.rows import (
    ChecksState,
    PointerState,
    PointState,
    PromptState,
    RoundState,
    Row,
    ServicesState,
    ServiceState,
    StepState,
    Subject,
)
from app.domain.sni import SniComparison
from app.domain.steps import Found, Interrupted, Nothing, Readdressed, Refused, Skipped, Why
from app.wording.again import continued_line
from app.wording.binds import bind_try_line
from app.wording.connections import dial_line, judged_line, resolution_line
from app.wording.exchanges import asks_for_sign_in, exchange_line, leg_line
from app.wording.failures import failure_text, server_error_text
from app.wording.language import Naming, _, said
from app.wording.lines import Line, Mark, as_normal, line, milliseconds
from app.wording.lookups import lookup_line, ping_line, search_line
from app.wording.machine import fact_line, machine_line
from app.wording.points import point_line, pointer_line, points_line
from app.wording.probing import told_text, withheld_text
from app.wording.prompts import answer_title, prompt_title
from app.wording.proxies import proxy_answer_line, route_line
from app.wording.retrievals import retrieval_line
from app.wording.sni import sni_line
from app.wording.titles import note_text, scope_title, service_title, skip_reason, step_title, why

_Part = (
    Exchange
    | Lookup
    | Search
    | Ping
    | Resolution
    | Dial
    | Judged
    | Leg
    | BindTry
    | Route
    | ProxyAnswer
)


def describe(row: Row, *, over: bool = False, named: Naming = said) -> Line:
    """Describe one row; `named` says how what told something of the PC is called.

    `over` says that nothing more will come for the row: what is open was interrupted, and what
    has not begun was not reached.
    """
    ended = over or row.ended_ms is not None
    subject: Subject = row.subject
    match subject:
        case RoundState(number=number, address=address):
            text = (
                _("Round {number}: Autodiscover for {address}")
                if number > 1
                else _("Autodiscover for {address}")
            )
            return line(text.format(number=number, address=address), "", Mark.INFORMATION)
        case StepState():
            return _step_line(subject, over=ended)
        case PromptState():
            return _prompt_line(subject, over=ended)
        case Noted():
            return line(note_text(subject), "", _note_mark(subject.code))
        case RedirectFollowed(source=source, target=target, status=status):
            told = (
                _("HTTP {status} from {source}").format(status=status, source=source)
                if status
                else _("named by {source}").format(source=source)
            )
            return line(_("Goes on to {target}").format(target=target), told, Mark.INFORMATION)
        case ServicesState(scope=scope):
            return line(
                _("Service URLs: {scope}").format(scope=scope_title(scope).lower()),
                "",
                Mark.INFORMATION,
            )
        case ServiceState():
            return _service_line(subject)
        case ChecksState():
            return line(_("Checks of the service URLs"), "", Mark.INFORMATION)
        case (
            Continued()
            | Retrieval()
            | SniComparison()
            | MachineDetected()
            | Fact()
            | PointsChosen()
            | PointState()
            | PointerState()
        ):
            # The turn of a point may come after its row has its end: only `over` tells.
            return _listed_line(subject, named, over=over)
        case _:
            return _part_line(row, subject, named, over=ended)


def took_text(row: Row) -> str:
    """Tell how long a row took; nothing where nothing takes time."""
    return milliseconds(row.took_ms) if row.took_ms and row.took_ms > 0 else ""


def concluded_line(row: Row, normal: frozenset[int]) -> Line:
    """Describe a row of a session that is over, of which these rows are known to be normal."""
    line = describe(row, over=True)
    return as_normal(line) if row.number in normal else line


def _listed_line(
    subject: Continued
    | Retrieval
    | SniComparison
    | MachineDetected
    | Fact
    | PointsChosen
    | PointState
    | PointerState,
    named: Naming,
    *,
    over: bool,
) -> Line:
    match subject:
        case Continued():
            return continued_line(subject)
        case Retrieval():
            return retrieval_line(subject)
        case SniComparison():
            return sni_line(subject)
        case MachineDetected():
            return machine_line(subject, named)
        case Fact():
            return fact_line(subject, named)
        case PointsChosen():
            return points_line(subject)
        case PointState():
            return point_line(subject, over=over)
        case PointerState():
            return pointer_line(subject)
        case _:
            assert_never(subject)


def _part_line(row: Row, part: _Part, named: Naming, *, over: bool) -> Line:
    took = row.took_ms
    match part:
        case Exchange():
            return exchange_line(part, over=over, duration_ms=took)
        case Lookup():
            return lookup_line(part, over=over, duration_ms=took)
        case Search():
            return search_line(part, over=over, duration_ms=took)
        case Ping():
            return ping_line(part, over=over, duration_ms=took)
        case Judged():
            return judged_line(part)
        case Leg():
            return leg_line(part, over=over)
        case BindTry():
            return bind_try_line(part)
        case _:
            return _way_line(part, named)


def _way_line(part: Resolution | Dial | Route | ProxyAnswer, named: Naming) -> Line:
    match part:
        case Resolution():
            return resolution_line(part)
        case Dial():
            return dial_line(part)
        case Route():
            return route_line(part, named)
        case ProxyAnswer():
            return proxy_answer_line(part)
        case _:
            assert_never(part)


def _step_line(state: StepState, *, over: bool) -> Line:
    return line(step_title(state.planned.step), *_step_verdict(state, over=over))


def _step_verdict(state: StepState, *, over: bool) -> tuple[str, Mark]:
    match state.result:
        case None if not state.started:
            return _("not reached") if over else _("still to come"), Mark.SKIPPED
        case None if over:
            return _("interrupted"), Mark.WARNING
        case None:
            return _("under way ..."), Mark.BUSY
        case Found():
            return _("settings found"), Mark.GOOD
        case Readdressed(address=address):
            return _("the server names another address: {address}").format(
                address=address
            ), Mark.INFORMATION
        case Refused(error=error):
            return server_error_text(error), Mark.BAD
        case Nothing(why=reason, detail=detail):
            text = f"{why(reason)}: {said(detail).rstrip('.')}" if detail else why(reason)
            return text, Mark.INFORMATION if reason in _USUAL else Mark.WARNING
        case Skipped(reason=skipped):
            return _("skipped: {reason}").format(reason=skip_reason(skipped)), Mark.SKIPPED
        case Interrupted():
            return _("interrupted"), Mark.WARNING
        case _:
            assert_never(state.result)


_USUAL = {Why.NO_LOCAL_FILE, Why.NOT_A_REDIRECT, Why.NO_SRV_RECORD}
"""What is so at most sites, and alarms nobody."""


def _prompt_line(state: PromptState, *, over: bool) -> Line:
    what = prompt_title(state.prompt)
    if state.answer:
        is_alert = state.prompt.kind is PromptKind.SECURITY_ALERT
        mark = Mark.WARNING if is_alert else Mark.INFORMATION
        return line(what, answer_title(state.answer), mark)
    if over:
        return line(what, _("not answered"), Mark.WARNING)
    return line(what, _("waiting for the answer ..."), Mark.BUSY)


def _note_mark(code: NoteCode) -> Mark:
    odd = {
        NoteCode.SRV_PORT_IGNORED,
        NoteCode.PERMANENT_REDIRECT_IGNORED,
        NoteCode.SITE_UNKNOWN,
        NoteCode.SITE_NOT_MAPPED,
        NoteCode.POINTER_NOT_FOLLOWED,
        NoteCode.TLS_INSPECTED,
        NoteCode.STOOD_STILL,
        NoteCode.CLOCK_SET_FORWARD,
        NoteCode.CLOCK_SET_BACK,
        NoteCode.NOT_AN_ANCHOR,
    }
    return Mark.WARNING if code in odd else Mark.INFORMATION


def _with_told(result: str, probed: ServiceProbed) -> str:
    told = (told_text(probed.told),) if probed.told else ()
    return ": ".join((result, *told, *filter(None, (withheld_text(probed),))))


def _service_line(state: ServiceState) -> Line:
    service_url, probed = state.service_url, state.probed
    what = f"{service_title(service_url.service)}: {service_url.url}"
    if probed is None:
        return line(what, "", Mark.INFORMATION)
    match probed.result:
        case ProbeResult.WORKS:
            # protocol.md 7.5: it is known for nobody else.
            return line(what, _with_told(_("works for this user"), probed), Mark.GOOD)
        case ProbeResult.REACHABLE:
            is_in = isinstance(probed.told, RpcProxyTold)
            asks = probed.schemes and not is_in
            reachable = asks_for_sign_in(probed.schemes) if asks else _("reachable")
            return line(what, _with_told(reachable, probed), Mark.INFORMATION)
        case ProbeResult.FAILS:
            failed = failure_text(probed.failure) if probed.failure else _("fails")
            if state.from_outside:
                # As the finding says, that is normal there.
                remark = _("for clients inside; from here: {failed}").format(failed=failed)
                return line(what, remark, Mark.INFORMATION)
            return line(what, failed, Mark.BAD)
        case ProbeResult.NOT_TRIED:
            detail = f": {said(probed.failure.detail).rstrip('.')}" if probed.failure else ""
            return line(what, _("not tried") + detail, Mark.SKIPPED)
        case _:
            assert_never(probed.result)
