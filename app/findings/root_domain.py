"""What answers at the mail domain itself, where mostly a web site is."""

from collections.abc import Iterator
from typing import Final

from app.domain.failures import FailureKind
from app.domain.finding import Severity
from app.domain.prompts import PromptKind
from app.domain.settings import Settings
from app.domain.steps import StepName
from app.domain.verdict import Problem
from app.findings.case import Case
from app.findings.parts import Asked
from app.findings.raising import (
    Raised,
    by_host,
    certificate_names,
    events_of,
    names_text,
    raised,
    rows_of,
)
from app.wording.exchange_2007 import set_policy
from app.wording.language import _

NOBODY: Final = frozenset(
    {
        FailureKind.NAME_NOT_FOUND,
        FailureKind.REFUSED,
        FailureKind.UNREACHABLE,
        FailureKind.RESET,
        FailureKind.TLS,
    }
)
_ANSWERED: Final = frozenset(
    {
        FailureKind.HTTP_STATUS,
        FailureKind.NOT_AUTODISCOVER,
        FailureKind.REDIRECT_REFUSED,
        FailureKind.TOO_LARGE,
        FailureKind.PROTOCOL,
    }
)
_MAIL_PROTOCOLS: Final = frozenset({"IMAP", "POP3", "SMTP"})


def hoster_answers(case: Case) -> Iterator[Raised]:
    """The web hoster's panel answers with IMAP or POP settings. Symptom 26 [KB3049615]"""
    settings = case.settings
    if settings is None or not settings.protocols:
        return
    types = {block.type.upper() for block in settings.protocols}
    if types and types <= _MAIL_PROTOCOLS:
        host = case.giver[0].host if case.giver else _("The server")
        yield raised(
            "hoster-answers",
            Severity.ERROR,
            _("{host} answers Autodiscover with {names}, not with Exchange").format(
                host=host, names=names_text(sorted(types))
            ),
            meaning=_(
                "Outlook makes an Internet mail account in the place of the Exchange"
                " mailbox, and looks no further."
            ),
            advice=_(
                "Have the web hoster switch its Autodiscover off. Until then set"
                " ExcludeHttpsRootDomain = 1 on the PCs."
            ),
            command=set_policy("ExcludeHttpsRootDomain"),
            events=case.settings_events,
            source="KB 3049615",
            explains=rows_of(case.giver),
        )


def domain_controller_at_root(case: Case) -> Iterator[Raised]:
    """Inside, the root name leads to a domain controller with IIS on it. Symptom 3 [KB2783881]"""
    ad_domain = case.machine.dns_domain.lower()
    for one in _root(case):
        names = [name.lower() for name in certificate_names(one.judged)]
        is_inside = ad_domain and any(name.endswith(f".{ad_domain}") for name in names)
        if case.joined and is_inside and one.is_faulty and Problem.NAME_MISMATCH in one.problems:
            yield raised(
                "root-domain-controller",
                Severity.WARNING,
                _(
                    "Inside, {host} leads to a server of the domain: its certificate is made"
                    " out to {names}"
                ).format(host=one.host, names=names_text(names)),
                meaning=_(
                    "When the user is watching, Outlook shows a security alert about the"
                    " name {host}; in the background it goes on."
                ).format(host=one.host),
                advice=_(
                    "Remove IIS, or its binding of port 443, from the domain controller; or"
                    " keep Outlook from asking there with ExcludeHttpsRootDomain = 1."
                ),
                command=set_policy("ExcludeHttpsRootDomain"),
                events=one.events,
                source="KB 2783881",
                explains=one.rows,
            )


def web_site_at_root(case: Case) -> Iterator[Raised]:
    """The company's web site: it cannot answer, and need not. Symptoms 3, 24, 25"""
    faulty = [one for one in _root(case) if one.is_faulty and _is_foreign(one)]
    pages = [one for one in _root(case) if one.kind in _ANSWERED]
    both = (*faulty, *pages)
    if not both:
        return
    first = both[0]
    names = names_text(certificate_names(first.judged))
    if faulty:
        title = _(
            "At {host} a server with the certificate of {names} answers: mostly that"
            " is the company's web site"
        ).format(host=first.host, names=names or _("another name"))
        meaning = _(
            "When the user is watching, Outlook may show a security alert about the"
            " name {host}; in the background it goes on without a word."
        ).format(host=first.host)
        advice = _(
            "Nothing, if no user complains. Else give the site a certificate with"
            " {host}, close its port 443, or set ExcludeHttpsRootDomain = 1 on the"
            " PCs."
        ).format(host=first.host)
    else:
        title = _(
            "{host} answers, and not as Autodiscover: mostly it is a web site, as usual"
        ).format(host=first.host)
        meaning = _("Outlook looks there, finds no settings, and goes on.")
        advice = _("Nothing is to be done.")
    yield raised(
        "root-domain-web-site",
        Severity.NOTICE,
        title,
        meaning=meaning,
        advice=advice,
        command=set_policy("ExcludeHttpsRootDomain") if faulty else "",
        events=events_of(both),
        source="KB 2783881" if faulty else "EWS Managed API",
        explains=rows_of(both) | _alerts(case, {one.host for one in faulty}),
    )


def nobody_at_root(case: Case) -> Iterator[Raised]:
    """No address, or nobody who listens: the usual case, and it costs no time."""
    for host, silent in by_host(one for one in _root(case) if one.kind in NOBODY).items():
        title = {
            FailureKind.NAME_NOT_FOUND: _("{host} itself has no address: that is normal"),
            FailureKind.REFUSED: _("{host} itself takes no connection on port 443: that is normal"),
        }.get(
            silent[0].kind or FailureKind.RESET,
            _("{host} itself cannot be asked over https: that is normal"),
        )
        yield raised(
            "root-domain-not-used",
            Severity.NOTICE,
            title.format(host=host),
            meaning=_("Outlook looks there first, finds nobody, and goes on at once."),
            advice=_(
                "Nothing is to be done: Autodiscover needs no server at the mail domain itself."
            ),
            events=events_of(silent),
            explains=rows_of(silent),
        )


def _alerts(case: Case, hosts: set[str]) -> frozenset[int]:
    """Give the rows of the alerts about these hosts: the finding tells of them."""
    return frozenset(
        row.number
        for row, state in case.parts.prompts
        if state.prompt.kind is PromptKind.SECURITY_ALERT
        and state.prompt.step is StepName.HTTPS_ROOT
        and state.prompt.host in hosts
    )


def _root(case: Case) -> tuple[Asked, ...]:
    return tuple(
        one
        for one in case.asked
        if one.step is StepName.HTTPS_ROOT
        and one.host == one.domain
        and not isinstance(one.reading, Settings)
    )


def _is_foreign(one: Asked) -> bool:
    return Problem.NAME_MISMATCH in one.problems
