"""Verdicts on certificates in words: three answers, every problem, accepted or not and why."""

from typing import assert_never

from app.domain.acceptance import Ground
from app.domain.connections import Judged
from app.domain.steps import StepName
from app.domain.verdict import MatchedBy, NameAnswer, Problem, Verdict
from app.wording.language import _


def three_answers(verdict: Verdict) -> tuple[tuple[str, bool], ...]:
    """Give the three answers with their names, in the order in which they are always shown."""
    return (
        (_("Trusted"), verdict.trusted),
        (_("In date"), verdict.in_date),
        (_("Name matches"), verdict.name_matches),
    )


def problem_title(problem: Problem, *, of_file: bool = False) -> str:
    """Name a problem of a chain; one that lies in a file is sent by nobody."""
    if of_file and problem in {
        Problem.MISSING_INTERMEDIATE,
        Problem.WRONG_ORDER,
        Problem.SUPERFLUOUS,
    }:
        return {
            Problem.MISSING_INTERMEDIATE: _("the file lacks an intermediate certificate"),
            Problem.WRONG_ORDER: _("the chain stands in the wrong order"),
            Problem.SUPERFLUOUS: _("certificates are in it that do not belong to the chain"),
        }[problem]
    return {
        Problem.SELF_SIGNED: _("self-signed: no authority vouches for it"),
        Problem.UNKNOWN_ISSUER: _("its issuer is not trusted here"),
        Problem.MISSING_INTERMEDIATE: _("the server does not send an intermediate certificate"),
        Problem.EXPIRED: _("expired"),
        Problem.NOT_YET_VALID: _("not valid yet"),
        Problem.EXPIRES_SOON: _("expires soon"),
        Problem.NAME_MISMATCH: _("the name does not match"),
        Problem.COMMON_NAME_ONLY: _("only the common name matches: newer clients refuse it"),
        Problem.WILDCARD_LEGACY: _("matches by an old form of wildcard: newer clients refuse it"),
        Problem.NO_NAMES: _("it holds no names"),
        Problem.WEAK_SIGNATURE: _("signed with a weak method"),
        Problem.WEAK_KEY: _("its key is too short"),
        Problem.NOT_A_CA: _("its issuer must not issue certificates"),
        Problem.WRONG_USAGE: _("not made for servers"),
        Problem.NAME_CONSTRAINT: _("its issuer must not issue for this name"),
        Problem.PATH_TOO_LONG: _("the chain is longer than an issuer allows"),
        Problem.BAD_SIGNATURE: _("a signature in the chain is wrong"),
        Problem.UNHANDLED_EXTENSION: _("a critical part of it is not understood"),
        Problem.MALFORMED: _("it cannot be read"),
        Problem.REVOKED: _("revoked by its issuer"),
        Problem.REVOCATION_UNKNOWN: _("whether it is revoked could not be found out"),
        Problem.WRONG_ORDER: _("the chain is sent in the wrong order"),
        Problem.SUPERFLUOUS: _("certificates are sent that do not belong to the chain"),
        Problem.VERSION_ONE: _("a version 1 certificate"),
    }[problem]


def name_rules(verdict: Verdict) -> tuple[tuple[str, str], ...]:
    """Tell what the rules of each era make of the name: a caption, and the answer."""
    captions = {
        # KB 258858, RFC 2818 3.1; protocol.md 5.4
        "outlook-2007": _("Name by the rules of 2007"),
        "rfc-9525": _("Name by today's (RFC 9525)"),
    }
    return tuple((captions.get(one.rules, one.rules), _matched(one)) for one in verdict.by_rules)


def eras_differ(verdict: Verdict) -> bool:
    """Whether clients of 2007 and those of today disagree about the name."""
    return len({bool(one.matched_by) for one in verdict.by_rules}) > 1


def _matched(answer: NameAnswer) -> str:
    if answer.matched_by is None:
        return _("does not match")
    kind = {
        MatchedBy.SAN: _("alternative name"),
        MatchedBy.WILDCARD: _("wildcard"),
        MatchedBy.COMMON_NAME: _("common name"),
    }[answer.matched_by]
    return _("matches {matched_name} ({kind})").format(matched_name=answer.matched_name, kind=kind)


def accepted_because(judged: Judged) -> str:
    """Tell whether this client goes on with the certificate, and why."""
    verdict = judged.verdict
    match judged.acceptance.ground:
        case Ground.GOOD:
            return _("accepted: trusted, in date, name matches")
        case Ground.TOLERATED:
            # "this validation failure is allowed when domain-joined clients connect to the
            # Autodiscover service": TechNet bb851554 [SELFSIGNED], protocol.md 5.2
            return _(
                "accepted although untrusted: a domain-joined Outlook 2007 lets this pass here"
            )
        case Ground.GRANTED:
            return _("accepted because the user said yes, although {faults}").format(
                faults=_faults(verdict)
            )
        case Ground.REJECTED:
            return _("certificate not accepted: {faults}").format(faults=_faults(verdict))
        case _:
            assert_never(judged.acceptance.ground)


def certificate_fault(step: StepName) -> str:
    """Tell what Outlook does about a certificate that it does not accept in this step."""
    if step in {StepName.HTTPS_ROOT, StepName.HTTPS_AUTODISCOVER}:
        # Both are documented: KB 2783881 shows the alert, the log of KB 2212902 the silent
        # failure ("because I cannot show the cert dialog"). protocol.md 5.2
        return _(
            "Outlook skips this address in the background, and shows a security alert when"
            " the user is watching."
        )
    if step is StepName.SCP:
        # KB 940726 shows it for a name that does not match. protocol.md 5.2
        return _("Outlook shows a security alert.")
    # protocol.md 5.2: after the consent the certificate must be good. KB 2480582
    return _("Outlook does not go on with this address: its certificate must be good.")


def _faults(verdict: Verdict) -> str:
    faults = [
        *(() if verdict.trusted else (_trust_fault(verdict),)),
        *(() if verdict.in_date else (_date_fault(verdict),)),
        *(() if verdict.name_matches else (_("the name does not match"),)),
    ]
    return ", ".join(faults) if faults else _("nothing is wrong with it")


def _trust_fault(verdict: Verdict) -> str:
    if not verdict.presented:
        return _("it cannot be read")
    if Problem.REVOKED in verdict.problems:
        return _("it is revoked")
    if Problem.SELF_SIGNED in verdict.problems:
        return _("it is self-signed")
    if Problem.MISSING_INTERMEDIATE in verdict.problems:
        return _("an intermediate certificate is missing")
    if Problem.UNKNOWN_ISSUER in verdict.problems:
        return _("its issuer is not trusted")
    # Last: it may be about a certificate that is sent beside the others and that nobody needs.
    if Problem.MALFORMED in verdict.problems:
        return _("it cannot be read")
    return _("it is not trusted")


def _date_fault(verdict: Verdict) -> str:
    if Problem.EXPIRED in verdict.problems:
        return _("it has expired")
    if Problem.NOT_YET_VALID in verdict.problems:
        return _("it is not valid yet")
    return _("it is out of date")
