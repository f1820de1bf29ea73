"""Certificates that do not hold the name in the URL."""

from collections.abc import Iterator

from app.domain.address import registrable_domain
from app.domain.settings import Scope
from app.domain.steps import StepName
from app.domain.urls import host_of, scheme_of
from app.domain.verdict import Problem
from app.findings.case import Case
from app.findings.raising import (
    Raised,
    certificate_names,
    names_text,
    raised,
)
from app.findings.shown import Shown, faulty, stops, wanted_names
from app.wording.exchange_2007 import (
    request_certificate,
    set_inside_urls,
)
from app.wording.language import _


def redirect_site_listens(case: Case) -> Iterator[Raised]:
    """The site that redirects answers on 443 too, with another name's certificate. Symptom 57"""
    targets = {
        host_of(one.url)
        for one in case.asked
        if one.step is StepName.HTTP_REDIRECT and scheme_of(one.url) == "https"
    }
    for one in _mismatched(case):
        names = {name.lower() for name in certificate_names(one.judged)}
        if one.steps == {StepName.HTTPS_AUTODISCOVER} and names & targets:
            yield raised(
                "redirect-site-listens-on-443",
                case.decisive,
                _(
                    "{host} redirects on port 80, and shows the certificate of {names} on port 443"
                ).format(host=one.host, names=names_text(sorted(names & targets))),
                meaning=_(
                    "Outlook asks on port 443 first. When the user is watching it shows a"
                    " security alert before it comes to the redirect."
                ),
                advice=_(
                    "Close port 443 for {host}: the redirect site has an address of its own,"
                    " on port 80 alone."
                ).format(host=one.host),
                events=one.events,
                source="Microsoft HMC 4.0 documentation",
                explains=one.rows,
            )


def foreign_host(case: Case) -> Iterator[Raised]:
    """Somebody else answers under the autodiscover name: a hoster, a parked domain. Symptom 4"""
    for one in _mismatched(case):
        names = [name for name in certificate_names(one.judged) if "." in name]
        own = registrable_domain(one.host)
        at_autodiscover = one.steps and one.steps <= {
            StepName.HTTPS_AUTODISCOVER,
            StepName.HTTP_REDIRECT,
        }
        is_inside = any(name.lower().endswith((".local", ".lan", ".internal")) for name in names)
        if not at_autodiscover or not names or is_inside or not one.judged.verdict.trusted:
            continue
        if all(registrable_domain(name.lstrip("*.")) != own for name in names):
            yield raised(
                "autodiscover-foreign-host",
                one.severity(case),
                _(
                    "{host} leads to a server of somebody else: its certificate is made out"
                    " to {names}"
                ).format(host=one.host, names=names_text(names)),
                meaning=stops(one),
                advice=_(
                    "See to whom {host} leads. A wildcard record (*) or a parked domain"
                    " answers for every name: delete the record, or publish the right one."
                ).format(host=one.host),
                events=one.events,
                explains=one.rows,
            )


def name_mismatch(case: Case) -> Iterator[Raised]:
    """The name in the URL is not in the certificate. Symptoms 2, 86, 88"""
    for one in _mismatched(case):
        names = certificate_names(one.judged)
        host = one.judged.host
        published = case.published_host(names)
        inside = StepName.SCP in one.steps or (
            not one.asked and all(each.scope is Scope.INTERNAL for each in one.tried)
        )
        if inside and published:
            advice = _(
                "Let the service connection point and the inside URLs name {published},"
                " which the certificate holds; then recycle"
                " MSExchangeAutodiscoverAppPool in IIS. Inside, {published} must resolve"
                " to the server. Or get a certificate that holds {host} too."
            ).format(published=published, host=host)
            command = set_inside_urls(case.server_of(host), published)
        else:
            wanted = wanted_names(case, one)
            advice = (
                _(
                    "Get a certificate that holds {names}, or publish Autodiscover by an SRV"
                    " record or a redirect to a name that it holds."
                )
                if one.steps
                else _(
                    "Get a certificate that holds {names}, or let the URL name a host that it"
                    " holds."
                )
            ).format(names=names_text(wanted, 6))
            command = request_certificate(*wanted)
        yield raised(
            "certificate-name-mismatch",
            one.severity(case),
            _(
                "The certificate of {host} does not hold that name; it is made out to {names}"
            ).format(host=host, names=names_text(names) or _("no name")),
            meaning=stops(one)
            + " "
            + _(
                'The alert reads: "The name on the security certificate is invalid or'
                ' does not match the name of the site."'
            ),
            advice=advice,
            command=command,
            events=one.events,
            source="KB 940726",
            explains=one.rows,
        )


def _mismatched(case: Case) -> tuple[Shown, ...]:
    return tuple(one for one in faulty(case) if Problem.NAME_MISMATCH in one.problems)
