"""Certificates that Outlook does not accept for want of trust, or of date."""

from collections.abc import Iterator
from typing import Final

from app.domain.finding import Severity
from app.domain.notes import NoteCode
from app.domain.steps import StepName
from app.domain.verdict import Problem
from app.findings.case import Case
from app.findings.raising import Raised, names_text, raised
from app.findings.shown import faulty, out_of_date, renewal, same, shown, stops, wanted_names
from app.wording.certificates import problem_title
from app.wording.exchange_2007 import request_certificate
from app.wording.forms import day_text
from app.wording.language import _, ngettext

_BROKEN: Final = frozenset(
    {
        Problem.NOT_A_CA,
        Problem.WRONG_USAGE,
        Problem.NAME_CONSTRAINT,
        Problem.PATH_TOO_LONG,
        Problem.BAD_SIGNATURE,
        Problem.UNHANDLED_EXTENSION,
        Problem.MALFORMED,
    }
)


def inspected(case: Case) -> Iterator[Raised]:
    """An antivirus program or a web gateway puts its own certificate in between. Symptom 85"""
    untrusted_ones = shown(case, wanted=lambda judged: not judged.verdict.trusted)
    for row, noted in case.parts.notes(NoteCode.TLS_INSPECTED):
        met = [one for one in untrusted_ones if one.host == noted.subject]
        stopped = [one for one in met if not one.judged.acceptance.accepted]
        product = noted.detail.partition(";")[0] or _("a product")
        yield raised(
            "tls-inspected",
            stopped[0].severity(case) if stopped else Severity.WARNING,
            _(
                "The certificate of {subject} looks like one that {product} has made up,"
                " to read inside TLS"
            ).format(subject=noted.subject, product=product),
            meaning=_(
                "What the server itself shows is not seen here. Outlook trusts this"
                " certificate only where the product's authority is installed, and"
                " sign-in may break."
            ),
            advice=_(
                "Except the mail hosts from the inspection by the antivirus program or"
                " the web gateway, or install its authority on all PCs."
            ),
            events=(row.event, *(event for one in met for event in one.events)),
            explains=frozenset(number for one in met for number in one.rows),
        )


def revoked(case: Case) -> Iterator[Raised]:
    """Its issuer has withdrawn it."""
    for one in shown(case, wanted=lambda judged: Problem.REVOKED in judged.verdict.problems):
        yield raised(
            "certificate-revoked",
            Severity.ERROR,
            _("The certificate of {host} has been revoked by its issuer").format(host=one.host),
            meaning=_(
                "A client that looks at revocation lists refuses it. Its key may be in wrong hands."
            ),
            advice=_("Ask the issuer why, and put a new certificate with a new key in its place."),
            command=renewal(case, one),
            events=one.events,
            explains=one.rows,
        )


def expired(case: Case) -> Iterator[Raised]:
    """Nobody renewed it. Symptom 7"""
    for one in faulty(case):
        if Problem.EXPIRED not in one.problems:
            continue
        late = out_of_date(one, "not_after")
        at_issuer = late is not None and one.leaf is not None and late.sha256 != one.leaf.sha256
        whose = (
            _("{host} (that of its issuer {subject})").format(host=one.host, subject=late.subject)
            if late and at_issuer
            else one.host
        )
        when = day_text(late.not_after) if late and late.not_after else ""
        title = (
            _("The certificate of {host} expired on {day}")
            if when
            else _("The certificate of {host} expired")
        )
        yield raised(
            "certificate-expired",
            one.severity(case),
            title.format(host=whose, day=when),
            meaning=stops(one) + " " + one.also(Problem.EXPIRED),
            advice=_("Renew it, put the new one to use for IIS, and renew it in time from now on."),
            command=renewal(case, one),
            events=one.events,
            source="Exchange 2007 Wiki; New-ExchangeCertificate (TechNet aa998327)",
            explains=one.rows,
        )


def not_yet_valid(case: Case) -> Iterator[Raised]:
    """Its time has not come, or the clock of the PC is behind. Symptoms 7 and 8"""
    for one in faulty(case):
        if Problem.NOT_YET_VALID not in one.problems:
            continue
        early = out_of_date(one, "not_before")
        when = day_text(early.not_before) if early and early.not_before else ""
        title = (
            _("The certificate of {host} is not valid until {day}")
            if when
            else _("The certificate of {host} is not valid")
        )
        yield raised(
            "certificate-not-yet-valid",
            one.severity(case),
            title.format(host=one.host, day=when),
            meaning=stops(one) + " " + one.also(Problem.NOT_YET_VALID),
            advice=_(
                "Look at the clock of this PC first. If it is right, use the old"
                " certificate until that day."
            ),
            events=one.events,
            explains=one.rows,
        )


def self_signed(case: Case) -> Iterator[Raised]:
    """Setup's own certificate, where nothing excuses it. Symptom 6"""
    for one in faulty(case):
        # Where the PC belongs to the domain, trust is tolerated, and another fault decides.
        tolerant = case.joined and one.steps == {StepName.SCP}
        if Problem.SELF_SIGNED not in one.problems or tolerant:
            continue
        yield raised(
            "self-signed-outside",
            one.severity(case),
            _(
                "The certificate of {host} is self-signed, and nobody outside the domain trusts it"
            ).format(host=one.host),
            meaning=stops(one)
            + " "
            + _("Only a PC of the domain lets it pass, on its way through the Active Directory.")
            + " "
            + one.also(Problem.SELF_SIGNED),
            advice=_(
                "Put a certificate of a public authority in its place, with the"
                " published names in it, such as {names}."
            ).format(names=names_text(wanted_names(case, one))),
            command=request_certificate(*wanted_names(case, one)),
            events=one.events,
            source="TechNet bb851554",
            explains=one.rows,
        )


def missing_intermediate(case: Case) -> Iterator[Raised]:
    """The server does not send the certificate in between. Symptom 10"""
    for among in same(
        shown(case, wanted=lambda judged: Problem.MISSING_INTERMEDIATE in judged.verdict.problems)
    ):
        one = among[0]
        accepted = one.judged.acceptance.accepted
        yield raised(
            "missing-intermediate",
            Severity.WARNING if accepted else one.severity(case),
            ngettext(
                "{names} does not send the intermediate certificate of the chain",
                "{names} do not send the intermediate certificate of the chain",
                len(among),
            ).format(names=names_text(each.host for each in among)),
            meaning=(
                _("Windows fetches it by itself; phones and many other clients do not, and fail.")
                if accepted
                else _(
                    "The chain could not be completed here. Windows may fetch the"
                    " certificate by itself; phones and many other clients do not, and fail."
                )
            )
            + " "
            + one.also(Problem.MISSING_INTERMEDIATE, Problem.UNKNOWN_ISSUER),
            advice=_(
                "Install the intermediate certificate of the issuer ({issuer}) in the"
                " computer's store on the Client Access server, and on a firewall that"
                " ends TLS before it."
            ).format(issuer=one.leaf.issuer if one.leaf else _("of the certificate")),
            command="certutil -addstore CA C:\\intermediate.cer",
            events=tuple(event for each in among for event in each.events),
            source="Microsoft Remote Connectivity Analyzer,"
            " missing-intermediate-certificates-chain",
            explains=()
            if accepted
            else frozenset(number for each in among for number in each.rows),
        )


def untrusted(case: Case) -> Iterator[Raised]:
    """A private authority, or one that this PC does not know. Symptom 6"""
    for one in faulty(case):
        unknown = {Problem.UNKNOWN_ISSUER, Problem.SELF_SIGNED} & one.problems
        tolerant = case.joined and one.steps == {StepName.SCP} and not _BROKEN & one.problems
        if not unknown or tolerant:
            continue
        issuer = one.leaf.issuer if one.leaf else _("its issuer")
        yield raised(
            "certificate-untrusted",
            one.severity(case),
            _(
                "The certificate of {host} is issued by {issuer}, which this PC does not trust"
            ).format(host=one.host, issuer=issuer),
            meaning=stops(one) + " " + one.also(Problem.UNKNOWN_ISSUER),
            advice=_(
                "Use a certificate of a public authority; or, for PCs of your own,"
                " install the authority's certificate on them (group policy: Trusted"
                " Root Certification Authorities)."
            ),
            command="certutil -addstore Root C:\\authority.cer",
            events=one.events,
            source="Microsoft Remote Connectivity Analyzer, ssl-certificate-trust-failure",
            explains=one.rows,
        )


def defective(case: Case) -> Iterator[Raised]:
    """The certificate or its chain is not made as one for a server must be."""
    for one in faulty(case):
        broken = [problem for problem in one.judged.verdict.problems if problem in _BROKEN]
        if not broken and one.judged.verdict.trusted:
            continue
        fault = "; ".join(problem_title(each) for each in broken) or _("it is not trusted")
        yield raised(
            "certificate-defective",
            one.severity(case),
            _("The certificate of {host} cannot be used: {fault}").format(
                host=one.host, fault=fault
            ),
            meaning=stops(one),
            advice=_(
                "Have a new certificate issued, for server authentication, by an"
                " authority that may issue it."
            ),
            command=request_certificate(*wanted_names(case, one)),
            events=one.events,
            explains=one.rows,
        )
