"""What came of a row in the fewest words, for a column that has no room for the whole sentence."""

from app.domain.acceptance import Ground
from app.domain.attempts import Exchange, Leg, Lookup, Ping, Search
from app.domain.binds import BindTry
from app.domain.connections import Dial, Judged
from app.domain.events import MachineDetected, PointsChosen, RedirectFollowed
from app.domain.failures import Failure, FailureKind
from app.domain.machine import Fact
from app.domain.retrieval import Retrieval
from app.domain.rows import PointState, Row, ServiceState, StepState, Turn
from app.domain.settings import AddressRedirect, HttpRedirect, ServerError, Settings, UrlRedirect
from app.domain.steps import Nothing, Readdressed, Refused, Skipped, SkipReason, Why
from app.domain.verdict import Problem, Verdict
from app.wording.binds import bind_outcome
from app.wording.failures import failure_title
from app.wording.language import Naming, _, ngettext, said
from app.wording.lines import milliseconds
from app.wording.points import turn_text
from app.wording.probing import short_verdict
from app.wording.titles import why


def brief_verdict(row: Row, *, over: bool = False, named: Naming = said) -> str:
    """Give the verdict without what the details say; empty where it has no shorter form.

    `named` says how what told something of the PC is called.
    """
    match row.subject:
        case StepState() as step:
            return _step(step)
        case Exchange() as exchange:
            return _exchange(exchange)
        case (Lookup() | Search()) as asked if asked.failure:
            return _failure(asked.failure)
        case Ping(controller=controller) if controller and controller.client_site:
            return _("AD site {site}").format(site=controller.client_site)
        case Dial() as dial:
            return _dial(dial)
        case Judged() as judged:
            return _judged(judged)
        case Leg(response=response) if response:
            return f"HTTP {response.status}"
        case ServiceState() as service if service.probed:
            return short_verdict(service)
        case Fact(origin=origin):
            return _("from {origin}").format(origin=named(origin))
        case _:
            return _listed(row, over=over)


def _listed(row: Row, *, over: bool) -> str:
    match row.subject:
        case MachineDetected(machine=machine):
            return _("joined to a domain") if machine.joined else _("not joined to a domain")
        case PointsChosen(choice=choice) if choice.chosen:
            return _("{count} to ask").format(count=len(choice.chosen))
        case PointState() as state:
            return _point(state, over=over)
        case RedirectFollowed(source=source, status=status):
            if status:
                return f"HTTP {status}"
            is_record = source.startswith("_")
            return _("named by an SRV record") if is_record else _("named by the server")
        case BindTry() as tried:
            return bind_outcome(tried)
        case Retrieval() as fetched:
            return _fetched(fetched)
        case _:
            return ""


def _point(state: PointState, *, over: bool) -> str:
    if not state.point.rank:
        return _("passed over")
    rank = _("rank {rank}").format(rank=state.point.rank)
    return f"{rank}; {turn_text(state.turn, over=over)}" if state.turn is not Turn.NEVER else rank


def _fetched(fetched: Retrieval) -> str:
    if fetched.failure:
        return failure_title(fetched.failure.kind)
    if fetched.before:
        return _("as before in this run")
    if fetched.answer:
        # It begins with what matters.
        return ""
    return _("{size} bytes").format(size=fetched.size)


def _step(state: StepState) -> str:
    match state.result:
        case Nothing(why=Why.NO_LOCAL_FILE):
            return _("no local file is set")
        case Nothing(why=Why.SIGN_IN_NEEDED):
            return _("asks for a sign-in")
        case Nothing(why=reason):
            return why(reason)
        case Readdressed():
            return _("names another address")
        case Refused(error=error):
            return _error(error)
        case Skipped(reason=SkipReason.NOT_JOINED):
            return _("skipped: not in a domain")
        case Skipped():
            return _("skipped: by a policy")
        case _:
            return ""


def _exchange(exchange: Exchange) -> str:
    if exchange.failure:
        return _failure(exchange.failure)
    match exchange.reading:
        case AddressRedirect():
            return _("names another address")
        case UrlRedirect():
            return _("names another URL")
        case HttpRedirect(status=status):
            return _("redirects (HTTP {status})").format(status=status)
        case ServerError() as error:
            return _error(error)
        case Failure() as failure:
            return _failure(failure)
        case Settings() | None:
            response = exchange.response if exchange.finished else None
            if response is None or exchange.reading:
                return ""
            return _("asks for a sign-in") if response.status == 401 else f"HTTP {response.status}"


def _failure(failure: Failure) -> str:
    match failure.kind:
        case FailureKind.REFUSED:
            return _("connection refused")
        case FailureKind.SIGN_IN_NEEDED:
            return _("asks for a sign-in")
        case FailureKind.NOT_AUTODISCOVER:
            return _("not Autodiscover")
        case FailureKind.NOT_THE_SERVICE:
            return _("not the service")
        case FailureKind.DIRECTORY:
            return _("the directory is of no help")
        case FailureKind.REDIRECT_LOOP:
            return _("redirected in a circle")
        case kind:
            return failure_title(kind)


def _error(error: ServerError) -> str:
    return _("error {code} of the server").format(code=error.code)


def _dial(dial: Dial) -> str:
    if dial.is_black_hole:
        return _("no answer in {duration}").format(duration=milliseconds(dial.raced_ms))
    if dial.failure:
        return _failure(dial.failure)
    return _("connected to {address}").format(address=dial.address)


def _judged(judged: Judged) -> str:
    match judged.acceptance.ground:
        case Ground.GOOD:
            count = len(judged.verdict.problems)
            remarks = ngettext("accepted; {count} remark", "accepted; {count} remarks", count)
            return remarks.format(count=count) if count else _("accepted")
        case Ground.TOLERATED:
            return _("tolerated though untrusted")
        case Ground.GRANTED:
            return _("accepted by the user")
        case Ground.REJECTED:
            return ", ".join(_faults(judged.verdict))


def _faults(verdict: Verdict) -> list[str]:
    """Say what is wrong in a word or two each."""
    faults = []
    if not verdict.trusted:
        faults.append(_trust(verdict))
    if not verdict.in_date:
        expired = Problem.EXPIRED in verdict.problems
        faults.append(_("expired") if expired else _("not in date"))
    if not verdict.name_matches:
        faults.append(_("wrong name"))
    return faults


def _trust(verdict: Verdict) -> str:
    titles = {
        Problem.REVOKED: _("revoked"),
        Problem.SELF_SIGNED: _("self-signed"),
        Problem.MISSING_INTERMEDIATE: _("intermediate missing"),
        Problem.UNKNOWN_ISSUER: _("issuer not trusted"),
    }
    told = (title for problem, title in titles.items() if problem in verdict.problems)
    return next(told, _("not trusted"))
