"""Redirects of every kind: the mailbox that moved, the questions they raise, the loops."""

from collections.abc import Iterator

from app.domain.failures import FailureKind
from app.domain.finding import Severity
from app.domain.prompts import Answer
from app.domain.rows import PromptState, Row
from app.domain.settings import ServerError
from app.domain.steps import Found, Readdressed, StepName
from app.domain.urls import host_of, scheme_of
from app.findings.case import Case
from app.findings.parts import Asked
from app.findings.raising import Raised, by_host, events_of, raised, rows_of
from app.wording.exchange_2007 import name_redirect_server
from app.wording.language import _, said


def mailbox_moved(case: Case) -> Iterator[Raised]:
    """redirectAddr: the run begins anew with another address. [EX07-ACTION]"""
    moves = [step for step in case.parts.steps if isinstance(step.result, Readdressed)]
    if not moves:
        return
    last = moves[-1]
    assert isinstance(last.result, Readdressed)
    # The old server does not know the new address: that is a consequence of the move.
    later = [
        one
        for one in case.asked
        if one.round > moves[0].round
        and one.step is StepName.SCP
        and isinstance(one.reading, ServerError)
    ]
    sayers = [
        one for one in case.parts.asked if any(one.url == _url(step.result) for step in moves)
    ]
    asked = [row for row, state in case.parts.consents() if state.prompt.port == 0]
    if sayers and all(case.is_explained(one.row) for one in sayers):
        return
    host = host_of(last.result.url) or _("The local file")
    yield raised(
        "mailbox-moved",
        Severity.NOTICE,
        _("The mailbox has moved: {host} names the new address {address}").format(
            host=host, address=last.result.address
        ),
        meaning=_(
            "Outlook begins its search anew with that address, after a question"
            " where it is of another domain."
        )
        + " "
        + (_("That the old server knows nothing of it is part of the move.") if later else ""),
        advice=_(
            "Nothing, if the move was meant. Otherwise look at the contact or mail"
            " user that stands for the mailbox, and at its external address."
        ),
        events=(*events_of((*sayers, *later)), *(row.event for row in asked)),
        source="Exchange 2007 SDK, Action (bb204229)",
        explains=rows_of(later) | frozenset(row.number for row in asked),
    )


def _url(result: object) -> str:
    return result.url if isinstance(result, Readdressed) else ""


def loop(case: Case) -> Iterator[Raised]:
    """Two servers point at each other, or at themselves. Symptom 55"""
    circling = [one for one in case.asked if one.kind is FailureKind.REDIRECT_LOOP]
    moves = [
        one
        for one in case.parts.asked
        if any(one.url == _url(step.result) for step in case.parts.steps)
    ]
    if circling:
        detail = said(circling[0].exchange.failure.detail) if circling[0].exchange.failure else ""
        yield raised(
            "redirect-loop",
            case.decisive,
            _("The redirects lead in a circle: {host} sends Outlook back").format(
                host=circling[-1].host
            ),
            meaning=_("Outlook ends its search without settings. {detail}").format(detail=detail),
            advice=_(
                "Look at each redirect of this run: of two servers that name each other"
                " (or two addresses that name each other) one must give settings. In a"
                " migration it is mostly an external address that was set on both sides."
            ),
            events=events_of((*moves, *circling)),
            source="Exchange 2007 SDK, Action (bb204229)",
            explains=rows_of((*moves, *circling))
            | {row.number for row, _state in case.parts.consents()},
        )


def consent_refused(case: Case) -> Iterator[Raised]:
    """The user said no, or nobody was there to say yes."""
    for row, state in case.parts.consents():
        if state.answer is None or state.answer.is_yes or case.is_explained(row):
            continue
        prompt = state.prompt
        sources = [one for one in case.asked if _led_to(one, row, case)]
        nobody = state.answer is Answer.ASSUMED_NO
        yield raised(
            "redirect-not-allowed",
            case.decisive,
            _("Outlook would have gone on to {host}, and was not allowed to").format(
                host=prompt.host
            ),
            meaning=_(
                "The way to the settings leads there; without a yes Outlook does not take it."
            )
            + " "
            + (
                _("In this run nobody was asked, and no was taken for the answer.")
                if nobody
                else ""
            ),
            advice=_(
                "If {host} is yours or your provider's, run again and allow it"
                " (--consent allow), and let users allow it, or name it in"
                " RedirectServers on the PCs."
            ).format(host=prompt.host),
            command=name_redirect_server(prompt.host) if prompt.port else "",
            events=(row.event, *events_of(sources)),
            source="KB 2480582",
            explains=rows_of(sources) | frozenset({row.number}),
        )


def _led_to(one: Asked, row: Row, case: Case) -> bool:
    same_step = (one.round, one.step) == case.session.step_of(row)
    return same_step and one.kind is FailureKind.REDIRECT_REFUSED


def not_https(case: Case) -> Iterator[Raised]:
    """A redirect that lowers https to http, or stays on http. Symptom 54"""
    for one in _refused(case):
        location = _location(one)
        if scheme_of(location) == "http":
            yield raised(
                "redirect-not-https",
                case.decisive,
                _("{host} redirects to an address without TLS: {location}").format(
                    host=one.host, location=location
                ),
                meaning=_("Outlook does not send a sign-in over http, and goes on without it."),
                advice=_("Let the redirect name the https address."),
                events=one.events,
                source="EWS Managed API",
                explains=one.rows,
            )


def to_another_page(case: Case) -> Iterator[Raised]:
    """A redirect to something that is not Autodiscover, such as OWA. Symptom 53"""
    for host, attempts in by_host(_refused(case)).items():
        location = _location(attempts[0])
        yield raised(
            "redirect-elsewhere",
            case.decisive,
            _("{host} redirects to something that is not Autodiscover").format(host=host)
            + (f": {location}" if location else ""),
            meaning=_("Outlook does not follow it."),
            advice=_(
                "A redirect to Outlook Web Access at the root of the web site is"
                " inherited by the folders below: take it away from /autodiscover, /ews"
                " and /oab in IIS."
            ),
            events=events_of(attempts),
            source="Microsoft Remote Connectivity Analyzer,"
            " an-unexpected-redirect-response-received",
            explains=rows_of(attempts),
        )


def _refused(case: Case) -> list[Asked]:
    return [
        one
        for one in case.asked
        if one.kind is FailureKind.REDIRECT_REFUSED and one.step is not StepName.HTTPS_ROOT
    ]


def _location(one: Asked) -> str:
    response = one.exchange.response
    return next(iter(response.header("location")), "") if response else ""


# --- what works, after a question ---------------------------------------------------------------


def redirect_consent_seen(case: Case) -> Iterator[Raised]:
    """Method three: every user is asked once. Symptom 56 [KB2480582]"""
    for row, state in _allowed(case, StepName.HTTP_REDIRECT):
        # A closed port 443 is part of this way of publishing. [KSDIT]
        closed = [
            one
            for one in case.asked
            if one.step is StepName.HTTPS_AUTODISCOVER
            and one.kind in {FailureKind.REFUSED, FailureKind.UNREACHABLE}
        ]
        yield _consent_seen(
            "redirect-consent-seen",
            (row, state),
            closed,
            _(
                "Autodiscover is published by a redirect over http. That is a right way;"
                " the question belongs to it."
            ),
            _("So does the closed port 443 of the autodiscover host."),
            "KB 2480582",
        )


def srv_consent_seen(case: Case) -> Iterator[Raised]:
    """SRV: every user is asked once. [KB940881] [GROMOX-DOC]"""
    for row, state in _allowed(case, StepName.DNS_SRV):
        # That the autodiscover name does not exist is part of this way of publishing.
        absent = [
            one
            for one in case.asked
            if one.step in {StepName.HTTPS_AUTODISCOVER, StepName.HTTP_REDIRECT}
            and one.kind is FailureKind.NAME_NOT_FOUND
        ]
        yield _consent_seen(
            "srv-consent-seen",
            (row, state),
            absent,
            _(
                "Autodiscover is published by a service record (SRV). That is a right"
                " way; the question belongs to it."
            ),
            _("So does the missing name of the autodiscover host."),
            "KB 940881; KB 2480582",
        )


def _consent_seen(
    code: str,
    asked: tuple[Row, PromptState],
    belongs: list[Asked],
    meaning: str,
    also: str,
    source: str,
) -> Raised:
    """Tell of a question that is part of a way of publishing, as are the attempts in `belongs`."""
    row, state = asked
    return raised(
        code,
        Severity.NOTICE,
        _("Outlook asks the user once whether {host} may configure the account").format(
            host=state.prompt.host
        ),
        meaning=f"{meaning} {also if belongs else ''}",
        advice=_(
            "Tell the users to allow it, or spare them the question by naming the"
            " host in RedirectServers on the PCs."
        ),
        command=name_redirect_server(state.prompt.host),
        events=(row.event, *events_of(belongs)),
        source=source,
        explains=rows_of(belongs) | frozenset({row.number}),
    )


def other_consent_seen(case: Case) -> Iterator[Raised]:
    """A server of one organisation sends to another one."""
    for row, state in case.parts.consents():
        if state.answer is not None and state.answer.is_yes and not case.is_explained(row):
            yield raised(
                "redirect-to-other-organisation",
                Severity.NOTICE,
                _("Outlook asks the user whether {host} may configure the account").format(
                    host=state.prompt.host
                ),
                meaning=_(
                    "A server sends Outlook on to another organisation. Without a yes it"
                    " does not go there."
                ),
                advice=_("See that this host is your provider's or your partner's."),
                command=name_redirect_server(state.prompt.host) if state.prompt.port else "",
                events=(row.event,),
                source="KB 2480582",
                explains=(row.number,),
            )


def _allowed(case: Case, step: StepName) -> Iterator[tuple[Row, PromptState]]:
    found = any(isinstance(one.result, Found) and one.name is step for one in case.parts.steps)
    for row, state in case.parts.consents():
        if (
            found
            and state.prompt.step is step
            and state.answer is not None
            and state.answer.is_yes
            and not case.is_explained(row)
        ):
            yield row, state
            return
