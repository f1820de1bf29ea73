"""Hosts that swallow or refuse connections."""

from collections.abc import Iterator
from typing import Final

from app.domain.connections import Dial
from app.domain.failures import FailureKind
from app.domain.finding import Severity
from app.domain.steps import StepName
from app.domain.urls import scheme_of
from app.findings.case import Case
from app.findings.parts import Asked
from app.findings.raising import Raised, by_host, events_of, names_text, raised, rows_of
from app.wording.course import black_hole_text
from app.wording.exchange_2007 import set_policy
from app.wording.language import _, said
from app.wording.lines import milliseconds

_SILENT: Final = frozenset(
    {FailureKind.UNREACHABLE, FailureKind.NO_ANSWER_FROM_DNS, FailureKind.TIMED_OUT}
)


def black_hole_at_root(case: Case) -> Iterator[Raised]:
    """Port 443 of the mail domain never answers. Symptoms 20, 22, 23 [DAVESTORK]"""
    late = [
        one
        for one in case.asked
        if one.step is StepName.HTTPS_ROOT
        and one.host == one.domain
        and one.kind is FailureKind.TIMED_OUT
    ]
    for host, attempts in by_host(late).items():
        told = names_text(dict.fromkeys(map(black_hole_text, _black_holes(attempts))))
        here = _waited(attempts)
        yield raised(
            "root-domain-black-hole",
            Severity.WARNING,
            _("Port {told}").format(told=told)
            if told
            else _silence(_("Port 443 of {host}").format(host=host), here),
            meaning=_(
                "Outlook asks there first, at every search for its settings, and was"
                " seen to wait some 20 s for each address."
            )
            + " "
            + (
                _("In this run it did not answer in {duration}.").format(duration=here)
                if told and here
                else ""
            ),
            advice=_(
                "Let the firewall answer with a refusal (RST) instead of silence, or set"
                " ExcludeHttpsRootDomain = 1 on the PCs."
            ),
            command=set_policy("ExcludeHttpsRootDomain"),
            events=events_of(attempts),
            source="KB 2212902; D. Stork, 2014 (seconds)",
            explains=rows_of(attempts),
        )


def autodiscover_silent(case: Case) -> Iterator[Raised]:
    """Port 443 of the autodiscover host never answers. Symptom 20 [RCA-TCP]"""
    for host, attempts in _at_autodiscover(case, FailureKind.TIMED_OUT):
        yield raised(
            "autodiscover-host-silent",
            case.decisive,
            _silence(host, _waited(attempts)),
            meaning=_("Outlook waits for each of its addresses, and then finds no settings there."),
            advice=_(
                "See that the name leads to the right address, that the firewall lets"
                " port 443 through to the Client Access server, and that the server is"
                " up."
            ),
            events=events_of(attempts),
            source="Microsoft Remote Connectivity Analyzer,"
            " network-error-occurred-while-communicating-with-remote-host",
            explains=rows_of(attempts),
        )


def autodiscover_closed(case: Case) -> Iterator[Raised]:
    """Nothing listens on port 443 of the autodiscover host. Symptom 21"""
    for kind in (FailureKind.REFUSED, FailureKind.UNREACHABLE):
        for host, attempts in _at_autodiscover(case, kind):
            if not case.found_nothing:
                continue
            title = (
                _("{host} takes no connections on port 443")
                if kind is FailureKind.REFUSED
                else _("{host} cannot be reached on port 443")
            )
            yield raised(
                "autodiscover-host-closed",
                Severity.ERROR,
                title.format(host=host),
                meaning=_("Outlook finds no settings there."),
                advice=_(
                    "Start IIS on the Client Access server, or correct the firewall's rule"
                    " for port 443. If this host is only to redirect, its port 80 must do"
                    " that."
                ),
                events=events_of(attempts),
                source="Microsoft Remote Connectivity Analyzer,"
                " network-error-occurred-while-communicating-with-remote-host",
                explains=rows_of(attempts),
            )


def _at_autodiscover(case: Case, kind: FailureKind) -> Iterator[tuple[str, tuple[Asked, ...]]]:
    at_host = [
        one
        for one in case.asked
        if one.step in {StepName.HTTPS_AUTODISCOVER, StepName.HTTP_REDIRECT}
        and one.host == f"autodiscover.{one.domain}"
    ]
    for host, attempts in by_host(one for one in at_host if one.kind is kind).items():
        # A closed or silent port 80 alone is as it should be where there is no redirect.
        if any(scheme_of(one.url) == "https" for one in attempts):
            yield host, attempts


def target_unreachable(case: Case) -> Iterator[Raised]:
    """A redirect or a service record leads to a host that cannot be reached."""
    failed = [
        one
        for one in case.asked
        if one.step in {StepName.HTTP_REDIRECT, StepName.DNS_SRV, StepName.HTTPS_AUTODISCOVER}
        and one.host not in {one.domain, f"autodiscover.{one.domain}"}
        and one.kind in {*_SILENT, FailureKind.REFUSED, FailureKind.NAME_NOT_FOUND}
    ]
    for host, attempts in by_host(failed).items():
        source = {
            StepName.DNS_SRV: _("the service record (SRV)"),
            StepName.HTTP_REDIRECT: _("the redirect"),
        }.get(attempts[0].step or StepName.DNS_SRV, _("the redirect"))
        detail = said(attempts[0].exchange.failure.detail) if attempts[0].exchange.failure else ""
        yield raised(
            "redirect-target-unreachable",
            case.decisive,
            _("{host}, to which {source} leads, cannot be reached").format(
                host=host, source=source
            ),
            meaning=_("Outlook ends up nowhere on this way. {detail}").format(detail=detail),
            advice=_(
                "Correct {source}, or see that {host} is in DNS and takes connections on port 443."
            ).format(source=source, host=host),
            events=events_of(attempts),
            explains=rows_of(attempts),
        )


def _black_holes(attempts: tuple[Asked, ...]) -> tuple[Dial, ...]:
    dials = (connection.dial for one in attempts for connection in one.exchange.connections)
    return tuple(dial for dial in dials if dial and dial.is_black_hole)


def _silence(who: str, waited: str) -> str:
    if not waited:
        return _("{host} did not answer").format(host=who)
    return _("{host} did not answer in {duration}").format(host=who, duration=waited)


def _waited(attempts: tuple[Asked, ...]) -> str:
    """Tell how long it was waited; nothing where a log from elsewhere does not tell."""
    waited = sum(one.waited_ms for one in attempts)
    return milliseconds(waited) if waited >= 1 else ""
