"""Answers that are no settings though the server is well: pages, and the error 600."""

from collections.abc import Iterator
from typing import Final

from app.domain.failures import FailureKind
from app.domain.finding import Severity
from app.findings.case import Case
from app.findings.raising import Raised, by_host, events_of, raised, rows_of
from app.wording.language import _, said

_RCA: Final = "Microsoft Remote Connectivity Analyzer, "


def not_autodiscover(case: Case) -> Iterator[Raised]:
    """A page, where Autodiscover should be. Symptom 25, protocol.md 7.5"""
    kinds = {FailureKind.NOT_AUTODISCOVER, FailureKind.TOO_LARGE, FailureKind.PROTOCOL}
    pages = [one for one in case.asked if one.kind in kinds and not one.is_redirect_step]
    for host, attempts in by_host(pages).items():
        first = attempts[0]
        detail = said(first.exchange.failure.detail) if first.exchange.failure else ""
        is_page = b"<html" in first.body[:2000].lower()
        yield raised(
            "not-autodiscover",
            case.decisive,
            _("At {host} a web page answers, not Autodiscover").format(host=host)
            if is_page
            else _("What {host} answers is not Autodiscover").format(host=host),
            meaning=_("Outlook finds no settings there, and goes on. {detail}").format(
                detail=detail
            ),
            advice=_(
                "If it is a sign-in page of a firewall, let Autodiscover pass without"
                " the form (Basic or Windows authentication). If it is a web site, let"
                " the name lead to the Client Access server."
            ),
            events=events_of(attempts),
            source="EWS Managed API",
            explains=rows_of(attempts),
        )


def healthy_error_600(case: Case) -> Iterator[Raised]:
    """ErrorCode 600 on a GET: the healthy answer. Symptom 1 [OXDSCLI-ERR]"""
    healthy = [
        one
        for one in (*case.asked, *case.parts.checks)
        if one.exchange.question.method == "GET" and b"<ErrorCode>600<" in one.body[:5000]
    ]
    if healthy:
        yield raised(
            "error-600-healthy",
            Severity.NOTICE,
            _("{host} answers error 600, Invalid Request: Autodiscover is healthy there").format(
                host=healthy[0].host
            ),
            meaning=_("The question was a GET, as a browser asks. Outlook asks with a POST."),
            advice=_("Nothing is to be done. In a browser this answer is the right one."),
            events=events_of(healthy),
            source="[MS-OXDSCLI]",
            explains=rows_of(healthy),
        )


def page_at_port_80(case: Case) -> Iterator[Raised]:
    """Port 80 answers, and does not redirect. Symptom 52 [RCA-REDIR]"""
    answered = {
        FailureKind.HTTP_STATUS,
        FailureKind.NOT_AUTODISCOVER,
        FailureKind.SIGN_IN_NEEDED,
    }
    pages = [one for one in case.asked if one.is_redirect_step and one.kind in answered]
    for host, attempts in by_host(pages).items():
        yield raised(
            "port-80-does-not-redirect",
            Severity.NOTICE,
            _("{host} answers on port 80, and does not redirect ({status})").format(
                host=host, status=attempts[0].status
            ),
            meaning=_("Outlook looks there for a redirect only, and goes on."),
            advice=_(
                "Nothing, unless Autodiscover is to be found by a redirect: then let the"
                " site answer 302 with the https address."
            ),
            events=events_of(attempts),
            source=_RCA + "positive-http-response-other-than-redirect-response-received",
            explains=rows_of(attempts),
        )
