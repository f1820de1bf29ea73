"""What differs between two sessions: each thing that one of them tells otherwise, side by side."""

from collections.abc import Iterator
from enum import StrEnum
from typing import assert_never

from msgspec import Struct

from app.domain.attempts import Exchange, Lookup, Ping, Search
from app.domain.connections import Judged, Resolution
from app.domain.events import Outcome
from app.domain.features import features
from app.domain.finding import Findings
from app.domain.questions import target
from app.domain.rows import PromptState, RoundState, ServiceState, StepState
from app.domain.session import Session
from app.domain.steps import Found, Interrupted, Nothing, Readdressed, Refused, Skipped, StepResult
from app.wording.certificates import three_answers
from app.wording.failures import failure_title, server_error_text
from app.wording.features import feature_result, feature_title
from app.wording.language import _, ngettext
from app.wording.machine import fact_title, fact_value
from app.wording.probing import probe_title
from app.wording.prompts import answer_title, prompt_title
from app.wording.titles import scope_title, service_title, skip_reason, step_title, why


class Group(StrEnum):
    """What a difference is about, in the order in which a person wants to see it."""

    OUTCOME = "Outcome"
    FEATURES = "What works in Outlook 2007"
    PC = "This PC"
    STEPS = "Steps"
    ADDRESSES = "Addresses of names"
    ATTEMPTS = "What was asked"
    CERTIFICATES = "Certificates"
    SERVICES = "Service URLs"
    PROMPTS = "Questions"


def group_title(group: Group) -> str:
    """Name what a difference is about."""
    return {
        Group.OUTCOME: _("Outcome"),
        Group.FEATURES: _("What works in Outlook 2007"),
        Group.PC: _("This PC"),
        Group.STEPS: _("Steps"),
        Group.ADDRESSES: _("Addresses of names"),
        Group.ATTEMPTS: _("What was asked"),
        Group.CERTIFICATES: _("Certificates"),
        Group.SERVICES: _("Service URLs"),
        Group.PROMPTS: _("Questions"),
    }[group]


class Side(Struct, frozen=True, kw_only=True):
    """What one session tells about a thing."""

    text: str
    """Empty where it tells nothing."""
    events: tuple[int, ...] = ()
    """The numbers of the events that show it."""


class Difference(Struct, frozen=True, kw_only=True):
    """One thing that the two sessions tell otherwise."""

    group: Group
    what: str
    first: Side
    second: Side


class Comparison(Struct, frozen=True, kw_only=True):
    """What differs, and the findings that only one of the two sessions gives rise to."""

    differences: tuple[Difference, ...]
    first_only: Findings
    second_only: Findings


Key = tuple[Group, str]
SILENT = Side(text="")


def compare(first: Session, second: Session, findings: tuple[Findings, Findings]) -> Comparison:
    """Compare two sessions with the findings of each, which explain what differs."""
    codes = [{one.code for one in side} for side in findings]
    return Comparison(
        differences=differences(first, second),
        first_only=tuple(one for one in findings[0] if one.code not in codes[1]),
        second_only=tuple(one for one in findings[1] if one.code not in codes[0]),
    )


def differences(first: Session, second: Session) -> tuple[Difference, ...]:
    """Compare two sessions; times, ports chosen at random and the like do not count."""
    sides = _sides(first), _sides(second)
    keys = dict.fromkeys([*sides[0], *sides[1]])
    order = list(Group)
    found = [
        Difference(
            group=key[0],
            what=key[1],
            first=sides[0].get(key, SILENT),
            second=sides[1].get(key, SILENT),
        )
        for key in keys
    ]
    return tuple(
        sorted(
            (one for one in found if one.first.text != one.second.text),
            key=lambda one: order.index(one.group),
        )
    )


def _sides(session: Session) -> dict[Key, Side]:
    """Give what a session tells, in a form that can be compared; of one thing, the newest."""
    told: dict[Key, list[Side]] = {}
    for key, side in _tell(session):
        told.setdefault(key, []).append(side)
    return {key: _together(sides) for key, sides in told.items()}


def _together(sides: list[Side]) -> Side:
    # A URL that was asked twice, or a name with several answers: all of it, each once.
    texts = sorted(dict.fromkeys(side.text for side in sides))
    events = sorted({number for side in sides for number in side.events})
    return Side(text="; ".join(texts), events=tuple(events))


def _tell(session: Session) -> Iterator[tuple[Key, Side]]:
    yield from _tell_outcome(session)
    for row in session.rows:
        for key, text in _tell_row(row.subject):
            yield key, Side(text=text, events=(row.event,))
    for feature in features(session):
        title = _("{feature}, {scope}").format(
            feature=feature_title(feature.name), scope=scope_title(feature.scope)
        )
        text = feature_result(feature.result, from_outside=feature.from_outside)
        events = (session.row(feature.row).event,) if feature.row else ()
        yield (Group.FEATURES, title), Side(text=text, events=events)
    if session.machine:
        for fact in session.machine.facts:
            if fact.used:
                # A list, such as RedirectServers, has a fact for each of its members.
                yield (Group.PC, fact_title(fact)), Side(text=fact_value(fact))


def _tell_outcome(session: Session) -> Iterator[tuple[Key, Side]]:
    finished = session.finished
    yield (Group.OUTCOME, _("Outcome")), Side(text=_outcome(session.outcome))
    if session.started:
        yield (Group.OUTCOME, _("E-mail address")), Side(text=session.started.address)
        yield (Group.OUTCOME, _("Emulated client")), Side(text=session.started.profile)
    if finished and finished.found_by:
        yield (Group.OUTCOME, _("Found by")), Side(text=step_title(finished.found_by))
        yield (Group.OUTCOME, _("Autodiscover URL")), Side(text=finished.autodiscover_url)


def _outcome(outcome: Outcome) -> str:
    return {
        Outcome.FOUND: _("settings found"),
        Outcome.SIGN_IN_NEEDED: _("a sign-in is needed"),
        Outcome.NOT_FOUND: _("no settings found"),
        Outcome.CANCELLED: _("cancelled"),
        Outcome.INTERRUPTED: _("interrupted"),
    }[outcome]


def _tell_row(subject: object) -> Iterator[tuple[Key, str]]:
    match subject:
        case RoundState(number=number, address=address) if number > 1:
            yield (Group.OUTCOME, _("Address of round {number}").format(number=number)), address
        case StepState(planned=planned, result=result):
            yield (Group.STEPS, step_title(planned.step)), _result(planned.skipped, result)
        case Resolution(host=host) if not subject.beside:
            yield (Group.ADDRESSES, host), _addresses(subject)
        case Exchange() | Lookup() | Search() | Ping():
            yield (Group.ATTEMPTS, target(subject.question)), _attempt(subject)
        case Judged(host=host, port=port):
            yield (Group.CERTIFICATES, f"{host}:{port}"), _certificate(subject)
        case ServiceState(service_url=one, probed=probed):
            what = f"{service_title(one.service)}, {scope_title(one.scope)}"
            yield (Group.SERVICES, what), one.url
            if probed:
                yield (
                    (Group.SERVICES, _("Test of {what}").format(what=what)),
                    probe_title(probed.result),
                )
        case PromptState(prompt=prompt, answer=answer):
            yield (Group.PROMPTS, prompt_title(prompt)), answer_title(answer) if answer else ""
        case _:
            return


def _result(skipped: object, result: StepResult | None) -> str:
    match result:
        case None:
            return _("left out") if skipped else _("not reached")
        case Found(url=url):
            return _("settings from {url}").format(url=url)
        case Readdressed(address=address):
            return _("another address: {address}").format(address=address)
        case Refused(error=error):
            return server_error_text(error)
        case Nothing(why=reason):
            return why(reason)
        case Skipped(reason=reason):
            return _("left out: {reason}").format(reason=skip_reason(reason))
        case Interrupted():
            return _("interrupted")
        case _:
            assert_never(result)


def _addresses(resolution: Resolution) -> str:
    if resolution.failure:
        return failure_title(resolution.failure.kind)
    return ", ".join(sorted(resolution.addresses))


def _attempt(attempt: Exchange | Lookup | Search | Ping) -> str:
    if attempt.failure:
        return failure_title(attempt.failure.kind)
    match attempt:
        case Exchange(response=response):
            return (
                _("status {status}").format(status=response.status) if response else _("no answer")
            )
        case Lookup(records=records):
            named = (f"{one.priority} {one.weight} {one.port} {one.target}" for one in records)
            return ", ".join(sorted(named))
        case Search(entries=entries):
            count = len(entries)
            return ngettext("{count} object", "{count} objects", count).format(count=count)
        case Ping(controller=controller):
            return controller.host if controller else _("no answer")
        case _:
            assert_never(attempt)


def _certificate(judged: Judged) -> str:
    verdict = judged.verdict
    leaf = verdict.presented[0] if verdict.presented else None
    answers = ", ".join(
        f"{question}: {_('yes') if good else _('no')}" for question, good in three_answers(verdict)
    )
    named = f"{leaf.subject} ({leaf.sha256[:16]})" if leaf else _("none")
    accepted = _("accepted") if judged.acceptance.accepted else _("not accepted")
    return f"{named}: {answers}; {accepted}"
