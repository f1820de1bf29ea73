"""Web proxies between this PC and the servers."""

from collections.abc import Iterator

from app.domain.failures import FailureKind
from app.domain.finding import Severity
from app.domain.machine import FactName
from app.domain.settings import Scope
from app.findings.case import Case
from app.findings.parts import Asked, Tried
from app.findings.raising import Raised, events_of, names_text, raised, rows_of
from app.wording.language import _, said

_WANTS_SIGN_IN = 407


def wants_sign_in(case: Case) -> Iterator[Raised]:
    """407: Outlook does not sign in to a proxy by itself. Symptom 39"""
    parts = [one for one in _stopped(case) if _is_asked(one)]
    if parts:
        hosts = names_text(dict.fromkeys(one.host for one in parts))
        yield raised(
            "proxy-wants-sign-in",
            case.decisive if any(isinstance(one, Asked) for one in parts) else Severity.ERROR,
            _("A web proxy between this PC and {hosts} wants a sign-in (407)").format(hosts=hosts),
            meaning=_("Outlook does not get through it. {detail}").format(detail=_detail(parts[0])),
            advice=_(
                "Except {hosts} from the proxy on the PCs, or let the proxy pass it"
                " without a sign-in."
            ).format(hosts=hosts),
            command="netsh winhttp show proxy",
            events=events_of(parts),
            explains=rows_of(parts),
        )


def in_the_way(case: Case) -> Iterator[Raised]:
    """A proxy that refuses, or cannot be reached. Symptom 40 [KB2847833]"""
    parts = _stopped(case)
    if parts:
        hosts = names_text(dict.fromkeys(one.host for one in parts))
        yield raised(
            "proxy-in-the-way",
            case.decisive if any(isinstance(one, Asked) for one in parts) else Severity.ERROR,
            _("The web proxy of this PC does not let it through to {hosts}").format(hosts=hosts),
            meaning=_("Outlook's requests end at the proxy. {detail}").format(
                detail=_detail(parts[0])
            ),
            advice=_(
                "Except {hosts} from the proxy on the PCs, or correct its address."
                " Outlook's services use the settings of WinHTTP, which are apart from"
                " those of the browser."
            ).format(hosts=hosts),
            command="netsh winhttp show proxy\nnetsh winhttp reset proxy",
            events=(*events_of(parts), *case.parts.machine_events),
            source="KB 2847833",
            explains=rows_of(parts),
        )


def script_in_a_file(case: Case) -> Iterator[Raised]:
    """WinHTTP reads no script from a file. Symptom 41 [KB2332495]"""
    for fact in case.facts:
        if fact.name is FactName.PROXY_SCRIPT and fact.value.lower().startswith("file:"):
            yield raised(
                "proxy-script-in-a-file",
                Severity.WARNING,
                _("The script that chooses the proxy lies in a file: {value}").format(
                    value=fact.value
                ),
                meaning=_(
                    "Browsers read it there; WinHTTP, by which Outlook asks its services,"
                    " does not, and goes another way than the browser."
                ),
                advice=_("Publish the script on a web server, or let it be found by WPAD."),
                events=case.parts.machine_events,
                source="KB 2332495",
            )


def _stopped(case: Case) -> list[Asked | Tried]:
    counted = [one for one in case.tried if case.joined or one.scope is Scope.EXTERNAL]
    parts: list[Asked | Tried] = [*case.asked, *counted]
    return [one for one in parts if one.kind is FailureKind.PROXY or one.status == _WANTS_SIGN_IN]


def _is_asked(one: Asked | Tried) -> bool:
    asked = one.asked if isinstance(one, Tried) else one
    answers = (
        answer
        for connection in (asked.exchange.connections if asked else ())
        for answer in connection.proxy_answers
    )
    return one.status == _WANTS_SIGN_IN or any(
        answer.status == _WANTS_SIGN_IN for answer in answers
    )


def _detail(one: Asked | Tried) -> str:
    asked = one.asked if isinstance(one, Tried) else one
    failure = asked.exchange.failure if asked else None
    return said(failure.detail) if failure else ""
