"""What an open row of a session waits for, since when, and until when at the latest."""

from typing import assert_never
from urllib.parse import urlsplit

from msgspec import Struct

from app.domain.attempts import Attempt, Exchange, Leg, Lookup, Ping, Search
from app.domain.binds import BindTry
from app.domain.connections import Dial, Judged, Resolution
from app.domain.profile import Limits
from app.domain.questions import DnsQuestion, HttpQuestion, LdapQuestion, PingQuestion, Question
from app.domain.rows import (
    PromptState,
    RoundState,
    Row,
    ServicesState,
    ServiceState,
    StepState,
)
from app.domain.session import Session
from app.domain.steps import StepName
from app.gui.plain_text import one_line
from app.wording import step_title
from app.wording.language import _

LONGEST = 200
STAGGER_S = 0.25
"""Each further address of a host begins so much later (the race of app.net.dial)."""
ROUNDS_OF_MACHINE = 2
"""What only a PC in a domain is asked comes after the rest, within the same limit once more."""
PING_S = 6.0
"""At most three addresses, two tries each, a second for a try (app.net.datagram)."""


class Wait(Struct, frozen=True, kw_only=True):
    """One wait, as a phrase that goes on after "Waiting for"."""

    what: str
    since_ms: float
    limit_s: float | None = None
    """After so long something happens by itself; None where that is not known."""
    others: int = 0
    """How many more waits are open at the same time."""


def awaited(session: Session, row: Row) -> Wait:
    """Tell what an open row waits for."""
    limits = session.started.limits if session.started else None
    match row.subject:
        case PromptState():
            return Wait(
                what=_("your answer"),
                since_ms=row.started_ms,
                limit_s=limits.prompt_s if limits else None,
            )
        case StepState(planned=planned):
            return _step(planned.step, row.started_ms, limits)
        case Exchange() | Lookup() | Search() | Ping() as attempt:
            return _of_attempt(session, row, attempt, limits)
        case _:
            raise AssertionError("nothing else takes time")


def preparing(session: Session) -> Wait:
    """Tell of the time before the first step."""
    limits = session.started.limits if session.started else None
    limit_s = limits.directory_s * ROUNDS_OF_MACHINE if limits else None
    return Wait(what=_("what this PC knows of itself"), since_ms=0.0, limit_s=limit_s)


def between(session: Session) -> Wait:
    """Tell of a moment at which nothing is open: what comes next, and when that ends at most."""
    limits = session.started.limits if session.started else None
    since = session.last_ms
    if session.chosen is None:
        rest = (one for one in _newest_plan(session) if not one.started and one.result is None)
        coming = next(rest, None)
        if coming is not None:
            return _step(coming.planned.step, since, limits)
        what = _("the end of the run")
        return Wait(what=what, since_ms=since, limit_s=_to_certificate(limits))
    hosts = _unchecked(session)
    if hosts:
        what = one_line(_("the check of {host}").format(host=hosts[0]), LONGEST)
        limit_s = limits.response_s + (_to_certificate(limits) or 0.0) if limits else None
        return Wait(what=what, since_ms=since, limit_s=limit_s, others=len(hosts) - 1)
    host = _authority(session.chosen.url)
    what = one_line(_("the certificate of {host}, without its name").format(host=host), LONGEST)
    return Wait(what=what, since_ms=since, limit_s=_to_certificate(limits))


def _step(step: StepName, since_ms: float, limits: Limits | None) -> Wait:
    """Tell of a step that has not asked anybody yet: its first question comes, and its limit."""
    limit_s = None
    if limits is not None:
        limit_s = {
            StepName.SCP: limits.directory_s,
            StepName.DNS_SRV: limits.dns_s,
        }.get(step, max(limits.dns_s, limits.system_names_s))
    return Wait(what=step_title(step), since_ms=since_ms, limit_s=limit_s)


def _newest_plan(session: Session) -> list[StepState]:
    topmost = map(session.row, session.children(0))
    rounds = [row for row in topmost if isinstance(row.subject, RoundState)]
    below = map(session.row, session.children(rounds[-1].number)) if rounds else ()
    return [row.subject for row in below if isinstance(row.subject, StepState)]


def _unchecked(session: Session) -> tuple[str, ...]:
    """Give the hosts of the services that are still to be checked, each once."""
    sides = (one for one in session.children(0) if _is_side(session, one))
    rows = (session.row(number) for side in sides for number in session.children(side))
    left = (
        _authority(row.subject.service_url.url)
        for row in rows
        if isinstance(row.subject, ServiceState) and row.subject.probed is None
    )
    return tuple(dict.fromkeys(left))


def _is_side(session: Session, number: int) -> bool:
    return isinstance(session.row(number).subject, ServicesState)


def _to_certificate(limits: Limits | None) -> float | None:
    """Give how long it takes at most until a host has shown its certificate."""
    if limits is None:
        return None
    return max(limits.dns_s, limits.system_names_s) + limits.connect_s + limits.handshake_s


def _of_attempt(session: Session, row: Row, attempt: Attempt, limits: Limits | None) -> Wait:
    question = attempt.question
    below = [session.row(number) for number in session.children(row.number)]
    # What was asked only for comparison holds nothing up; the other facts tell of no new phase.
    told = [
        one
        for one in below
        if isinstance(one.subject, Dial | Judged | BindTry | Leg)
        or (isinstance(one.subject, Resolution) and not one.subject.beside)
    ]
    last = told[-1] if told else row
    since = last.started_ms if last.ended_ms is None else last.ended_ms
    if not told:
        since = row.started_ms
    what, limit_s = _phase(question, last.subject if told else None, limits)
    return Wait(what=one_line(what, LONGEST), since_ms=since, limit_s=limit_s)


def _phase(question: Question, last: object, limits: Limits | None) -> tuple[str, float | None]:
    """Say what comes after the last fact of an attempt; the limit only where limits are known."""
    if isinstance(question, DnsQuestion):
        text = _("DNS: SRV records of {name}").format(name=question.name)
        return text, limits.dns_s if limits else None
    host, is_secure = _place(question)
    match last:
        case None:
            text = _("the addresses of {host}").format(host=host)
            return text, max(limits.dns_s, limits.system_names_s) if limits else None
        case Resolution(addresses=addresses) if not isinstance(question, PingQuestion):
            text = _("a connection to {host}").format(host=host)
            later = STAGGER_S * max(0, len(addresses) - 1)
            return text, limits.connect_s + later if limits else None
        case Dial() if is_secure:
            text = _("TLS and the certificate of {host}").format(host=host)
            return text, limits.handshake_s if limits else None
        case _:
            return _answer(question, host, limits)


def _answer(question: Question, host: str, limits: Limits | None) -> tuple[str, float | None]:
    match question:
        case HttpQuestion(method=method):
            text = _("the answer of {host} to {method}").format(host=host, method=method)
            return text, limits.response_s if limits else None
        case LdapQuestion(url=url):
            text = _("the directory at {url}").format(url=url)
            return text, limits.directory_s if limits else None
        case PingQuestion():
            text = _("the domain controller {host}, about this PC's site").format(host=host)
            return text, PING_S
        case DnsQuestion(name=name):
            return _("DNS: SRV records of {name}").format(name=name), None
        case _:
            assert_never(question)


def _place(question: Question) -> tuple[str, bool]:
    """Give the host that is asked, and whether TLS comes before anything else."""
    match question:
        case PingQuestion(host=host):
            return host, False
        case HttpQuestion(url=url) | LdapQuestion(url=url):
            return _authority(url), url.lower().startswith(("https:", "ldaps:"))
        case DnsQuestion(name=name):
            return name, False
        case _:
            assert_never(question)


def _authority(url: str) -> str:
    try:
        return urlsplit(url).netloc or url
    except ValueError:
        # Something that a server called a URL.
        return url
