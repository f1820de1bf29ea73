"""Certificates that pass, and what is to be said against them all the same."""

from collections.abc import Iterator

from app.domain.acceptance import Ground
from app.domain.finding import Severity
from app.domain.verdict import Problem
from app.findings.case import Case
from app.findings.raising import (
    Raised,
    certificate_names,
    names_text,
    raised,
)
from app.findings.shown import Shown, out_of_date, renewal, same, shown
from app.wording.certificates import problem_title
from app.wording.exchange_2007 import (
    HOST,
    request_certificate,
)
from app.wording.forms import day_text
from app.wording.language import _


def self_signed_tolerated(case: Case) -> Iterator[Raised]:
    """Setup's certificate, on the way of a PC of the domain. Symptom 5"""
    passed = [
        one
        for one in shown(case, wanted=lambda judged: judged.acceptance.ground is Ground.TOLERATED)
        if Problem.SELF_SIGNED in one.problems
    ]
    if passed:
        hosts = tuple(dict.fromkeys(one.host for one in passed))
        yield raised(
            "self-signed-tolerated",
            Severity.WARNING,
            _(
                "The certificate of {names} is self-signed, and passes only because this"
                " PC belongs to the domain"
            ).format(names=names_text(hosts)),
            meaning=_(
                "No alert here: on the way through the Active Directory Outlook 2007"
                " does without trust, not without date and name. But Outlook Anywhere"
                " and mobile devices refuse it, and Outlook Web Access warns of it."
            ),
            advice=_(
                "Replace it before anybody connects from outside: by a certificate that"
                " holds the published names, and the server's own names as long as URLs"
                " name them."
            ),
            command=request_certificate(*_all_names(case, passed)),
            events=tuple(event for one in passed for event in one.events),
            source="TechNet bb851554",
        )


def untrusted_tolerated(case: Case) -> Iterator[Raised]:
    """A private authority that this PC does not know, on the way of a PC of the domain."""
    passed = [
        one
        for one in shown(case, wanted=lambda judged: judged.acceptance.ground is Ground.TOLERATED)
        if Problem.SELF_SIGNED not in one.problems
        and Problem.MISSING_INTERMEDIATE not in one.problems
    ]
    for one in passed:
        yield raised(
            "untrusted-tolerated",
            Severity.WARNING,
            _(
                "The issuer of the certificate of {host} is not trusted here; it passes"
                " only because this PC belongs to the domain"
            ).format(host=one.host),
            meaning=_(
                "No alert here: on the way through the Active Directory Outlook 2007"
                " does without trust, not without date and name. PCs outside the domain,"
                " Outlook Anywhere and mobile devices refuse it."
            ),
            advice=_(
                "Install the authority's certificate on the PCs by group policy, or use"
                " a certificate of a public authority."
            ),
            command="certutil -addstore Root C:\\authority.cer",
            events=one.events,
            source="TechNet bb851554",
        )


def _all_names(case: Case, passed: list[Shown]) -> tuple[str, ...]:
    names = [f"mail.{case.domain}", f"autodiscover.{case.domain}"] if case.domain else []
    held = [name for one in passed for name in certificate_names(one.judged)]
    return tuple(dict.fromkeys((*names, *held))) or (HOST,)


def expires_soon(case: Case) -> Iterator[Raised]:
    """It is good, and not for long."""
    for among in same(
        shown(case, wanted=lambda judged: Problem.EXPIRES_SOON in judged.verdict.problems)
    ):
        late = out_of_date(among[0], "not_after")
        if late is None or late.not_after is None:
            continue
        yield raised(
            "certificate-expires-soon",
            Severity.WARNING,
            _("The certificate of {names} expires on {day}").format(
                names=names_text(each.host for each in among), day=day_text(late.not_after)
            ),
            meaning=_(
                "Until then nothing happens. From then on Outlook shows a security"
                " alert, or does not find its settings."
            ),
            advice=_("Renew it now."),
            command=renewal(case, among[0]),
            events=tuple(event for each in among for event in each.events),
            source="New-ExchangeCertificate (TechNet aa998327)",
        )


def weak(case: Case) -> Iterator[Raised]:
    """Clients of today refuse short keys and old signatures."""
    wanted = {Problem.WEAK_KEY, Problem.WEAK_SIGNATURE}
    for among in same(
        shown(case, wanted=lambda judged: bool(wanted & set(judged.verdict.problems)))
    ):
        said = names_text(
            problem_title(problem)
            for problem in among[0].judged.verdict.problems
            if problem in wanted
        )
        yield raised(
            "certificate-weak",
            Severity.WARNING,
            _("The certificate of {names} is weak: {said}").format(
                names=names_text(each.host for each in among), said=said
            ),
            meaning=_("Outlook 2007 takes it. Clients of today may refuse it."),
            advice=_("Have it issued anew, with an RSA key of 2048 bits or more and SHA-256."),
            events=tuple(event for each in among for event in each.events),
        )


def common_name_only(case: Case) -> Iterator[Raised]:
    """Outlook 2007 takes the common name, clients of today do not. RFC 9525 6.3"""
    wanted = {Problem.COMMON_NAME_ONLY, Problem.WILDCARD_LEGACY}
    for one in shown(
        case,
        wanted=lambda judged: (
            judged.verdict.name_matches and bool(wanted & set(judged.verdict.problems))
        ),
    ):
        yield raised(
            "certificate-name-old-style",
            Severity.NOTICE,
            _(
                "The certificate of {host} holds that name only in a way that clients of"
                " today refuse"
            ).format(host=one.host),
            meaning=_(
                "Outlook 2007 takes it: it looks at the common name too, and at"
                " wildcards inside a label."
            ),
            advice=_(
                "When it is issued anew, have {host} entered as a subject alternative name."
            ).format(host=one.host),
            events=one.events,
            source="RFC 9525",
        )


def revocation_unknown(case: Case) -> Iterator[Raised]:
    """Revocation was to be looked at, and could not."""
    found = shown(case, wanted=lambda judged: Problem.REVOCATION_UNKNOWN in judged.verdict.problems)
    if found:
        yield raised(
            "revocation-unknown",
            Severity.NOTICE,
            _("Whether the certificate of {names} is revoked could not be found out").format(
                names=names_text(dict.fromkeys(one.host for one in found))
            ),
            meaning=_("Outlook goes on. A client that insists on an answer waits, and may refuse."),
            advice=_(
                "See that this PC reaches the addresses for revocation that stand in the"
                " certificate, through the proxy if there is one."
            ),
            events=tuple(event for one in found for event in one.events),
        )
