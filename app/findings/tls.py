"""Secure connections that do not come about, or are old."""

from collections.abc import Iterator
from typing import Final

from app.domain.failures import FailureKind
from app.domain.finding import Severity
from app.domain.steps import StepName
from app.findings.case import Case
from app.findings.raising import Raised, by_host, events_of, names_text, raised, rows_of
from app.wording.language import _, said

_REFUSALS: Final = frozenset({FailureKind.TLS, FailureKind.RESET})
"""How a server that wants to be named turns down who names none."""
_OLD_TLS: Final = frozenset({"SSLv3", "TLSv1", "TLSv1.1"})


def handshake_failed(case: Case) -> Iterator[Raised]:
    """Something listens on 443, and no TLS comes about. Symptoms 82, 83"""
    failed = [
        one
        for one in case.asked
        if one.kind is FailureKind.TLS and one.step is not StepName.HTTPS_ROOT
    ]
    for host, attempts in by_host(failed).items():
        detail = said(attempts[0].exchange.failure.detail) if attempts[0].exchange.failure else ""
        yield raised(
            "tls-handshake-failed",
            case.decisive,
            _("{host} and this PC come to no secure connection").format(host=host),
            meaning=_("Outlook cannot ask this server. {detail}").format(detail=detail),
            advice=_(
                "See that the port is for https, that IIS has a certificate bound to it,"
                " and which versions of TLS the server offers."
            ),
            events=events_of(attempts),
            explains=rows_of(attempts),
        )


def cut_off(case: Case) -> Iterator[Raised]:
    """The connection is made, and cut before there is an answer."""
    cut = [
        one
        for one in case.asked
        if one.kind is FailureKind.RESET and one.step is not StepName.HTTPS_ROOT
    ]
    for host, attempts in by_host(cut).items():
        yield raised(
            "connection-cut",
            case.decisive,
            _("{host} cuts the connection before it answers").format(host=host),
            meaning=_("Outlook finds no settings there."),
            advice=_(
                "Look for a firewall, a load balancer or a publishing rule on the way"
                " that ends the connection, and into the server's event log."
            ),
            events=events_of(attempts),
            explains=rows_of(attempts),
        )


def old_tls(case: Case) -> Iterator[Raised]:
    """TLS 1.0 or 1.1, which is all that Exchange 2007 may speak."""
    old = [
        one
        for one in (*case.parts.asked, *case.parts.checks)
        if one.judged and one.judged.tls_version in _OLD_TLS
    ]
    if old:
        hosts = dict.fromkeys(one.host for one in old)
        version = old[0].judged.tls_version if old[0].judged else ""
        yield raised(
            "tls-old",
            Severity.WARNING,
            _("No newer version than {version} comes about with {names}").format(
                version=version, names=names_text(hosts)
            ),
            meaning=_(
                "Outlook 2007 works with it. Clients of today refuse it, and what is"
                " sent is protected less well."
            ),
            advice=_("Update the server, or let a gateway with TLS 1.2 stand before it."),
            events=events_of(old),
        )


def name_matters(case: Case) -> Iterator[Raised]:
    """Clients of Windows XP's time name no host, and get what anybody gets. Symptom 84"""
    for row, comparison in case.parts.comparisons:
        failed = comparison.failure
        # Of a server that was not reached it is not known what it shows.
        shows_none = failed is not None and failed.kind in _REFUSALS
        if comparison.is_same or (comparison.without_name is None and not shows_none):
            continue
        other = comparison.without_name
        what = _("that of {subject}").format(subject=other.subject) if other else _("none")
        yield raised(
            "sni-differs",
            Severity.NOTICE,
            _(
                "A client that does not name the host gets another certificate from {host}: {what}"
            ).format(host=comparison.host, what=what),
            meaning=_(
                "Outlook on Windows XP does not name the host when it connects, and"
                " meets that certificate."
            ),
            advice=_(
                "If such PCs are in use, give the host an address of its own, or let its"
                " certificate be the one that is shown to everybody."
            ),
            events=(row.event,),
        )
